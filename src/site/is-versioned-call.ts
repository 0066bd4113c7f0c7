import type { GoCommand } from "./site.ts";

/** `go install tool@v1` and `go run tool@v1` look at no module of the repository. */
export function isVersionedCall(command: GoCommand): boolean {
  return (
    /^(?:install|run)$/.test(command.subcommand) &&
    command.arguments.some(({ text, value }) => (value.kind === "known" ? value.text : text).includes("@"))
  );
}

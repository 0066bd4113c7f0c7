import { parseGoArguments } from "../go/flag-table.ts";
import type { CommandArgument, GoCommand } from "./site.ts";

/** `go install tool@v1` and `go run tool@v1` look at no module of the repository. */
export function isVersionedCall({
  subcommand,
  arguments: words,
}: Pick<GoCommand, "subcommand" | "arguments">): boolean {
  if (!/^(?:install|run)$/.test(subcommand)) return false;
  const texts = words.map(textOf);
  const { operands } = parseGoArguments(subcommand, texts, undefined);
  // What follows the package is the program's own.
  const packages = subcommand === "run" ? operands.slice(0, 1) : operands;
  return packages.some((text) => text.includes("@") && !/^(?:\.{0,2}\/|-)|\.go$|^\.{1,2}$/.test(text));
}

/** A word as far as files show it: the `@` of `$@` and of an expression asks for no version. */
function textOf({ text, value }: CommandArgument): string {
  if (value.kind === "known") return value.text;
  return text.replace(/\$\{?@(?:\}|:[^}]*\})?|\$\{[^}]*\}\}?|\$\([^)]*\)/g, "$");
}

import type { GoCommand } from "./site.ts";

/** Whether a command compiles packages of the module it runs in, not a tool that is named with its version. */
export function compilesModule(command: GoCommand): boolean {
  if (!/^(?:build|install|run|test|vet)$/.test(command.subcommand)) return false;
  return !command.arguments.some(({ text }) => /^[^-].*@/.test(text));
}

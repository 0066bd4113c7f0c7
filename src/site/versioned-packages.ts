import { parseGoArguments } from "../go/flag-table.ts";
import { isVersionedCall } from "./is-versioned-call.ts";
import type { CommandArgument, GoCommand } from "./site.ts";

/** A package that a command asks for at a version of its own: `go install PATH@VERSION`, `go run PATH@VERSION`. */
export interface VersionedPackage {
  readonly path: string;
  /** What stands behind the `@`: `v1.4.2`, `latest`, a branch, a commit. */
  readonly query: string;
  readonly argument: CommandArgument;
  /** It means another version tomorrow: a branch, `latest`, or the first part of a version. */
  readonly isMoving: boolean;
}

const movingQuery = /^(?:latest|upgrade|patch|master|main|HEAD|develop|v\d+(?:\.\d+)?)$/;

/** The packages with versions that a `go install` or `go run` names; those that files cannot tell are left out. */
export function versionedPackages(command: GoCommand): readonly VersionedPackage[] {
  const { subcommand, arguments: words } = command;
  if (!isVersionedCall(command)) return [];
  // What follows the package of `go run` is the program's own.
  const operands = subcommand === "run" ? firstOperand(words) : words;
  return operands.flatMap((argument) => {
    if (argument.value.kind !== "known" || argument.text.startsWith("-")) return [];
    const [, path, query] = /^([^\s@]+)@([^\s@]+)$/.exec(argument.value.text) ?? [];
    if (path === undefined || query === undefined) return [];
    return [{ path, query, argument, isMoving: movingQuery.test(query) }];
  });
}

function firstOperand(words: readonly CommandArgument[]): readonly CommandArgument[] {
  const texts = words.map(({ text, value }) => (value.kind === "known" ? value.text : text));
  const first = parseGoArguments("run", texts, undefined).operands[0];
  const index = texts.indexOf(first ?? "");
  return index === -1 ? [] : words.slice(index, index + 1);
}

/** The words of a go command sorted into subcommand, flags and operands, unknown words included. */
import { type GoArguments, parseGoArguments } from "../go/flag-table.ts";
import { textOf } from "./shell/text-of.ts";
import type { CommandArgument } from "./site.ts";
import type { Value } from "./value.ts";

export interface GoCall {
  /** `build`, `mod tidy`, `tool`; "" when the first word is not known. */
  readonly subcommand: string;
  readonly arguments: readonly CommandArgument[];
  readonly parsed: GoArguments;
  /** `-C dir` before everything else. */
  readonly chdir: Value | undefined;
  /** An unquoted word whose value is not known may hold any flag. */
  readonly opaque: CommandArgument | undefined;
  /** All of them. */
  readonly opaques: readonly CommandArgument[];
}

/** An unquoted word made of nothing but variables, substitutions and holes: it may become any words. */
const expansionsOnly =
  /^(?:\$\{\{[\s\S]*?\}\}|\$\{[^}]*\}|\$\([\s\S]*\)|\$[\w@*]+|\{\{[\s\S]*?\}\}|<<[\s\S]*?>>|\$\[\[[\s\S]*?\]\]|`[\s\S]*`)+$/;

const grouped = new Set(["mod", "work"]);

/** Commands that print packages, files and folders: none of them begins with a dash. */
const listing =
  /^\s*(?:(?:\S*\/)?go|\$[({]?(?:GO\w*|go)[)}]?)\s+list\b|^\s*(?:find|ls|dirname|basename|pwd|git\s+(?:ls-files|grep|diff|rev-parse))\b/;

/** The first word of a call that may hold a flag of this name. */
export function mayHoldFlag(call: GoCall, name: string): CommandArgument | undefined {
  if (call.opaques.length === 0) return undefined;
  const flag = new RegExp(`(?:^|\\s)--?${name}(?:[=\\s]|$)`);
  return call.opaques.find(({ value }) => {
    if (value.kind === "known" || !value.candidates) return true;
    return value.candidates.some((candidate) => flag.test(candidate));
  });
}

/** Sorts the words after `go`. */
export function readGoCall(words: readonly CommandArgument[], goVersion: string | undefined): GoCall {
  let rest = words;
  let chdir: Value | undefined;
  const first = textOf(rest[0]);
  if (first === "-C") {
    chdir = rest[1]?.value;
    rest = rest.slice(2);
  } else if (first?.startsWith("-C=")) {
    chdir = { kind: "known", text: first.slice(3), at: rest[0]?.at };
    rest = rest.slice(1);
  }
  const name = textOf(rest[0]) ?? "";
  const isGrouped = grouped.has(name) && textOf(rest[1]) !== undefined;
  const subcommand = isGrouped ? `${name} ${textOf(rest[1])}` : name;
  const all = rest.slice(isGrouped ? 2 : 1);
  // A word that may vanish in front of a flag is no package, or go would stop reading flags there.
  const lastDash = all.findLastIndex((argument) => flagText(argument).startsWith("-"));
  const isGone = (argument: CommandArgument, index: number): boolean =>
    index < lastDash && mayVanish(argument, subcommand);
  const args = all.filter((argument, index) => !isGone(argument, index));
  if (textOf(args[0]) === "-C") chdir = args[1]?.value;
  const parsed = parseGoArguments(subcommand, args.map(flagText), goVersion);
  const valueIndexes = new Set(parsed.flags.map((flag) => flag.valueIndex));
  // go stops reading flags at the first operand; only `go test` goes on.
  const lastFlagIndex = subcommand === "test" ? args.length : (parsed.operandIndexes[0] ?? args.length);
  const opaques = [
    ...all.filter((argument, index) => isGone(argument, index) && isOpen(argument)),
    ...args.filter(
      (argument, index) => isOpen(argument) && !valueIndexes.has(index) && index <= lastFlagIndex,
    ),
  ];
  return { subcommand, arguments: args, parsed, chdir, opaque: opaques[0], opaques };
}

/** An unquoted word that nothing sets, or that files show to be empty or a flag. */
function mayVanish({ value, text }: CommandArgument, subcommand: string): boolean {
  if (value.kind === "known" || !expansionsOnly.test(text)) return false;
  if (value.isUnset) return (value.textIfUnset ?? "") === "" && subcommand !== "run";
  return value.candidates?.every((candidate) => /^\s*(?:-|$)/.test(candidate)) ?? false;
}

/** A word that may hold flags. */
function isOpen({ value, text }: CommandArgument): boolean {
  if (value.kind === "known" || value.isUnset || !expansionsOnly.test(text)) return false;
  return !(value.outputOf !== undefined && listing.test(value.outputOf));
}

/** A word for the flag parser: its value, or what is written where the value is not known. */
function flagText(argument: CommandArgument): string {
  const { value } = argument;
  if (value.kind === "known") return value.text;
  if (value.textIfUnset) return value.textIfUnset;
  return argument.text.replace(/["']/g, "");
}

/** The last flag of a name with its value: known, or the reason why not; undefined when it is not given. */
export function lastFlag(
  call: GoCall,
  name: string,
): { value: Value; argument: CommandArgument | undefined } | undefined {
  const flag = call.parsed.flags.findLast((candidate) => candidate.name === name);
  if (!flag) return undefined;
  const carrier = call.arguments[flag.valueIndex ?? flag.index];
  if (carrier?.value.kind === "unknown") {
    const { textIfUnset } = carrier.value;
    // In `-tags=netgo,$(MORE)` the word holds the flag's name, too.
    const value =
      textIfUnset === undefined || flag.valueIndex !== flag.index
        ? carrier.value
        : { ...carrier.value, textIfUnset: textIfUnset.replace(/^--?[^=]*=/, "") };
    return { value, argument: carrier };
  }
  return { value: { kind: "known", text: flag.value ?? "", at: carrier?.at }, argument: carrier };
}

/** The command line as the shells need it, read from the commands themselves. */

import { checkFormats } from "../format-check.ts";

/** One command with what may follow it. */
export interface DescribedCommand {
  /** Words after the program's name: none for the program itself, `explain`, `tags` for a command below another. */
  readonly path: readonly string[];
  readonly description: string;
  readonly options: readonly DescribedOption[];
  /** Words that may stand as its argument; files where there are none. */
  readonly argumentValues: readonly string[];
  readonly commands: readonly DescribedCommand[];
}

export interface DescribedOption {
  /** With its dashes: `--format`. */
  readonly long: string;
  /** `-h`; undefined where there is none. */
  readonly short: string | undefined;
  readonly description: string;
  readonly takesValue: boolean;
  /** What it takes; files where there are none. */
  readonly values: readonly string[];
}

/** The part of commander's commands that is read here. */
export interface CommandLike {
  readonly commands: readonly CommandLike[];
  readonly registeredArguments: readonly { readonly argChoices?: readonly string[] | undefined }[];
  name(): string;
  description(): string;
  createHelp(): { visibleOptions(command: never): readonly OptionLike[] };
}

interface OptionLike {
  readonly long?: string | undefined;
  readonly short?: string | undefined;
  readonly description: string;
  readonly required: boolean;
  readonly optional: boolean;
  readonly argChoices?: readonly string[] | undefined;
}

/** What `--report FORMAT=FILE` begins with. */
const reportStarts = checkFormats.map((format) => `${format}=`);

/** Whether what is offered is only the start of a word. */
export function isStart(values: readonly string[]): boolean {
  return values.some((value) => value.endsWith("="));
}

/** Describes a program and everything below it; `ruleIds` are what `--rule` and `explain` take. */
export function describeCommands(
  command: CommandLike,
  ruleIds: readonly string[],
  path: readonly string[] = [],
): DescribedCommand {
  const options = command
    .createHelp()
    .visibleOptions(command as never)
    .flatMap(({ long, short, description, required, optional, argChoices }) =>
      long === undefined
        ? []
        : [
            {
              long,
              short,
              description,
              takesValue: required || optional,
              values: (long === "--rule" ? ruleIds : long === "--report" ? reportStarts : argChoices) ?? [],
            },
          ],
    );
  const choices = command.registeredArguments[0]?.argChoices ?? [];
  return {
    path,
    description: command.description(),
    options,
    argumentValues: path.join(" ") === "explain" ? ruleIds : choices,
    commands: command.commands.map((below) => describeCommands(below, ruleIds, [...path, below.name()])),
  };
}

/** A command and all below it, outer ones first. */
export function allCommands(command: DescribedCommand): readonly DescribedCommand[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** The first sentence of a help text, without its full stop. */
export function firstSentence(text: string): string {
  return (/^.*?(?=\.(?:\s|$))/s.exec(text)?.[0] ?? text).replace(/\s+/g, " ");
}

/** A word between single quotes, as sh reads it. */
export function quoted(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

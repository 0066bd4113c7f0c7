import {
  allCommands,
  type DescribedCommand,
  type DescribedOption,
  firstSentence,
} from "./describe-commands.ts";

/** The completion script for fish, from version 3 on. */
export function fishCompletion(program: DescribedCommand): string {
  return [
    "# fish completion of breakwater: breakwater completion fish | source",
    "complete -c breakwater -e",
    ...allCommands(program).flatMap((command) => commandLines(command)),
    "",
  ].join("\n");
}

function commandLines({ path, options, commands, argumentValues }: DescribedCommand): readonly string[] {
  const here = `-n ${quoted(conditionOf(path, commands))}`;
  // Above all commands there is no file to name.
  const files = path.length === 0 || argumentValues.length > 0 ? "-f" : "-F";
  return [
    `complete -c breakwater ${here} ${files}`,
    ...commands.map(
      ({ path: words, description }) =>
        `complete -c breakwater ${here} -a ${quoted(words.at(-1) ?? "")} -d ${quoted(firstSentence(description))}`,
    ),
    ...(argumentValues.length > 0
      ? [`complete -c breakwater ${here} -a ${quoted(argumentValues.join(" "))}`]
      : []),
    ...options.map((option) => `complete -c breakwater ${here} ${optionWords(option)}`),
  ];
}

/** When the words so far name this command and none below it. */
function conditionOf(path: readonly string[], below: readonly DescribedCommand[]): string {
  if (path.length === 0) return "__fish_use_subcommand";
  const said = path.map((word) => `__fish_seen_subcommand_from ${word}`);
  const unsaid = below.map(({ path: words }) => `not __fish_seen_subcommand_from ${words.at(-1)}`);
  return [...said, ...unsaid].join("; and ");
}

function optionWords({ long, short, description, takesValue, values }: DescribedOption): string {
  const letter = short === undefined ? "" : ` -s ${short.slice(1)}`;
  const value = !takesValue ? "" : values.length > 0 ? ` -x -a ${quoted(values.join(" "))}` : " -r -F";
  return `-l ${long.slice(2)}${letter}${value} -d ${quoted(firstSentence(description))}`;
}

/** fish knows two escapes between single quotes. */
function quoted(text: string): string {
  return `'${text.replaceAll("\\", "\\\\").replaceAll("'", "\\'")}'`;
}

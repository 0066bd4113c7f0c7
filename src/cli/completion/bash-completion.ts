import { allCommands, type DescribedCommand, isStart, quoted } from "./describe-commands.ts";

/** The completion script for bash, from version 3.2 (macOS) on; needs nothing of bash-completion. */
export function bashCompletion(program: DescribedCommand): string {
  const commands = allCommands(program);
  return [
    '# bash completion of breakwater: eval "$(breakwater completion bash)"',
    "_breakwater() {",
    "  local current=${COMP_WORDS[COMP_CWORD]} previous=${COMP_WORDS[COMP_CWORD-1]} at='' values='' options='' i",
    "  # bash takes --format=json for three words.",
    "  if [[ $previous == '=' ]]; then previous=${COMP_WORDS[COMP_CWORD-2]}; fi",
    "  if [[ $current == '=' ]]; then current=''; fi",
    "  for ((i = 1; i < COMP_CWORD; i++)); do",
    '    case "$at ${COMP_WORDS[i]}" in',
    ...commands
      .filter(({ path }) => path.length > 0)
      .map(({ path }) => `      ${quoted(casePattern(path))}) at=${quoted(path.join(" "))} ;;`),
    "    esac",
    "  done",
    '  case "$at $previous" in',
    ...commands.flatMap(valueCases),
    "  esac",
    "  case $at in",
    ...commands.map(
      ({ path, options, commands: below, argumentValues }) =>
        `    ${quoted(path.join(" "))}) options=${quoted(options.flatMap(({ long, short }) => (short === undefined ? [long] : [long, short])).join(" "))} values=${quoted([...below.map(({ path: words }) => words.at(-1)), ...argumentValues].join(" "))} ;;`,
    ),
    "  esac",
    "  if [[ $current == -* ]]; then values=$options; fi",
    '  COMPREPLY=($(compgen -W "$values" -- "$current"))',
    "}",
    "# Where nothing is offered, bash completes file names.",
    "complete -o default -F _breakwater breakwater",
    "",
  ].join("\n");
}

function casePattern(path: readonly string[]): string {
  return `${path.slice(0, -1).join(" ")} ${path.at(-1)}`;
}

/** One line for each option of a command that takes a value. */
function valueCases({ path, options }: DescribedCommand): readonly string[] {
  return options
    .filter(({ takesValue }) => takesValue)
    .map(
      ({ long, values }) =>
        `    ${quoted(`${path.join(" ")} ${long}`)}) COMPREPLY=($(compgen -W ${quoted(values.join(" "))} -- "$current"))${isStart(values) ? "; compopt -o nospace 2>/dev/null" : ""}; return ;;`,
    );
}

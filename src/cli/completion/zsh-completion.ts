import { allCommands, type DescribedCommand, firstSentence, isStart, quoted } from "./describe-commands.ts";

/** The completion script for zsh: for `eval` after compinit, or as a file `_breakwater` in a folder of fpath. */
export function zshCompletion(program: DescribedCommand): string {
  const commands = allCommands(program);
  return [
    "#compdef breakwater",
    '# zsh completion of breakwater: eval "$(breakwater completion zsh)" after compinit',
    "_breakwater() {",
    "  local at='' i current=${words[CURRENT]} previous=${words[CURRENT-1]}",
    "  local -a entries",
    "  if [[ $current == --*=* ]]; then",
    "    previous=${current%%=*}",
    "    compset -P '*='",
    "  fi",
    "  for ((i = 2; i < CURRENT; i++)); do",
    '    case "$at ${words[i]}" in',
    ...commands
      .filter(({ path }) => path.length > 0)
      .map(
        ({ path }) =>
          `      ${quoted(`${path.slice(0, -1).join(" ")} ${path.at(-1)}`)}) at=${quoted(path.join(" "))} ;;`,
      ),
    "    esac",
    "  done",
    '  case "$at $previous" in',
    ...commands.flatMap(({ path, options }) =>
      options
        .filter(({ takesValue }) => takesValue)
        .map(({ long, values }) => {
          const words = `-- ${values.map(quoted).join(" ")}`;
          const offers =
            values.length === 0
              ? "_files"
              : isStart(values)
                ? `if compset -P '*='; then _files; else compadd -S '' ${words}; fi`
                : `compadd ${words}`;
          return `    ${quoted(`${path.join(" ")} ${long}`)}) ${offers}; return ;;`;
        }),
    ),
    "  esac",
    "  if [[ $current == -* ]]; then",
    "    case $at in",
    ...commands.map(
      ({ path, options }) =>
        `      ${quoted(path.join(" "))}) entries=(${options.flatMap((option) => optionEntries(option)).join(" ")}) ;;`,
    ),
    "    esac",
    "    _describe -o option entries",
    "    return",
    "  fi",
    "  case $at in",
    ...commands.map(
      ({ path, commands: below, argumentValues }) =>
        `    ${quoted(path.join(" "))}) entries=(${[
          ...below.map(({ path: words, description }) => entry(words.at(-1) ?? "", description)),
          ...argumentValues.map(quoted),
        ].join(" ")}) ;;`,
    ),
    "  esac",
    "  if ((${#entries})); then _describe argument entries; else _files; fi",
    "}",
    "# As a file in fpath this is the function's own body; after eval it has to be made known.",
    'if [[ ${funcstack[1]-} == _breakwater ]]; then _breakwater "$@"; else compdef _breakwater breakwater; fi',
    "",
  ].join("\n");
}

function optionEntries(option: {
  readonly long: string;
  readonly short: string | undefined;
  readonly description: string;
}): readonly string[] {
  const { long, short, description } = option;
  return (short === undefined ? [long] : [long, short]).map((name) => entry(name, description));
}

/** `'name:what it does'`. */
function entry(name: string, description: string): string {
  return quoted(`${name}:${firstSentence(description)}`);
}

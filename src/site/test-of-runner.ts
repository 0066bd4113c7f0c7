/** The `go test` that gotestsum and ginkgo run with the arguments they hand on. */
import type { PlainCommand } from "./shell/command-host.ts";
import type { CommandArgument } from "./site.ts";
import { known } from "./value.ts";

export interface RunnerTest {
  /** `go test …` with the words of the runner's own command. */
  readonly command: PlainCommand;
  readonly runner: string;
}

/** Flags of gotestsum that take the next word. */
const valued =
  /^--?(?:f|format|junitfile|jsonfile|jsonfile-timing-events|packages|max-fails|rerun-fails-max-failures|rerun-fails-report|post-run-command|hide-summary|format-icons|format-hivis|junitfile-project-name|junitfile-testcase-classname|junitfile-testsuite-name|watch-chdir)$/;

/** Flags of ginkgo that go gets as they are; what else it takes is its own. */
const handedOn = /^--?(?:race|cover|tags|mod|ldflags|gcflags|asmflags|buildvcs|msan|asan|trimpath)(?:=|$)/;
const handedOnValue = /^--?(?:tags|mod|ldflags|gcflags|asmflags)$/;

/** The test that a command runs; undefined for other programs and for calls whose arguments say something else. */
export function testOfRunner(command: PlainCommand): RunnerTest | undefined {
  const texts = command.words.map(({ value, text }) => (value.kind === "known" ? value.text : text));
  const index = texts[0] === "go" && /^(?:run|tool)$/.test(texts[1] ?? "") ? 2 : 0;
  const runner = programOf(texts[index] ?? "");
  const rest = command.words.slice(index + 1);
  const given = runner === "gotestsum" ? ofGotestsum(rest) : runner === "ginkgo" ? ofGinkgo(rest) : undefined;
  const at = command.words[index]?.at;
  if (!given || !at) return undefined;
  const word = (text: string): CommandArgument => ({ text, value: known(text, at), at });
  return { runner, command: { ...command, words: [word("go"), word("test"), ...given] } };
}

function programOf(text: string): string {
  const path = text.replace(/@[^@]*$/, "").replace(/\/v\d+(?=$|\/)/, "");
  return path.slice(path.lastIndexOf("/") + 1).replace(/\.exe$/, "");
}

/** What stands behind `--`, or behind its own flags. */
function ofGotestsum(words: readonly CommandArgument[]): readonly CommandArgument[] | undefined {
  if (words.some(({ text }) => /^--?(?:raw-command|version|help|h|watch)\b/.test(text))) return undefined;
  let index = 0;
  while (index < words.length) {
    const text = textOf(words[index]);
    if (text === "--") return words.slice(index + 1);
    if (!text.startsWith("-")) break;
    index += valued.test(text) ? 2 : 1;
  }
  return /^(?:tool|help)$/.test(textOf(words[index])) ? undefined : words.slice(index);
}

function ofGinkgo(words: readonly CommandArgument[]): readonly CommandArgument[] | undefined {
  const [first] = words.filter(({ text }) => !text.startsWith("-"));
  if (/^(?:version|help|bootstrap|generate|labels|outline|unfocus|nodot|convert)$/.test(textOf(first)))
    return undefined;
  const flags: CommandArgument[] = [];
  for (const [index, word] of words.entries()) {
    const text = textOf(word);
    if (text === "--") break;
    if (!handedOn.test(text)) continue;
    flags.push(word);
    const value = words[index + 1];
    if (handedOnValue.test(text) && value) flags.push(value);
  }
  return flags;
}

function textOf(word: CommandArgument | undefined): string {
  return word?.value.kind === "known" ? word.value.text : (word?.text ?? "");
}

/** What a container of a stage starts: ENTRYPOINT with the words of CMD, where that is a go command. */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Place } from "../../text/span.ts";
import type { DockerInstruction, DockerStage, DockerText } from "../../workspace/dockerfile/model.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import { goBinaryOf } from "../go-binary-of.ts";
import type { Machine } from "../machine.ts";
import { type CommandHost, type PlainCommand, topFrame } from "../shell/command-host.ts";
import { dialectOfOptions } from "../shell/dialect.ts";
import { walkProcess } from "../shell/walk-process.ts";
import type { CommandArgument } from "../site.ts";
import { testOfRunner } from "../test-of-runner.ts";
import { known } from "../value.ts";

type Start = DockerInstruction & { kind: "entrypoint" | "cmd" };

/** A text that may start go. */
const mayStartGo = /(?:^|[\s/;&|"'([])go\d*(?:\.\d+)*[\s"']/;

/** Adds the command to those of the stage. */
export function addStartCommand(
  { instructions }: DockerStage,
  machine: Machine,
  { file, host }: { readonly file: string; readonly host: CommandHost },
): void {
  const entrypoint = instructions.findLast((each): each is Start => each.kind === "entrypoint");
  const cmd = instructions.findLast((each): each is Start => each.kind === "cmd");
  const start = entrypoint ?? cmd;
  if (!start) return;
  // The words of CMD are arguments of an ENTRYPOINT in exec form; one in shell form does not see them.
  const isJoined = entrypoint?.isExecForm === true && cmd?.isExecForm === true;
  const words = isJoined ? [...start.words, ...cmd.words] : start.words;
  const [program, flag, text] = words;
  const isShell =
    /^-[a-z]*c$/.test(flag?.text ?? "") && /^(?:\/\S*\/)?(?:ba|da|a)?sh$/.test(program?.text ?? "");
  const script = start.isExecForm ? (isShell ? text : undefined) : start.words[0];
  if (script) {
    walkText(script, machine, { file, host });
    return;
  }
  const command = commandOf(words, { file, span: start.span }, machine);
  if (goBinaryOf(command) !== undefined || testOfRunner(command)) host.commands.push(command);
}

function commandOf(words: readonly DockerText[], at: Place, machine: Machine): PlainCommand {
  return {
    words: words.map(({ text, span }): CommandArgument => {
      const place = { file: at.file, span };
      return { text, value: known(text, place), at: place };
    }),
    text: words.map(({ text }) => text).join(" "),
    at,
    machine,
    failure: { kind: "stops" },
    via: [],
    isConditional: false,
    hasMoreArguments: false,
  };
}

function walkText(
  script: DockerText,
  machine: Machine,
  { file, host }: { readonly file: string; readonly host: CommandHost },
): void {
  if (!mayStartGo.test(`${script.text} `)) return;
  const { body } = parseShell(embedUnchanged(script.text, script.span.start), { file, span: script.span });
  const own = new Set(host.commands);
  walkProcess(
    body,
    { ...machine, functions: new Map() },
    { ...topFrame({ file }), dialect: dialectOfOptions(machine) },
    host,
  );
  // The other programs of a container are none of the build's.
  const kept = host.commands.filter((command) => own.has(command) || goBinaryOf(command) !== undefined);
  host.commands.splice(0, host.commands.length, ...kept);
}

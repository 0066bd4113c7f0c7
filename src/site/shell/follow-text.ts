/** Follows `eval` and `trap` into the text that they are given. */
import type { CommandNode } from "../../workspace/shell/ast.ts";
import { parseNestedShell } from "../../workspace/shell/parse-shell.ts";
import { isInstalled, type Machine } from "../machine.ts";
import type { FailureTreatment } from "../site.ts";
import { unknown } from "../value.ts";
import type { CommandHost, PlainCommand } from "./command-host.ts";
import { inBranch } from "./conditions.ts";
import { scriptOfText } from "./fed-script.ts";
import type { Frame } from "./frame.ts";
import { noteUnread } from "./note-open.ts";
import { mayBeGo } from "./possible-commands.ts";
import { textOf } from "./text-of.ts";
import { walkNodes } from "./walk-shell.ts";
import { printsText, startsGo } from "./why-not-followed.ts";
import { openedBy } from "./write-later.ts";

/** `eval 'text'`, `eval "$COMMAND"`, `eval go build` */
export function runEval(
  node: CommandNode,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): { machine: Machine } | undefined {
  const rest = command.words.slice(1);
  const [first] = rest;
  const [, source] = node.words;
  if (!first || !source) return undefined;
  const texts = rest.flatMap((word) => textOf(word) ?? []);
  const isLiteral = node.words.length === 2 && source.parts.every(({ kind }) => kind === "literal");
  const isKnown = texts.length === rest.length && !isLiteral;
  // `eval "$(ssh-agent -s)"`: what such programs print sets variables.
  const isOutput = source.parts.every(({ kind }) => kind === "substitution");
  const script = isKnown
    ? scriptOfText(texts.join(" "), { file: frame.file, span: source.span })
    : node.words.length === 2 && !isOutput
      ? parseNestedShell(source)
      : undefined;
  // `C='eval "$C"'` would never end.
  const inside = { ...frame, stack: [...frame.stack, "eval"] };
  if (script) return { machine: walkNodes(script.body, command.machine, inside, host) };
  if (!isOutput && (startsGo.test(node.text) || (node.words.length === 2 && mayBeGo(rest))))
    noteUnread(command, "what eval runs is put together", host);
  const program = isOutput && !isKnown ? evaluated.exec(node.text)?.slice(1).find(Boolean) : undefined;
  const isOpen = program !== undefined && !setsNothingOfGo.test(node.text);
  if (!isOpen && !printsText.test(node.text)) return undefined;
  const reason = "what eval runs comes from a command";
  host.commands.push(command);
  const { machine, at } = command;
  const gimme = /\bgimme\s+["']?(\d+\.\d+\.\d+)\b/.exec(node.text)?.[1];
  if (isOpen && gimme !== undefined)
    return { machine: { ...machine, go: { version: gimme, precision: "exact", at, by: "gimme" } } };
  const environment = openedBy("", machine.environment, reason, at);
  // What it prints may put another Go in front of PATH.
  const isReplaced = isOpen && program !== "go" && isInstalled(machine.go);
  const go = isReplaced
    ? ({ kind: "unknown", reason: `${node.text.split("\n")[0]} may choose another Go`, at } as const)
    : machine.go;
  return { machine: { ...machine, environment, go } };
}

/** The program whose output is run. */
const evaluated = /(?:\$\(|`)\s*(?:\w+=\S*\s+)*(?:\S*\/)?([\w.-]+)/;

/** Programs known to print settings of their own, none of which go reads. */
const setsNothingOfGo =
  /\b(?:ssh-agent|gpg-agent|keychain|dbus-launch|opam|pyenv|rbenv|nodenv|fnm|luarocks|docker-env|docker-machine|resize|dircolors|lesspipe|starship|cargo|rustup|dpkg-architecture|getopt|jq|cat|echo|printf)\b/;

/** `trap 'text' EXIT`: it runs when the script ends, in the folder and with the settings of then. */
export function setTrap(
  node: CommandNode,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): { machine: Machine } {
  const { machine, at } = command;
  const [, action, ...signals] = command.words;
  const text = textOf(action);
  if (!action) return { machine };
  if (text === "" || text?.startsWith("-")) {
    const isReset = signals.some((signal) => /^(?:EXIT|0)$/.test(textOf(signal) ?? ""));
    return { machine: isReset ? { ...machine, atExit: undefined } : machine };
  }
  const source = node.words.find(({ span }) => span.start === action.at.span.start);
  const nested = (source && parseNestedShell(source)) ?? (text ? scriptOfText(text, action.at) : undefined);
  if (!nested) {
    if (mayBeGo([action])) noteUnread(command, "what it runs is put together", host);
    return { machine };
  }
  const isAtEnd = signals.some((signal) => /^(?:EXIT|0)$/.test(textOf(signal) ?? ""));
  if (!isAtEnd) {
    const failure: FailureTreatment = { kind: "unknown", reason: "it runs in a trap", at };
    const inside: Frame = {
      ...inBranch(frame, { text: `trap … ${signals.map((signal) => textOf(signal)).join(" ")}`, at }),
      failure,
      quietFailure: failure,
      scriptFailure: failure,
      exits: [],
      stack: [...frame.stack, "trap"],
    };
    const folder = unknown("a trap runs in the folder in which the signal comes", at);
    walkNodes(nested.body, { ...machine, folder }, inside, host);
    return { machine };
  }
  const trap = {
    file: frame.file,
    body: nested.body,
    at,
    folder: machine.folder,
    isConditional: frame.isConditional,
  };
  return { machine: { ...machine, atExit: [trap] } };
}

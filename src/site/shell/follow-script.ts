/** Follows a command into a script: a file of the tree, what stands behind `sh -c`, or what is fed to a shell. */
import type { CommandNode, ShellScript, Word } from "../../workspace/shell/ast.ts";
import { parseNestedShell } from "../../workspace/shell/parse-shell.ts";
import type { Machine, ShellFunction } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { known } from "../value.ts";
import type { CommandHost, PlainCommand } from "./command-host.ts";
import { dialectOfName, dialectOfScript } from "./dialect.ts";
import { evaluateWord } from "./evaluate-word.ts";
import { fedFile, fedScript, scriptOfLiteral } from "./fed-script.ts";
import { readSourced, scriptAt } from "./find-script.ts";
import type { Followed } from "./follow-command.ts";
import type { Exit, Frame } from "./frame.ts";
import { numberOf } from "./machine-key.ts";
import { whereCallEnds } from "./merge-machines.ts";
import { noteBrokenParts } from "./note-broken-parts.ts";
import { noteOpen, noteUnread } from "./note-open.ts";
import { isSame, openParameters, parametersOf } from "./parameters.ts";
import { isOnStack } from "./scout.ts";
import { sharedWalk } from "./shared-walks.ts";
import { textOf } from "./text-of.ts";
import { reach } from "./walk-log.ts";
import { type EndOfProcess, walkProcess } from "./walk-process.ts";
import { scopeOf, walkNodes } from "./walk-shell.ts";
import { walkUncalled } from "./walk-uncalled.ts";
import { printsText, startsGo } from "./why-not-followed.ts";
import { withInstalled } from "./with-installed.ts";
import { laterFileIn, openedBy } from "./write-later.ts";

/** `source file`, `. file`: what the script sets stays. */
export function sourceScript(command: PlainCommand, frame: Frame, host: CommandHost): { machine: Machine } {
  const path = textOf(command.words[1]);
  const script =
    path === undefined
      ? undefined
      : (scriptAt(path, command.machine, host.workspace) ??
        readSourced(path, command.machine, host.workspace));
  const key = `script:${script?.file}`;
  if (!script || isOnStack(key, frame, host)) {
    if (!script) noteOpen(command, host);
    const reason = `${command.text} reads a file that is not in the tree`;
    const { environment } = command.machine;
    const isOpen = !script && (mayBeWritten(command, frame, host) || mayBeOneOfTree(command, host));
    return {
      machine: {
        ...command.machine,
        environment: isOpen
          ? openedBy("", environment, reason, command.at)
          : environment.withOpenReason(reason),
      },
    };
  }
  reach(key, host);
  const returns: Exit[] = [];
  const { machine } = command;
  // Dash gives a sourced file no arguments of its own.
  const given = frame.dialect === "dash" ? [] : command.words.slice(2);
  const end = walkNodes(
    script.body,
    given.length > 0 ? { ...machine, parameters: parametersOf(given) } : machine,
    {
      ...frame,
      file: script.file,
      via: [...frame.via, { text: command.text, at: command.at }],
      stack: [...frame.stack, key],
      returns,
    },
    host,
  );
  const after = whereCallEnds(end, returns, command.at);
  if (given.length === 0) return { machine: after };
  // Its own arguments go with it, unless it has set others.
  const isSet = frame.dialect !== undefined || !isSame(after.parameters, parametersOf(given));
  const parameters = isSet
    ? openParameters(`what ${command.text} leaves of the arguments is not known`, command.at)
    : machine.parameters;
  return { machine: { ...after, parameters } };
}

/** `. ./lib.sh` in a folder that is not known, where scripts of that name lie in the tree. */
function mayBeOneOfTree({ words: [, path], machine }: PlainCommand, { workspace }: CommandHost): boolean {
  const text = textOf(path);
  if (text === undefined || text.startsWith("/") || machine.folder.kind === "known") return false;
  const name = text.slice(text.lastIndexOf("/") + 1);
  return workspace.scripts.some(({ file }) => file === name || file.endsWith(`/${name}`));
}

/** Whether the script wrote itself what it sources, or sources what a command prints. */
function mayBeWritten(
  { words: [, path] }: PlainCommand,
  { file }: Frame,
  { workspace }: CommandHost,
): boolean {
  if (!path) return false;
  const bare = path.text.replace(/^["']|["']$/g, "");
  if (/^\/dev\/(?:stdin|fd\/)/.test(bare) || laterFileIn(bare)) return true;
  if (bare.startsWith("<(")) return printsText.test(bare);
  const name = bare.replace(/^\.\//, "");
  const text = workspace.source(file)?.text ?? "";
  return [...text.matchAll(/(?:>{1,2}\|?|\btee(?:\s+-a)?)\s*["']?(?:\.\/)?([^\s"';|&)]+)/g)].some(
    ([, written]) => written === name,
  );
}

/** `bash script.sh`, `sh -c 'text'`, `bash <<EOF`. */
export function runShell(
  node: CommandNode,
  command: PlainCommand,
  outside: Frame,
  host: CommandHost,
): Followed | undefined {
  const options = { errexit: false, pipefail: false };
  const frame: Frame = { ...outside, dialect: dialectOfName(textOf(command.words[0]) ?? "") };
  const rest = command.words.slice(1);
  let index = 0;
  while (index < rest.length) {
    const word = textOf(rest[index]);
    if (word === undefined || !/^[-+]/.test(word)) break;
    if (word === "--" || word === "-") {
      index++;
      break;
    }
    if (/^-[a-z]*e/i.test(word) && !word.startsWith("--")) options.errexit = true;
    if (/^-[a-z]*o$/.test(word)) {
      index++;
      if (textOf(rest[index]) === "pipefail") options.pipefail = true;
      if (textOf(rest[index]) === "errexit") options.errexit = true;
    }
    if (/^-[a-z]*c$/.test(word)) {
      const place = rest[index + 1]?.at;
      const source = node.words.find((candidate) => candidate.span.start === place?.span.start);
      const nested = source && (parseNestedShell(source) ?? scriptOfLiteral(source, outside.file));
      if (!nested) return undefined;
      noteBrokenParts(nested, host.unknowns);
      const started = { ...command, machine: { ...command.machine, options } };
      const name = rest[index + 2];
      const named = {
        ...frame,
        nameOfProgram: name?.value ?? known(textOf(command.words[0]) ?? "", command.at),
      };
      return behind(command, runBody(nested, rest.slice(index + 3), started, named, host));
    }
    index++;
  }
  const readsInput = index >= rest.length || rest.some((word) => /^-[a-z]*s$/.test(textOf(word) ?? ""));
  const fed = readsInput ? fedScript(node, scopeOf(command.machine, outside, host)) : undefined;
  if (fed && "script" in fed) {
    noteBrokenParts(fed.script, host.unknowns);
    const started = { ...command, machine: { ...command.machine, options } };
    const named = { ...frame, nameOfProgram: command.words[0]?.value };
    const { holes } = fed;
    const inner = holes
      ? host.withHoles((hole, at, machine) => holes.get(hole) ?? host.resolveHole(hole, at, machine))
      : host;
    return behind(command, runBody(fed.script, rest.slice(index), started, named, inner));
  }
  if (fed && (startsGo.test(fed.open) || /\bgo list\b/.test(fed.open)))
    noteUnread(command, "what it reads is put together", host);
  const inputFile = readsInput ? fedFile(node) : undefined;
  if (inputFile && !fed) return runFed(inputFile, rest.slice(index), { command, frame, host, options });
  const path = readsInput ? undefined : textOf(rest[index]);
  const script = path === undefined ? undefined : scriptAt(path, command.machine, host.workspace);
  if (!script) return undefined;
  return runScript(script, rest.slice(index + 1), command, frame, host, options);
}

/** `bash < script.sh`, `cat script.sh | sh -s a b`: the arguments stand behind the options. */
function runFed(
  file: Word,
  given: readonly CommandArgument[],
  parts: {
    command: PlainCommand;
    frame: Frame;
    host: CommandHost;
    options: { errexit: boolean; pipefail: boolean };
  },
): Followed | undefined {
  const { command, frame, host, options } = parts;
  const value = evaluateWord(file, scopeOf(command.machine, frame, host));
  const path = value.kind === "known" ? value.text : undefined;
  const script =
    path === undefined
      ? undefined
      : (scriptAt(path, command.machine, host.workspace) ??
        readSourced(path, command.machine, host.workspace));
  if (script) {
    const { program, ...outside } = frame;
    return runScript(script, given, command, outside, host, options);
  }
  if (value.kind === "unknown") {
    noteUnread(command, `which script ${file.text} is cannot be known: ${value.reason}`, host);
  } else if (!/^\/(?:dev|proc)\//.test(value.text)) {
    noteUnread(command, `${value.text} is not in the tree`, host);
  }
  return { machine: command.machine };
}

/** Runs a script of the tree with its arguments. */
export function runScript(
  script: ShellScript,
  parameters: readonly CommandArgument[],
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
  given?: { errexit: boolean; pipefail: boolean },
): Followed | undefined {
  const key = `script:${script.file}`;
  if (isOnStack(key, frame, host)) return { machine: command.machine };
  reach(key, host);
  // A shell that is started by name takes the first line for a comment.
  const options = given ?? { errexit: /\s-[a-z]*e/.test(script.shebang ?? ""), pipefail: false };
  const dialect = given ? frame.dialect : dialectOfScript(script);
  const inside: Frame = {
    ...frame,
    dialect,
    program: script.file,
    nameOfProgram: undefined,
    startFolder: command.machine.folder,
    stack: [...frame.stack, key],
  };
  const started = { ...command, machine: { ...command.machine, options } };
  return behind(command, runBody(script, parameters, started, inside, host));
}

/** What a script that has ended leaves to its caller. */
function behind({ machine }: PlainCommand, end: EndOfProcess): Followed {
  return { machine: withInstalled(machine, end.machine), fails: end.fails };
}

/** Runs a script in a process of its own: what it sets does not come back. */
function runBody(
  script: ShellScript,
  parameters: readonly CommandArgument[],
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): EndOfProcess {
  const machine = {
    ...command.machine,
    environment: command.machine.environment.exported(),
    functions: new Map<string, ShellFunction>(),
    parameters: parametersOf(parameters),
  };
  const inside: Frame = {
    ...frame,
    file: script.file,
    caller: undefined,
    returns: undefined,
    isReturnExit: false,
    isInFunction: false,
    via: [...frame.via, { text: command.text, at: command.at }],
    failure: command.failure,
    quietFailure: command.failure,
    scriptFailure: command.failure,
    canErrexit: true,
    loop: undefined,
  };
  return sharedWalk(
    () => `script ${numberOf(script.body)}`,
    { machine, frame: inside, host, stack: frame.stack },
    (shared) => {
      const end = walkProcess(script.body, machine, shared, host);
      walkUncalled(script, { start: machine, end: end.machine }, shared, host);
      return end;
    },
  );
}

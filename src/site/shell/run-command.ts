/**
 * Runs a simple command: builtins change the machine, what the repository holds is followed, the rest is collected.
 * Over 300 lines because one command may be each of these in turn.
 */
import type { CommandNode, Word } from "../../workspace/shell/ast.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Environment } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import { unknown } from "../value.ts";
import { applyClone } from "./apply-clone.ts";
import { applyWrapper, withoutPath } from "./apply-wrapper.ts";
import { applyBuiltin, applyGoEnv } from "./builtins.ts";
import { type CommandHost, nameOf, type PlainCommand } from "./command-host.ts";
import { conditionsOf, inBranch } from "./conditions.ts";
import { defineAlias } from "./define-alias.ts";
import { onlyInBash } from "./dialect.ts";
import { applyPathFile } from "./environment-file.ts";
import { evaluateArguments, evaluateWord, type WordScope } from "./evaluate-word.ts";
import { lostIn } from "./failure-of-node.ts";
import { pathInTree } from "./folder-in-tree.ts";
import { followCommand } from "./follow-command.ts";
import type { Frame } from "./frame.ts";
import { applyInstallation } from "./installations.ts";
import { isAllParameters } from "./is-all-parameters.ts";
import { exitWith, failed } from "./leave.ts";
import { leavesNothing } from "./leaves-nothing.ts";
import { mergeMachines } from "./merge-machines.ts";
import { noteOpen } from "./note-open.ts";
import { possibleCommands } from "./possible-commands.ts";
import { printedText } from "./printed-text.ts";
import { applyRead, inputOf } from "./read-input.ts";
import { shift } from "./run-shift.ts";
import { sameWords } from "./same-words.ts";
import { applySetter } from "./sets-variables.ts";
import { textOf } from "./text-of.ts";
import { unwrapCommand } from "./unwrap-command.ts";
import { noteUnshared } from "./walk-log.ts";
import { scopeOf } from "./walk-shell.ts";
import {
  asideFile,
  doubtLater,
  emptiesFile,
  emptyLater,
  laterFileOf as fileOfWord,
  type LaterFile,
  openedBy,
  openLaterBy,
  outputFile,
  teeEmpties,
  teeFile,
  writeLater,
} from "./write-later.ts";

/** Runs a simple command and returns the machine after it. */
export function runCommand(node: CommandNode, machine: Machine, frame: Frame, host: CommandHost): Machine {
  const scope = scopeOf(machine, frame, host);
  let environment = machine.environment;
  if (dashRefuses(node, machine, frame)) return exitWith(machine, frame, true);
  for (const assignment of node.assignments) {
    const value = evaluateWord(assignment.value, { ...scope, environment });
    const at = { file: frame.file, span: assignment.span };
    environment = environment.with(assignment.name, { value, at, by: "before the command" });
  }
  const words = node.words.flatMap((word) =>
    isDeclared(word, node) ? declared(word, scope) : evaluateArguments(word, scope),
  );
  const parts = { node, machine, environment, frame, host };
  const same = sameWords(node, words);
  if (!frame.dialect || !onlyInBash.test(nameOf(words) ?? "")) return runWords(same, parts);
  // Dash finds no such command; what `sh` is nobody knows.
  if (frame.dialect === "dash") return failed(machine, frame);
  const at = { file: frame.file, span: node.span };
  const inside = inBranch(frame, { text: `${nameOf(words)} is known to bash alone`, at });
  return mergeMachines([machine, runWords(same, { ...parts, frame: inside })], {
    file: frame.file,
    span: node.span,
  });
}

/** An assignment to a read-only name ends dash; bash goes on with the old value. */
function dashRefuses({ assignments }: CommandNode, { environment }: Machine, { dialect }: Frame): boolean {
  return dialect === "dash" && assignments.some(({ name }) => environment.get(name)?.isReadonly);
}

function laterFileOf(output: LaterFile | "elsewhere" | undefined): LaterFile | undefined {
  return output === "elsewhere" ? undefined : output;
}

/** What `tee` passes on of a here-document is what `cat` prints. */
function asCat(node: CommandNode): CommandNode {
  const [name] = node.words;
  if (!name) return node;
  return {
    ...node,
    words: [
      { ...name, text: "cat", parts: [{ kind: "literal", text: "cat", quoted: false, span: name.span }] },
    ],
  };
}

/** Whether what is followed is given the file by a name of its own, or is a make whose recipes write it. */
function takesFile({ words: [name, ...rest] }: CommandNode, host: CommandHost): boolean {
  if (/^g?make$/.test(name?.text ?? "")) return aMakefileWrites(host);
  if (/^(?:source|\.|eval)$/.test(name?.text ?? "")) return false;
  return rest.some((word) => /^(?:GITHUB_ENV|BASH_ENV)$/.test(fileOfWord(word) ?? ""));
}

const writingMakefiles = new WeakMap<Workspace, readonly string[]>();

/** The Makefiles that name such a file themselves or in what they include. */
function makefilesThatWrite(workspace: Workspace): readonly string[] {
  const known = writingMakefiles.get(workspace);
  if (known !== undefined) return known;
  const isNamed = (file: string): boolean => /GITHUB_(?:ENV|PATH)/.test(workspace.source(file)?.text ?? "");
  const found = workspace.makefiles.filter(
    ({ file, includes }) => isNamed(file) || includes.some((each) => isNamed(each.file)),
  );
  const files = found.map(({ file }) => file);
  writingMakefiles.set(workspace, files);
  return files;
}

/** Whether one of them was walked: by this make, or by one that runs somewhere else. */
function aMakefileWrites({ workspace, reached }: CommandHost): boolean {
  const writing = makefilesThatWrite(workspace);
  if (writing.length > 0) noteUnshared();
  return writing.some((file) => [...reached].some((key) => key.startsWith(`make:${file}:`)));
}

/** Commands that a redirected group may hold and that add nothing to its output. */
const printsNothing =
  /^(?:mkdir|rm|cp|mv|ln|touch|chmod|sleep|true|false|test|\[|\[\[|:|exit|return|tee|wait|shopt)$/;

/** What the command's own assignments set is gone when it has ended. */
function withoutOwn(after: Machine, inner: Machine, before: Machine): Machine {
  if (inner.environment === before.environment) return after;
  let { environment } = after;
  for (const [name, setting] of inner.environment.changesSince(before.environment)) {
    if (setting === undefined) continue;
    const own = before.environment.get(name);
    const left = environment.get(name);
    if (left && left !== setting) {
      // An assignment of the function goes with it, an `export` stays, and shells do not agree on more.
      const value = unknown("what a function leaves of it depends on the shell", left.at);
      environment = environment.with(name, { ...left, value, isPerhapsExported: true });
      continue;
    }
    environment = own ? environment.with(name, own) : environment.without(name);
  }
  return { ...after, environment };
}

const largestProgram = 200_000;

/** The text of the first file of the tree that a command names, where steps follow that it may write for. */
function programText(
  words: readonly CommandArgument[],
  machine: Machine,
  { workspace }: CommandHost,
): string | undefined {
  if (!machine.later) return undefined;
  if (/^(?:npm|yarn|pnpm|bun)$/.test(nameOf(words) ?? "")) {
    const path = pathInTree("package.json", machine);
    return path === undefined ? undefined : workspace.source(path)?.text;
  }
  for (const word of words.slice(0, 6)) {
    const text = textOf(word);
    const path = text !== undefined && /[\w-]\.\w+$|\//.test(text) ? pathInTree(text, machine) : undefined;
    const entry = path === undefined ? undefined : workspace.tree.entry(path);
    if (entry && entry.sizeBytes < largestProgram) return workspace.source(entry.path)?.text;
  }
  return undefined;
}

/** `export NAME=$X`: behind a name that the script writes out no shell of today splits anything. */
function isDeclared(word: Word, { words: [name] }: CommandNode): boolean {
  const [first] = word.parts;
  return (
    /^(?:export|declare|typeset|readonly|local)$/.test(name?.text ?? "") &&
    first?.kind === "literal" &&
    !first.quoted &&
    /^[A-Za-z_]\w*\+?=/.test(first.text)
  );
}

function declared(word: Word, scope: WordScope): readonly CommandArgument[] {
  const at = { file: scope.file, span: word.span };
  return [{ text: word.text, value: evaluateWord(word, scope), at }];
}

interface WordsToRun {
  readonly node: CommandNode;
  readonly machine: Machine;
  /** With what stands before the command. */
  readonly environment: Environment;
  readonly frame: Frame;
  readonly host: CommandHost;
}

function runWords(words: readonly CommandArgument[], parts: WordsToRun): Machine {
  const { node, machine, host } = parts;
  // `time { export X=1; }` reaches here with its brace.
  if (words.length > 1 && words[0]?.text === "{") return runWords(words.slice(1), parts);
  const unwrapped = unwrapCommand(words);
  if (unwrapped.words.length > 1 && unwrapped.words[0]?.text === "{")
    return runWords(unwrapped.words.slice(1), parts);
  if (unwrapped.words.length === 0) return machine;
  const frame = unwrapped.losesStatus ? frameOfFind(parts) : parts.frame;
  const wrapped = applyWrapper(parts.environment, unwrapped);
  const environment = unwrapped.opensEnvironment
    ? openedBy("", wrapped, "what env sets comes from a command", { file: frame.file, span: node.span })
    : wrapped;
  // A function that runs its arguments runs its caller's command.
  const isCallers = frame.caller !== undefined && isAllParameters(node.words[0]);
  const origin = isCallers ? frame.caller : undefined;
  const at = origin?.at ?? { file: frame.file, span: node.span };
  const aside = asideFile(node.redirects);
  if (aside !== undefined && parts.machine.later && parts.machine.later.doubt === undefined) {
    const doubted = doubtLater(machine, `${aside} is opened under another number`);
    return runWords(words, { ...parts, machine: doubted });
  }
  const possible = possibleCommands(unwrapped.words);
  if (possible) {
    const condition = { text: `${unwrapped.words[0]?.text} is one of several commands`, at };
    const inside = possible.isConditional ? inBranch(frame, condition) : frame;
    const ends = possible.ways.map((way) => runWords(way, { ...parts, environment, frame: inside }));
    return mergeMachines(ends, at);
  }
  const same: Machine = environment === machine.environment ? machine : { ...machine, environment };
  const here = unwrapped.clearsPath && !environment.get("PATH") ? withoutPath(same, at) : same;
  const inner: Machine = unwrapped.runsElsewhere
    ? { ...here, folder: unknown("find runs it in each folder that it finds", at) }
    : here;
  const isCoprocess = nameOf(words) === "coproc";
  const inBackground = { kind: "swallowed", how: "it runs in the background", at } as const;
  const command: PlainCommand = {
    words: unwrapped.words,
    text: origin?.text ?? node.text,
    at,
    machine: inner,
    failure: unwrapped.losesStatus
      ? frame.failure
      : nameOf(words) === "builtin" && machine.options.errexit
        ? // Bash looks at errexit behind it wherever it stands.
          frame.scriptFailure
        : (origin?.failure ?? (isCoprocess ? inBackground : frame.failure)),
    via: frame.via,
    isConditional: frame.isConditional || inner.stopped !== undefined,
    ...conditionsOf(inner, frame),
    hasMoreArguments: unwrapped.hasMoreArguments,
  };

  const isTrap = nameOf(unwrapped.words) === "trap";
  const isLocal = nameOf(unwrapped.words) === "local" && !frame.isInFunction;
  if (isLocal) return frame.dialect === "dash" ? exitWith(machine, frame, true) : failed(machine, frame);
  const builtin = isTrap ? undefined : applyBuiltin(unwrapped.words, machine, at, frame.isInFunction);
  if (builtin) return builtin;
  if (nameOf(unwrapped.words) === "shift") return shift(unwrapped.words, machine, frame, host);
  const aliased = defineAlias(node, unwrapped.words, machine, frame);
  if (aliased) return aliased;
  const scope = scopeOf(machine, frame, host);
  const input = frame.line ?? inputOf(node.redirects, machine, scope, host.workspace);
  const read = applyRead(node, unwrapped.words, machine, { scope, input });
  if (read) return read;
  const set = applySetter(node, unwrapped.words, machine, scope);
  if (set) return set;
  const output = outputFile(node.redirects) ?? frame.output;
  const outputFrame: Frame = output === frame.output ? frame : { ...frame, output: laterFileOf(output) };
  const followed = followCommand(node, command, outputFrame, host);
  if (followed) {
    const own = followed.machine === inner ? machine : withoutOwn(followed.machine, inner, machine);
    const after = followed.fails ? failed(own, frame) : own;
    return takesFile(node, host) ? doubtLater(after, `${nameOf(words)} may write to GITHUB_ENV`) : after;
  }

  noteOpen(command, host);
  if (!leavesNothing(nameOf(unwrapped.words), node)) host.commands.push(command);
  const tee = teeFile(node);
  // At the end of a pipeline the walk of the pipeline writes.
  if (
    tee &&
    node.redirects.some(
      ({ here, span }) => here && span.start >= node.span.start && span.end <= node.span.end,
    )
  ) {
    const before = teeEmpties(node) ? emptyLater(tee, machine) : machine;
    const printed = before.later && printedText(asCat(node), scope);
    return writeLater(tee, printed, before, at);
  }
  const program = programText(unwrapped.words, inner, host);
  const taken = openLaterBy(node, program, machine, at);
  const isEmptied = emptiesFile(node.redirects);
  const opened = isEmptied ? emptyLater(laterFileOf(output) ?? "GITHUB_OUTPUT", taken) : taken;
  const intoFile = laterFileOf(output);
  if (intoFile) {
    if (printsNothing.test(nameOf(unwrapped.words) ?? "")) return opened;
    return writeLater(intoFile, opened.later && printedText(node, scope), opened, at);
  }
  if (opened !== machine) return opened;
  const written = applyPathFile(node, unwrapped.words, machine, frame);
  if (written) return written;
  const isGoEnv = nameOf(unwrapped.words) === "go" && textOf(unwrapped.words[1]) === "env";
  if (isGoEnv) return { ...machine, environment: applyGoEnv(unwrapped.words.slice(2), machine.environment) };
  return applyInstallation(unwrapped.words, applyClone(unwrapped.words, machine, host.workspace, at), at);
}

/** What find runs fails for itself alone. */
function frameOfFind({ frame, node }: WordsToRun): Frame {
  const failure = lostIn(node, frame, "find goes on");
  return { ...frame, failure, quietFailure: failure, scriptFailure: failure };
}

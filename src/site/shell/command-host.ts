/**
 * Runs simple commands for the walk: builtins change the machine, functions, scripts and make targets are
 * followed, and every other command is collected with the state it saw. Over 300 lines because following a
 * command and running it call each other.
 */

import { baseNameOf } from "../../text/path-parts.ts";
import type { Place } from "../../text/span.ts";
import type { CommandNode, ShellScript, Word } from "../../workspace/shell/ast.ts";
import { parseNestedShell } from "../../workspace/shell/parse-shell.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Environment } from "../environment.ts";
import type { Machine, ShellFunction } from "../machine.ts";
import type { CommandArgument, FailureTreatment, Reason } from "../site.ts";
import { known, unknown, type Value } from "../value.ts";
import { applyBuiltin, applyGoEnv } from "./builtins.ts";
import { containerRun } from "./container-run.ts";
import { applyEnvironmentFile } from "./environment-file.ts";
import { evaluateSubstitution } from "./evaluate-substitution.ts";
import { evaluateArguments, evaluateWord } from "./evaluate-word.ts";
import { fedScript, scriptOfText } from "./fed-script.ts";
import { readSourced, scriptAt } from "./find-script.ts";
import { applyInstallation } from "./installations.ts";
import { mergeMachines } from "./merge-machines.ts";
import { noteBrokenParts } from "./note-broken-parts.ts";
import { pathOfName } from "./path-of-name.ts";
import { mayBeGo, possibleCommands } from "./possible-commands.ts";
import { unwrapCommand } from "./unwrap-command.ts";
import { findMakefile, walkMake } from "./walk-make.ts";
import { type Frame, type ShellHost, scopeOf, walkNodes } from "./walk-shell.ts";
import { walkUncalled } from "./walk-uncalled.ts";
import { startsGo, whyNotFollowed } from "./why-not-followed.ts";
import { withInstalled } from "./with-installed.ts";

/** A command as the shell would start it. */
export interface PlainCommand {
  readonly words: readonly CommandArgument[];
  readonly text: string;
  readonly at: Place;
  readonly machine: Machine;
  readonly failure: FailureTreatment;
  readonly via: readonly Reason[];
  readonly isConditional: boolean;
  /** xargs and the like add arguments that files do not show. */
  readonly hasMoreArguments: boolean;
}

export interface CommandHost extends ShellHost {
  readonly workspace: Workspace;
  readonly commands: PlainCommand[];
  /** What the walk had to leave out. */
  readonly unknowns: Unknown[];
  /** Scripts (`script:path`) and make targets (`make:file:target`) that were walked. */
  readonly reached: Set<string>;
  /** Recipe lines parsed so far in this workspace. */
  readonly recipeScripts: Map<string, ShellScript>;
  /** The same host where another language's holes stand in the text. */
  withHoles(resolveHole: ShellHost["resolveHole"]): CommandHost;
}

/** By the set of what was reached, which lives as long as the sites of a workspace are gathered. */
const recipeScriptsOf = new WeakMap<Set<string>, Map<string, ShellScript>>();

const deepest = 14;
/** Nodes that one site may walk: loops in loops and functions that call each other would never end. */
const mostSteps = 20_000;
/** Nodes that all sites of a workspace may walk together; the largest repository seen takes 160,000. */
const mostStepsOfAll = 500_000;
/** How many are left, by the set of what was reached. */
const stepsOf = new WeakMap<Set<string>, { left: number }>();

export function createCommandHost(parts: {
  workspace: Workspace;
  reached: Set<string>;
  resolveHole: (expression: string, at: Place, machine: Machine) => Value;
}): CommandHost {
  const { workspace, reached } = parts;
  const commands: PlainCommand[] = [];
  const unknowns: Unknown[] = [];
  let stepsLeft = mostSteps;
  const ofAll = stepsOf.get(reached) ?? { left: mostStepsOfAll };
  stepsOf.set(reached, ofAll);
  const takeStep = (at: Place): boolean => {
    if (stepsLeft-- > 0 && ofAll.left-- > 0) return true;
    const reason = `more than ${ofAll.left > 0 ? mostSteps : mostStepsOfAll} steps are not followed`;
    if (!unknowns.some(({ code }) => code === "too-many-steps"))
      unknowns.push({ at, reason, code: "too-many-steps" });
    return false;
  };
  const recipeScripts = recipeScriptsOf.get(reached) ?? new Map<string, ShellScript>();
  recipeScriptsOf.set(reached, recipeScripts);
  const create = (resolveHole: ShellHost["resolveHole"]): CommandHost => {
    const host: CommandHost = {
      workspace,
      commands,
      unknowns,
      takeStep,
      reached,
      recipeScripts,
      resolveHole,
      withHoles: create,
      substitute: (body, machine, frame) =>
        evaluateSubstitution(body, {
          machine,
          workspace,
          scopeOf: (inner) => scopeOf(inner, frame, host),
        }),
      pathOf: (name, machine, frame) => pathOfName(name, machine, frame),
      run: (node, machine, frame) => runCommand(node, machine, frame, host),
    };
    return host;
  };
  return create(parts.resolveHole);
}

/** The frame of a script that a site runs itself. */
export function topFrame(parts: {
  file: string;
  program?: string;
  failure?: FailureTreatment;
  via?: readonly Reason[];
  isConditional?: boolean;
}): Frame {
  const failure: FailureTreatment = parts.failure ?? { kind: "stops" };
  return {
    file: parts.file,
    ...(parts.program === undefined ? {} : { program: parts.program }),
    via: parts.via ?? [],
    parameters: undefined,
    isConditional: parts.isConditional ?? false,
    failure,
    quietFailure: failure,
    scriptFailure: failure,
    canErrexit: true,
    stack: [],
  };
}

function runCommand(node: CommandNode, machine: Machine, frame: Frame, host: CommandHost): Machine {
  const scope = scopeOf(machine, frame, host);
  let environment = machine.environment;
  for (const assignment of node.assignments) {
    const value = evaluateWord(assignment.value, { ...scope, environment });
    const at = { file: frame.file, span: assignment.span };
    environment = environment.with(assignment.name, { value, at, by: "before the command" });
  }
  const words = node.words.flatMap((word) => evaluateArguments(word, scope));
  return runWords(words, { node, machine, environment, frame, host });
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
  const { node, machine, frame, host } = parts;
  const unwrapped = unwrapCommand(words);
  if (unwrapped.words.length === 0) return machine;
  const environment = applyWrapper(parts.environment, unwrapped);
  // A function that runs its arguments runs its caller's command.
  const isCallers = frame.caller !== undefined && isAllParameters(node.words[0]);
  const origin = isCallers ? frame.caller : undefined;
  const at = origin?.at ?? { file: frame.file, span: node.span };
  const possible = possibleCommands(unwrapped.words);
  if (possible) {
    const inside = possible.isConditional ? { ...frame, isConditional: true } : frame;
    const ends = possible.ways.map((way) => runWords(way, { ...parts, environment, frame: inside }));
    return mergeMachines(ends, at);
  }
  const here: Machine = environment === machine.environment ? machine : { ...machine, environment };
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
    failure: origin?.failure ?? (isCoprocess ? inBackground : frame.failure),
    via: frame.via,
    isConditional: frame.isConditional,
    hasMoreArguments: unwrapped.hasMoreArguments,
  };

  const isTrap = nameOf(unwrapped.words) === "trap";
  const builtin = isTrap ? undefined : applyBuiltin(unwrapped.words, machine, at);
  if (builtin) return builtin;
  const followed = follow(node, command, frame, host);
  if (followed) return followed.machine === inner ? machine : followed.machine;

  noteOpen(command, host);
  host.commands.push(command);
  const written = applyEnvironmentFile(node, unwrapped.words, machine, scopeOf(machine, frame, host));
  if (written) return written;
  const isGoEnv = nameOf(unwrapped.words) === "go" && textOf(unwrapped.words[1]) === "env";
  if (isGoEnv) return { ...machine, environment: applyGoEnv(unwrapped.words.slice(2), machine.environment) };
  return applyInstallation(unwrapped.words, machine, at);
}

/** `"$@"`, `"${@}"` */
function isAllParameters(word: Word | undefined): boolean {
  const [only] = word?.parts ?? [];
  return word?.parts.length === 1 && only?.kind === "variable" && only.name === "@" && only.operator === "";
}

/** `$path = (Get-Item .)` of PowerShell, which is read as a shell script. */
const assigns = /^\$[\w:.]+\s*[-+]?=/;

/** Notes a command that may run go where the walk does not see it. */
function noteOpen(command: PlainCommand, host: CommandHost): void {
  const hidden = whyNotFollowed(command, host);
  const [first] = command.words;
  if (hidden !== undefined) {
    noteUnknown(
      { at: command.at, reason: `${oneLine(command.text)}: ${hidden}`, code: "not-followed" },
      host,
    );
  } else if (first?.value.kind === "unknown" && !assigns.test(command.text) && mayBeGo(command.words)) {
    const reason = `${oneLine(command.text)}: which command ${first.text} is cannot be known: ${first.value.reason}`;
    noteUnknown({ at: command.at, reason, code: "unknown-command" }, host);
  }
}

/** Keeps an unknown of the walk; a place that many passes meet is kept once. */
export function noteUnknown(unknown: Unknown, { unknowns }: Pick<CommandHost, "unknowns">): void {
  const isNoted = unknowns.some(
    ({ at, code }) =>
      code === unknown.code && at.file === unknown.at.file && at.span.start === unknown.at.span.start,
  );
  if (!isNoted) unknowns.push(unknown);
}

function oneLine(text: string): string {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > 60 ? `${line.slice(0, 57)}…` : line;
}

function applyWrapper(environment: Environment, unwrapped: ReturnType<typeof unwrapCommand>): Environment {
  let result = environment;
  if (unwrapped.clearsEnvironment) {
    for (const name of result.names()) if (name !== "PATH" && name !== "HOME") result = result.without(name);
  }
  for (const name of unwrapped.unset) result = result.without(name);
  for (const word of unwrapped.assignments) {
    const text = word.value.kind === "known" ? word.value.text : word.text.replace(/^["']/, "");
    const equals = text.indexOf("=");
    const value = word.value.kind === "known" ? known(text.slice(equals + 1), word.at) : word.value;
    result = result.with(text.slice(0, equals), { value, at: word.at, by: "before the command" });
  }
  return result;
}

/** The last path element of a command's name. */
export function nameOf(words: readonly CommandArgument[]): string | undefined {
  const text = textOf(words[0]);
  return text === undefined ? undefined : baseNameOf(text);
}

function textOf(argument: CommandArgument | undefined): string | undefined {
  return argument?.value.kind === "known" ? argument.value.text : undefined;
}

/** Follows a command into what it runs, when that stands in the repository. */
function follow(
  node: CommandNode,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): { machine: Machine } | undefined {
  const { words, machine } = command;
  const text = textOf(words[0]);
  const name = nameOf(words);
  if (text === undefined || name === undefined || frame.stack.length >= deepest) return undefined;

  const called = machine.functions.get(text);
  if (called) {
    const isForwarded = frame.caller !== undefined && node.words.some(isAllParameters);
    const caller = (isForwarded ? frame.caller : undefined) ?? command;
    return { machine: callFunction(text, called, command, { ...frame, caller }, host) };
  }
  if (name === "source" || name === ".") return sourceScript(command, frame, host);
  if (/^(ba|da|z|k|a)?sh$/.test(name)) return runShell(node, command, frame, host);
  if (name === "eval") return runEval(node, command, frame, host);
  if (name === "trap") return setTrap(node, command, frame, host);
  const inContainer = containerRun(command);
  if (inContainer) {
    if (!follow(node, inContainer, { ...frame, stack: [...frame.stack, "container"] }, host))
      host.commands.push(inContainer);
    host.commands.push(command);
    return { machine };
  }
  if (name === "make" || name === "gmake") {
    const makefile = findMakefile(command, host);
    if (!makefile) return undefined;
    walkMake(makefile, command, frame, host);
    return { machine };
  }
  // A wrapper that is called go is the site's go: what it runs in the end is not for its callers to see.
  if (text.includes("/") && name !== "go") {
    const script = scriptAt(text, machine, host.workspace);
    if (script) return runScript(script, words.slice(1), command, frame, host);
  }
  return undefined;
}

/** An argument as the function sees it; what it cannot know keeps the caller's words. */
function parameterOf({ value, text }: CommandArgument): Value {
  return value.kind === "unknown" ? { ...value, written: text } : value;
}

function callFunction(
  name: string,
  { file, body }: ShellFunction,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): Machine {
  const key = `function:${file}:${name}`;
  host.reached.add(key);
  // `run build` may run a function that says `run go build`: the same call again is a loop.
  const call = `${key}\0${command.words.map((word) => textOf(word) ?? word.text).join("\0")}`;
  const depth = frame.stack.filter((entry) => entry.startsWith(`${key}\0`)).length;
  if (frame.stack.includes(call) || depth > 2) return command.machine;
  const isErrexit = command.machine.options.errexit && frame.canErrexit;
  return walkNodes(
    body,
    command.machine,
    {
      ...frame,
      file,
      parameters: command.words.slice(1).map(parameterOf),
      stack: [...frame.stack, call],
      // `return 1` and the last status of the body are the status of the call.
      scriptFailure: isErrexit ? frame.scriptFailure : frame.failure,
    },
    host,
  );
}

function sourceScript(command: PlainCommand, frame: Frame, host: CommandHost): { machine: Machine } {
  const path = textOf(command.words[1]);
  const script =
    path === undefined
      ? undefined
      : (scriptAt(path, command.machine, host.workspace) ??
        readSourced(path, command.machine, host.workspace));
  const key = `script:${script?.file}`;
  if (!script || frame.stack.includes(key)) {
    if (!script) noteOpen(command, host);
    const reason = `${command.text} reads a file that is not in the tree`;
    return {
      machine: { ...command.machine, environment: command.machine.environment.withOpenReason(reason) },
    };
  }
  host.reached.add(key);
  const machine = walkNodes(
    script.body,
    command.machine,
    {
      ...frame,
      file: script.file,
      via: [...frame.via, { text: command.text, at: command.at }],
      stack: [...frame.stack, key],
    },
    host,
  );
  return { machine };
}

/** `eval 'text'`, `eval "$COMMAND"`, `eval go build` */
function runEval(
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
  return undefined;
}

/** `trap 'text' EXIT`: it runs when the script ends, in the folder and with the settings of then. */
function setTrap(
  node: CommandNode,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): { machine: Machine } {
  const { machine, at } = command;
  const [, action, ...signals] = command.words;
  const text = textOf(action);
  if (!action || text === "" || text?.startsWith("-")) return { machine };
  const source = node.words.find(({ span }) => span.start === action.at.span.start);
  const nested = (source && parseNestedShell(source)) ?? (text ? scriptOfText(text, action.at) : undefined);
  if (!nested) {
    if (mayBeGo([action])) noteUnread(command, "what it runs is put together", host);
    return { machine };
  }
  const isAtEnd = signals.some((signal) => /^(?:EXIT|0)$/.test(textOf(signal) ?? ""));
  const failure: FailureTreatment = { kind: "unknown", reason: "it runs in a trap", at };
  const inside: Frame = {
    ...frame,
    failure,
    quietFailure: failure,
    scriptFailure: failure,
    isConditional: frame.isConditional || !isAtEnd,
    stack: [...frame.stack, "trap"],
  };
  const folder = unknown("a trap runs in the folder in which the script ends", at);
  walkNodes(nested.body, { ...machine, folder }, inside, host);
  return { machine };
}

/** Notes a text that starts go, or may, and is no script that can be read. */
function noteUnread(command: PlainCommand, why: string, host: CommandHost): void {
  noteUnknown({ at: command.at, reason: `${oneLine(command.text)}: ${why}`, code: "not-followed" }, host);
}

/** `bash script.sh`, `sh -c 'text'`, `bash <<EOF`. */
function runShell(
  node: CommandNode,
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): { machine: Machine } | undefined {
  const options = { errexit: false, pipefail: false };
  const rest = command.words.slice(1);
  let index = 0;
  while (index < rest.length) {
    const word = textOf(rest[index]);
    if (word === undefined || !/^[-+]/.test(word)) break;
    if (/^-[a-z]*e/i.test(word) && !word.startsWith("--")) options.errexit = true;
    if (/^-[a-z]*o$/.test(word)) {
      index++;
      if (textOf(rest[index]) === "pipefail") options.pipefail = true;
      if (textOf(rest[index]) === "errexit") options.errexit = true;
    }
    if (/^-[a-z]*c$/.test(word)) {
      const place = rest[index + 1]?.at;
      const source = node.words.find((candidate) => candidate.span.start === place?.span.start);
      const nested = source ? parseNestedShell(source) : undefined;
      if (!nested) return undefined;
      noteBrokenParts(nested, host.unknowns);
      const started = { ...command, machine: { ...command.machine, options } };
      return { machine: withInstalled(command.machine, runBody(nested, [], started, frame, host)) };
    }
    index++;
  }
  const readsInput = index >= rest.length || rest.some((word) => /^-[a-z]*s$/.test(textOf(word) ?? ""));
  const fed = readsInput ? fedScript(node, frame.file) : undefined;
  if (fed && "script" in fed) {
    noteBrokenParts(fed.script, host.unknowns);
    runBody(fed.script, [], { ...command, machine: { ...command.machine, options } }, frame, host);
    return { machine: command.machine };
  }
  if (fed && startsGo.test(fed.open)) noteUnread(command, "what it reads is put together", host);
  const path = readsInput ? undefined : textOf(rest[index]);
  const script = path === undefined ? undefined : scriptAt(path, command.machine, host.workspace);
  if (!script) return undefined;
  return runScript(script, rest.slice(index + 1), command, frame, host, options);
}

function runScript(
  script: ShellScript,
  parameters: readonly CommandArgument[],
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
  given = { errexit: false, pipefail: false },
): { machine: Machine } | undefined {
  const key = `script:${script.file}`;
  if (frame.stack.includes(key)) return { machine: command.machine };
  host.reached.add(key);
  const options = { ...given, errexit: given.errexit || /\s-[a-z]*e/.test(script.shebang ?? "") };
  const inside = { ...frame, program: script.file, stack: [...frame.stack, key] };
  const started = { ...command, machine: { ...command.machine, options } };
  const end = runBody(script, parameters, started, inside, host);
  return { machine: withInstalled(command.machine, end) };
}

/** Runs a script in a process of its own: what it sets does not come back. */
function runBody(
  script: ShellScript,
  parameters: readonly CommandArgument[],
  command: PlainCommand,
  frame: Frame,
  host: CommandHost,
): Machine {
  const machine = { ...command.machine, functions: new Map<string, ShellFunction>() };
  const inside: Frame = {
    ...frame,
    file: script.file,
    caller: undefined,
    parameters: parameters.map(({ value }) => value),
    via: [...frame.via, { text: command.text, at: command.at }],
    failure: command.failure,
    quietFailure: command.failure,
    scriptFailure: command.failure,
    canErrexit: true,
  };
  const end = walkNodes(script.body, machine, inside, host);
  walkUncalled(script, end, inside, host);
  return end;
}

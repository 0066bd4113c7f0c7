/**
 * A look ahead at what a target of make runs. Most run no go and are no site: of those only what others ask
 * for is kept, and a recipe that was looked at before, on an equal machine, is told from memory. A scout
 * that meets go stops, and the target is walked again for all that it runs.
 */
import type { Unknown } from "../../workspace/unknown.ts";
import { isDockerBuild } from "../docker/is-docker-build.ts";
import { goBinaryOf } from "../go-binary-of.ts";
import { testOfRunner } from "../test-of-runner.ts";
import type { CommandHost, PlainCommand } from "./command-host.ts";
import type { Frame } from "./frame.ts";
import { noteOnce, takeNoted } from "./note-once.ts";
import { noteInLogs, noteUnshared } from "./walk-log.ts";
import { deepest } from "./walk-start.ts";

/** What a walk leaves that ran no go; or that it ran go. */
interface Memory {
  readonly result: boolean;
  readonly commands: readonly PlainCommand[];
  readonly unknowns: readonly Unknown[];
  readonly calls: Calls;
}

/** What of the way to a walk decides how it goes on. */
interface Calls {
  /** Scripts, targets and functions that it follows unless they are being walked already. */
  readonly asked: Set<string>;
  /** How many calls deep it goes. */
  depth: number;
  /** It met one of those that were being walked before it began, or was too deep. */
  isCut: boolean;
}

export interface Scout {
  /** Go runs: nothing more is to be learnt. */
  foundGo: boolean;
  readonly memories: Map<string, Memory | "runs go">;
  /** Of the parts that are being walked, the innermost last. */
  readonly calls: (Calls & { readonly start: number })[];
}

/** By the set of what was reached, which lives as long as the sites of a workspace are gathered. */
const memoriesOf = new WeakMap<Set<string>, Scout["memories"]>();

export function createScout(reached: Set<string>): Scout {
  const memories: Scout["memories"] = memoriesOf.get(reached) ?? new Map();
  memoriesOf.set(reached, memories);
  return { foundGo: false, memories, calls: [] };
}

/** Whether a script, target or function is being walked; a scout remembers that it was asked. */
export function isOnStack(key: string, { stack }: Frame, { scout }: Pick<CommandHost, "scout">): boolean {
  const index = stack.indexOf(key);
  noteInLogs((log) => {
    log.asked.add(key);
    if (index !== -1 && index < log.start) log.isOpen = true;
  });
  for (const calls of scout?.calls ?? []) {
    calls.asked.add(key);
    if (index !== -1 && index < calls.start) calls.isCut = true;
  }
  return index !== -1;
}

/** Whether a command stands at the end of so many calls that it is not followed. */
export function isTooDeep({ stack }: Frame, { scout }: Pick<CommandHost, "scout">): boolean {
  const isDeep = stack.length >= deepest;
  noteInLogs((log) => {
    log.depth = Math.max(log.depth, stack.length - log.start + 1);
    if (isDeep) log.isCut = true;
  });
  for (const calls of scout?.calls ?? []) {
    calls.depth = Math.max(calls.depth, stack.length - calls.start + 1);
    if (isDeep) calls.isCut = true;
  }
  return isDeep;
}

/** Walks a part whose course its key decides, or tells from memory what it left. Without a scout it is walked. */
export function scouted(
  key: () => string | undefined,
  { frame, host }: { frame: Frame; host: CommandHost },
  walk: () => boolean,
): boolean {
  const { scout, commands, unknowns } = host;
  if (!scout) return walk();
  if (scout.foundGo) return false;
  const name = key();
  if (name === undefined) return walk();
  const memory = scout.memories.get(name);
  if (memory === "runs go") {
    scout.foundGo = true;
    return false;
  }
  if (memory && isAsBefore(memory.calls, frame)) {
    noteUnshared();
    noteCalls(memory.calls, frame, scout);
    commands.push(...memory.commands);
    for (const each of memory.unknowns) noteOnce(each, unknowns);
    return memory.result;
  }
  const { length } = commands;
  const before = takeNoted(unknowns);
  const calls = { asked: new Set<string>(), depth: 0, isCut: false, start: frame.stack.length };
  scout.calls.push(calls);
  const result = walk();
  scout.calls.pop();
  const all = commands.splice(length);
  const own = takeNoted(unknowns);
  unknowns.push(...before);
  for (const each of own) noteOnce(each, unknowns);
  if (all.some(runsGo)) scout.foundGo = true;
  const kept = all.filter(isDockerBuild);
  commands.push(...kept);
  const isWhole = !calls.isCut && !own.some(({ code }) => code === "too-many-steps");
  if (scout.foundGo && isWhole) scout.memories.set(name, "runs go");
  else if (isWhole) scout.memories.set(name, { result, commands: kept, unknowns: own, calls });
  return result;
}

function runsGo(command: PlainCommand): boolean {
  return goBinaryOf(command) !== undefined || testOfRunner(command) !== undefined;
}

/** On this way too nothing of what is followed is being walked already. */
function isAsBefore({ asked, depth }: Calls, { stack }: Frame): boolean {
  return stack.length + depth <= deepest && !stack.some((entry) => asked.has(entry));
}

function noteCalls({ asked, depth }: Calls, { stack }: Frame, scout: Scout): void {
  for (const outer of scout.calls) {
    for (const key of asked) outer.asked.add(key);
    outer.depth = Math.max(outer.depth, stack.length - outer.start + depth);
  }
}

/** What of the place where a recipe or a command of make runs decides its course; undefined where too much does. */
export function keyOfFrame(frame: Frame): string | undefined {
  const { output, line, caller, program, startFolder, dialect, isConditional, isRepeated, isTrial } = frame;
  if (output !== undefined || line !== undefined || caller) return undefined;
  return JSON.stringify([program, startFolder, dialect, isConditional, isRepeated, isTrial]);
}

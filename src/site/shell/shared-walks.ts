/**
 * Functions and scripts are walked again and again on machines that differ in what none of them reads. Where all
 * that a walk has asked has the same answer again, it is told from memory: its commands stand on the machine of
 * this time, on the way of this time, with the failures of this time.
 */
import type { Unknown } from "../../workspace/unknown.ts";
import { type Decision, remade, type Setting } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { CommandHost } from "./command-host.ts";
import { contentNumber } from "./content-number.ts";
import type { Exit, Frame } from "./frame.ts";
import { noteOnce, takeNoted } from "./note-once.ts";
import { type RecordedWalk, recordWalk, replayWalk } from "./recorded-walk.ts";
import { closeLog, currentLog, noteInLogs, openLog, reach, type WalkLog } from "./walk-log.ts";
import type { EndOfProcess } from "./walk-process.ts";
import { deepest, keyOfProgram, keyOfStart } from "./walk-start.ts";

/** What a walk leaves to whoever called it. */
export interface EndOfWalk {
  readonly machine: Machine;
  readonly fails: boolean;
  /** The test with which it ends. */
  readonly question?: EndOfProcess["question"];
}

interface Memory {
  readonly reads: readonly (readonly [string, Setting | undefined, number])[];
  readonly questions: readonly (readonly [string, (environment: Machine["environment"]) => string, string])[];
  readonly decisions: readonly (readonly [Decision, Setting | undefined, boolean])[];
  readonly asked: readonly string[];
  readonly counted: ReadonlyMap<string, number>;
  readonly depth: number;
  /** Where calls were not followed because they were too deep: how deep the walk began. */
  readonly cutAt: number | undefined;
  readonly reached: readonly string[];
  readonly askedReached: ReadonlyMap<string, boolean>;
  /** Which script runs, where the walk asked for that. */
  readonly program: string | undefined;
  readonly steps: number;
  readonly unknowns: readonly Unknown[];
  readonly walk: RecordedWalk;
}

/** By the set of what was reached, which lives as long as the sites of a workspace are gathered. */
const memoriesOf = new WeakMap<Set<string>, Map<string, Memory[]>>();

/** A part that goes another way each time is not worth remembering. */
const mostMemories = 8;

/** Where a walk of a part begins. */
interface WalkStart {
  readonly machine: Machine;
  readonly frame: Frame;
  readonly host: CommandHost;
  /** Of whoever walks the part. */
  readonly stack: Frame["stack"];
}

/** Walks a part, or tells from memory what it leaves. `key` names it with all that decides its course but state and frame. */
export function sharedWalk(
  key: () => string,
  { machine, frame, host, stack }: WalkStart,
  walk: (frame: Frame) => EndOfWalk,
): EndOfWalk {
  if (host.scout?.foundGo || !host.steps.hasLeft(1)) return walk(frame);
  const start = keyOfStart(machine, frame);
  if (start === undefined) return walk(frame);
  const name = `${key()}\0${host.scout ? 1 : 0}\0${start}`;
  const byName = memoriesOf.get(host.reached) ?? new Map<string, Memory[]>();
  memoriesOf.set(host.reached, byName);
  const memories = byName.get(name);
  const memory = memories?.find((each) => goesSameWay(each, { machine, frame, host, stack }));
  if (memory) return tell(memory, { machine, frame, host, stack });
  if (memories && memories.length >= mostMemories) return walk(frame);

  const { commands, unknowns } = host;
  const { length } = commands;
  const stepsBefore = host.steps.taken();
  const before = takeNoted(unknowns);
  const exits: Exit[] = [];
  const returns: Exit[] = [];
  const inside: Frame = {
    ...frame,
    ...(frame.exits ? { exits } : {}),
    ...(frame.returns ? { returns } : {}),
  };
  const log = openLog(machine.environment, stack.length);
  const end = walk(inside);
  closeLog(log);
  const own = takeNoted(unknowns);
  unknowns.push(...before);
  for (const each of own) noteOnce(each, unknowns);
  frame.exits?.push(...exits);
  frame.returns?.push(...returns);
  const isWhole =
    !log.isOpen &&
    log.hosts.size === 0 &&
    !host.scout?.foundGo &&
    !own.some(({ code }) => code === "too-many-steps");
  const recorded = isWhole
    ? recordWalk({
        machine,
        frame,
        end,
        exits,
        returns,
        commands: frame.isTrial ? [] : commands.slice(length),
        log,
      })
    : undefined;
  if (!recorded) return end;
  const made = createMemory(log, frame, recorded, host.steps.taken() - stepsBefore, own);
  if (memories) memories.push(made);
  else byName.set(name, [made]);
  return end;
}

function createMemory(
  log: WalkLog,
  frame: Frame,
  walk: RecordedWalk,
  steps: number,
  unknowns: readonly Unknown[],
): Memory {
  return {
    reads: [...log.reads].map(([name, setting]) => [name, setting, numberOfSetting(setting)] as const),
    questions: [...log.questions].map(([name, ask]) => [name, ask, ask(log.entry)] as const),
    decisions: log.decisions
      .filter(({ name }) => !log.reads.has(name))
      .map((each) => [each, log.entry.peek(each.name), each.ask(each.settings)] as const),
    asked: [...log.asked],
    counted: log.counted,
    depth: log.depth,
    cutAt: log.isCut ? log.start : undefined,
    reached: [...log.reached],
    askedReached: log.askedReached,
    program: log.asksProgram ? keyOfProgram(frame) : undefined,
    steps,
    unknowns,
    walk,
  };
}

function numberOfSetting(setting: Setting | undefined): number {
  return setting === undefined ? 0 : contentNumber(setting);
}

/** Whether all that the walk asked has the same answers again. */
function goesSameWay(memory: Memory, { machine: { environment }, frame, host, stack }: WalkStart): boolean {
  if (memory.program !== undefined && memory.program !== keyOfProgram(frame)) return false;
  for (const [name, setting, number] of memory.reads) {
    const found = environment.peek(name);
    if (found !== setting && numberOfSetting(found) !== number) return false;
  }
  for (const [decision, found, answer] of memory.decisions)
    if (decision.ask(settingsFor(decision, found, environment)) !== answer) return false;
  if (!memory.questions.every(([, ask, answer]) => ask(environment) === answer)) return false;
  const { cutAt, depth } = memory;
  if (cutAt === undefined ? stack.length + depth >= deepest + 1 : stack.length !== cutAt) return false;
  if (!host.steps.hasLeft(memory.steps)) return false;
  if (memory.asked.some((key) => stack.includes(key))) return false;
  for (const [prefix, count] of memory.counted) if (countOf(prefix, stack) !== count) return false;
  for (const [key, answer] of memory.askedReached) if (host.reached.has(key) !== answer) return false;
  return true;
}

/** The settings that were asked, made of what is found now. */
function settingsFor(
  { name, settings }: Decision,
  found: Setting | undefined,
  environment: Machine["environment"],
): readonly (Setting | undefined)[] {
  return settings.map((each) => remade(each, found, environment.peek(name)));
}

/** How often a function is being called. */
function countOf(prefix: string, stack: Frame["stack"]): number {
  let count = 0;
  for (const entry of stack) if (entry.startsWith(prefix)) count++;
  return count;
}

function tell(memory: Memory, { machine, frame, host, stack }: WalkStart): EndOfWalk {
  host.steps.take(memory.steps);
  const log = currentLog();
  if (log) {
    for (const [name] of memory.reads) log.look(name, machine.environment.peek(name));
    for (const [question, ask] of memory.questions) log.ask(question, ask);
    for (const [decision, found] of memory.decisions)
      log.decide({ ...decision, settings: settingsFor(decision, found, machine.environment) });
  }
  noteInLogs((outer) => {
    for (const key of memory.asked) outer.asked.add(key);
    outer.depth = Math.max(outer.depth, stack.length - outer.start + memory.depth);
    if (memory.cutAt !== undefined) outer.isCut = true;
    if (memory.program !== undefined) outer.asksProgram = true;
    for (const [prefix] of memory.counted)
      if (!outer.counted.has(prefix)) outer.counted.set(prefix, countOf(prefix, stack.slice(0, outer.start)));
    for (const [key, answer] of memory.askedReached)
      if (!outer.reached.has(key) && !outer.askedReached.has(key)) outer.askedReached.set(key, answer);
  });
  for (const calls of host.scout?.calls ?? []) {
    for (const key of memory.asked) calls.asked.add(key);
    calls.depth = Math.max(calls.depth, stack.length - calls.start + memory.depth);
    if (memory.cutAt !== undefined) calls.isCut = true;
  }
  for (const key of memory.reached) reach(key, host);
  for (const each of memory.unknowns) noteOnce(each, host.unknowns);
  return replayWalk(memory.walk, { machine, frame, host });
}

/** Counts the calls of a function that are being walked. */
export function callsOf(prefix: string, { stack }: Frame): number {
  noteInLogs((log) => {
    if (!log.counted.has(prefix)) log.counted.set(prefix, countOf(prefix, stack.slice(0, log.start)));
  });
  return countOf(prefix, stack);
}

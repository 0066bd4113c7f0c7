/**
 * What a part of a walk has asked of the state in which it began: where all answers are the same again, it goes
 * the same way again.
 */
import {
  type Decision,
  type Environment,
  type EnvironmentWatcher,
  isMadeOf,
  type Setting,
  watchEnvironments,
} from "../environment.ts";

export interface WalkLog extends EnvironmentWatcher {
  readonly outer: WalkLog | undefined;
  /** The environment in which the part began. */
  readonly entry: Environment;
  /** How many calls stand above it. */
  readonly start: number;
  readonly reads: Map<string, Setting | undefined>;
  readonly questions: Map<string, (environment: Environment) => string>;
  readonly decisions: Decision[];
  /** Scripts, targets and functions that it follows unless they are being walked already. */
  readonly asked: Set<string>;
  /** How often functions were being called already when it began. */
  readonly counted: Map<string, number>;
  /** How many calls deep it goes. */
  depth: number;
  /** What it reached, and whether something was reached before. */
  readonly reached: Set<string>;
  readonly askedReached: Map<string, boolean>;
  /** Whose holes it has asked for. */
  readonly hosts: Set<object>;
  /** Those who resolve holes that came up in it. */
  readonly ownHosts: Set<object>;
  /** It asked which script runs. */
  asksProgram: boolean;
  /** It came so deep that calls were not followed. */
  isCut: boolean;
  /** It asked for what nobody keeps book of. */
  isOpen: boolean;
}

let current: WalkLog | undefined;

/** The part that is being walked, the innermost one. */
export function currentLog(): WalkLog | undefined {
  return current;
}

export function openLog(entry: Environment, start: number): WalkLog {
  const log: WalkLog = {
    outer: current,
    entry,
    start,
    reads: new Map(),
    questions: new Map(),
    decisions: [],
    asked: new Set(),
    counted: new Map(),
    depth: 0,
    reached: new Set(),
    askedReached: new Map(),
    hosts: new Set(),
    ownHosts: new Set(),
    asksProgram: false,
    isCut: false,
    isOpen: false,
    look(name, setting) {
      if (log.reads.has(name)) return;
      // What the part has set itself it knows, unless it made it of what it found.
      const found = entry.peek(name);
      if (isMadeOf(setting, found) !== false) log.reads.set(name, found);
    },
    decide(decision) {
      const { name, settings } = decision;
      if (log.reads.has(name)) return;
      const found = entry.peek(name);
      const made = settings.map((each) => isMadeOf(each, found));
      if (made.every((each) => each === false)) return;
      // A name that was not set may have been removed.
      if (found === undefined || made.includes(undefined) || log.decisions.length > mostDecisions)
        log.reads.set(name, found);
      else log.decisions.push(decision);
    },
    ask(question, ask) {
      log.questions.set(question, ask);
    },
    list() {
      log.isOpen = true;
    },
  };
  current = log;
  watchEnvironments(log);
  return log;
}

const mostDecisions = 60;

/** The part has ended: what it asked of its beginning the part around it has asked, too. */
export function closeLog(log: WalkLog): void {
  const { outer } = log;
  current = outer;
  watchEnvironments(outer);
  if (!outer) return;
  for (const [name, setting] of log.reads) outer.look(name, setting);
  for (const decision of log.decisions) outer.decide(decision);
  for (const [question, ask] of log.questions) outer.ask(question, ask);
  outer.isOpen ||= log.isOpen;
}

/** Each part that is being walked is told. */
export function noteInLogs(note: (log: WalkLog) => void): void {
  for (let log = current; log; log = log.outer) note(log);
}

/** Something was asked or done that no part can be told of. */
export function noteUnshared(): void {
  if (current) current.isOpen = true;
}

/** Remembers a script, target or function that is walked. */
export function reach(key: string, { reached }: { readonly reached: Set<string> }): void {
  reached.add(key);
  noteInLogs((log) => log.reached.add(key));
}

/** Whether it was walked before. */
export function wasReached(key: string, { reached }: { readonly reached: Set<string> }): boolean {
  const answer = reached.has(key);
  noteInLogs((log) => {
    if (!log.reached.has(key) && !log.askedReached.has(key)) log.askedReached.set(key, answer);
  });
  return answer;
}

/** What a walk left, told in relation to where it began, so that it can be told again from elsewhere. */
import type { Place } from "../../text/span.ts";
import { type Environment, isMadeOf, remade, type Setting } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { CommandArgument, FailureTreatment, Reason } from "../site.ts";
import type { Value } from "../value.ts";
import type { CommandHost, PlainCommand } from "./command-host.ts";
import type { Exit, Frame } from "./frame.ts";
import type { EndOfWalk } from "./shared-walks.ts";
import type { WalkLog } from "./walk-log.ts";
import { failuresOf, handedOn } from "./walk-start.ts";

/** A setting that was made of the one that was found, or one that is always the same. */
interface Change {
  readonly name: string;
  readonly setting: Setting | undefined;
  /** The setting at the beginning of which it was made, without that anybody read it. */
  readonly of?: { readonly found: Setting | undefined };
}

type Changes = readonly Change[];

/** The states of a walk in the order in which it went through them. */
interface States {
  readonly machines: readonly Machine[];
  /** Each environment with what it changes of the one before. */
  readonly environments: readonly { readonly environment: Environment; readonly changes: Changes }[];
}

export interface RecordedWalk extends States {
  readonly entry: Machine;
  readonly frame: Pick<Frame, "via">;
  readonly failures: readonly FailureTreatment[];
  readonly commands: readonly PlainCommand[];
  readonly exits: readonly Exit[];
  readonly returns: readonly Exit[];
  readonly end: EndOfWalk;
}

interface Walked {
  readonly machine: Machine;
  readonly frame: Frame;
  readonly end: EndOfWalk;
  readonly exits: readonly Exit[];
  readonly returns: readonly Exit[];
  readonly commands: readonly PlainCommand[];
  readonly log: WalkLog;
}

/** Undefined where something that the walk left cannot be told in relation to its beginning. */
export function recordWalk(walked: Walked): RecordedWalk | undefined {
  const { machine: entry, frame, end, exits, returns, commands, log } = walked;
  const machines = new Set(commands.map(({ machine }) => machine));
  for (const { machine } of [...exits, ...returns, end]) machines.add(machine);
  machines.delete(entry);
  const places = placesOf(entry);
  const isOwn = (place: Place | undefined): boolean => place === undefined || !places.has(place);
  for (const machine of machines) if (!isRelated(machine, entry, places)) return undefined;
  // A trap stays with the process.
  if ([...exits, ...returns, end].some(({ machine }) => machine.atExit !== entry.atExit)) return undefined;
  for (const { words, via } of commands) {
    if (!words.every((word) => isOwnWord(word, isOwn)) || !startsWith(via, frame.via)) return undefined;
  }
  const environments: { environment: Environment; changes: Changes }[] = [];
  const seen = new Set([entry.environment]);
  let before = entry.environment;
  for (const { environment } of machines) {
    if (seen.has(environment)) continue;
    seen.add(environment);
    const changes = environment.changesSince(before).map(([name, setting]): Change => {
      if (log.reads.has(name)) return { name, setting };
      const found = entry.environment.peek(name);
      const isMade = isMadeOf(setting, found);
      if (isMade === true && found) return { name, setting, of: { found } };
      // A name that was not set may have been removed.
      if (isMade !== false) log.reads.set(name, found);
      return { name, setting };
    });
    for (const { setting, of } of changes)
      if (setting && !of && !(isOwn(setting.at) && isOwnValue(setting.value, isOwn))) return undefined;
    environments.push({ environment, changes });
    before = environment;
  }
  return {
    entry,
    frame: { via: frame.via },
    failures: failuresOf(frame),
    machines: [...machines],
    environments,
    commands,
    exits,
    returns,
    end,
  };
}

/** Places that came with the machine, and are others the next time. */
function placesOf(machine: Machine): ReadonlySet<Place> {
  const places = new Set<Place>();
  for (const name of ["folder", "go", "compiler", "hostOs", "hostArch"] as const) {
    const { at } = machine[name];
    if (at) places.add(at);
  }
  for (const { at } of machine.mounts) if (at) places.add(at);
  return places;
}

function isRelated(machine: Machine, entry: Machine, places: ReadonlySet<object>): boolean {
  if (machine.later !== entry.later || !machine.environment.hasSameWritten(entry.environment)) return false;
  return handedOn.every((name) => {
    const part = machine[name];
    return part === entry[name] || !holds(part, places);
  });
}

/** Whether one of these places stands somewhere in what a machine holds. */
function holds(part: unknown, places: ReadonlySet<object>): boolean {
  if (typeof part !== "object" || part === null) return false;
  if (places.has(part)) return true;
  const parts = part instanceof Map ? part.values() : Object.values(part);
  for (const each of parts) if (holds(each, places)) return true;
  return false;
}

function isOwnWord({ value, at }: CommandArgument, isOwn: (place: Place | undefined) => boolean): boolean {
  return isOwn(at) && isOwnValue(value, isOwn);
}

function isOwnValue(value: Value, isOwn: (place: Place | undefined) => boolean): boolean {
  if (!isOwn(value.at)) return false;
  return value.kind === "known" || (value.elements?.every((each) => isOwnValue(each.value, isOwn)) ?? true);
}

function startsWith(via: readonly Reason[], start: readonly Reason[]): boolean {
  if (via === start) return true;
  return via.length >= start.length && start.every((reason, index) => via[index] === reason);
}

/** Leaves what the walk left, as it is from here. */
export function replayWalk(
  walk: RecordedWalk,
  { machine, frame, host }: { readonly machine: Machine; readonly frame: Frame; readonly host: CommandHost },
): EndOfWalk {
  const machineOf = machinesFrom(walk, machine);
  const failures = failuresOf(frame);
  const failureOf = (failure: FailureTreatment): FailureTreatment =>
    failures[walk.failures.indexOf(failure)] ?? failure;
  const ways = new Map<readonly Reason[], readonly Reason[]>([[walk.frame.via, frame.via]]);
  const wayOf = (via: readonly Reason[]): readonly Reason[] => {
    const known = ways.get(via);
    if (known) return known;
    const way = [...frame.via, ...via.slice(walk.frame.via.length)];
    ways.set(via, way);
    return way;
  };
  if (!frame.isTrial) {
    for (const command of walk.commands)
      host.commands.push({
        ...command,
        machine: machineOf(command.machine),
        failure: failureOf(command.failure),
        via: wayOf(command.via),
      });
  }
  for (const exit of walk.exits) frame.exits?.push({ ...exit, machine: machineOf(exit.machine) });
  for (const exit of walk.returns) frame.returns?.push({ ...exit, machine: machineOf(exit.machine) });
  return { ...walk.end, machine: machineOf(walk.end.machine) };
}

function machinesFrom(
  { entry, machines, environments }: RecordedWalk,
  now: Machine,
): (machine: Machine) => Machine {
  if (entry === now) return (machine) => machine;
  const environmentOf = new Map([[entry.environment, now.environment]]);
  let { environment: last } = now;
  for (const { environment, changes } of environments) {
    for (const { name, setting: before, of } of changes) {
      const setting = of ? remade(before, of.found, now.environment.peek(name)) : before;
      last = setting ? last.with(name, setting) : last.without(name);
    }
    last = last.withOpennessOf(environment);
    environmentOf.set(environment, last);
  }
  const machineOf = new Map([[entry, now]]);
  for (const machine of machines) machineOf.set(machine, related(machine, entry, now, environmentOf));
  return (machine) => machineOf.get(machine) ?? machine;
}

function related(
  machine: Machine,
  entry: Machine,
  now: Machine,
  environmentOf: ReadonlyMap<Environment, Environment>,
): Machine {
  const handed: Record<string, unknown> = {};
  for (const name of handedOn) {
    if (machine[name] !== entry[name]) continue;
    if (now[name] !== undefined || name in machine) handed[name] = now[name];
  }
  return {
    ...machine,
    ...handed,
    environment: environmentOf.get(machine.environment) ?? machine.environment,
    ...(now.later ? { later: now.later } : {}),
    ...(machine.atExit && machine.atExit === entry.atExit ? { atExit: now.atExit } : {}),
  };
}

import type { Place } from "../../text/span.ts";
import { decide, type Environment, type Setting, unexported } from "../environment.ts";
import { type ExitTrap, isInstalled, type Later, type Machine } from "../machine.ts";
import { oneOf, unknown, type Value, withoutEnding } from "../value.ts";
import type { Exit } from "./frame.ts";
import { isSame, mergeParameters, openParameters } from "./parameters.ts";

/**
 * The state after several ways through a script: what they agree on stays, the rest depends on a condition. A way
 * that has ended reaches nothing.
 */
export function mergeMachines(ends: readonly Machine[], at: Place): Machine {
  const alive = ends.filter(({ ended }) => !ended);
  const [first, ...others] = alive.length > 0 ? alive : ends;
  if (!first) throw new RangeError("Cannot merge no machines");
  return others.reduce((merged, end) => (merged === end ? merged : mergeTwo(merged, end, at)), first);
}

/** The state behind a function or sourced script, which may return before its last line. */
export function whereCallEnds(end: Machine, returns: readonly Exit[], at: Place): Machine {
  return returns.length === 0 ? end : mergeMachines([...returns.map(({ machine }) => machine), end], at);
}

const depends = "it depends on a condition";

function mergeTwo(a: Machine, b: Machine, at: Place): Machine {
  return {
    environment:
      a.environment === b.environment ? a.environment : mergeEnvironments(a.environment, b.environment, at),
    folder: mergeValues(a.folder, b.folder, at),
    ...(a.left && a.left.length === b.left?.length ? { left: a.left } : {}),
    go: sameGo(a.go, b.go) ? a.go : { kind: "unknown", reason: depends, at },
    compiler:
      a.compiler.present === b.compiler.present ? a.compiler : { present: undefined, reason: depends, at },
    mounts: b.mounts,
    ...(b.openCopies ? { openCopies: b.openCopies } : {}),
    ...(b.placedGo ? { placedGo: b.placedGo } : {}),
    distribution: a.distribution === b.distribution ? a.distribution : undefined,
    hostOs: mergeValues(a.hostOs, b.hostOs, at),
    hostArch: mergeValues(a.hostArch, b.hostArch, at),
    options: {
      errexit: a.options.errexit && b.options.errexit,
      pipefail: a.options.pipefail && b.options.pipefail,
      ...(isOpen("errexit", a, b) ? { errexitDepends: true } : {}),
      ...(isOpen("pipefail", a, b) ? { pipefailDepends: true } : {}),
      ...(a.options.allexport || b.options.allexport ? { allexport: true } : {}),
      ...(a.options.lastpipe && b.options.lastpipe ? { lastpipe: true } : {}),
      ...(a.options.expandsAliases && b.options.expandsAliases ? { expandsAliases: true } : {}),
    },
    ...(a.later && b.later ? { later: mergeLater(a.later, b.later, at) } : {}),
    ...(a.atExit || b.atExit ? { atExit: mergeTraps(a.atExit, b.atExit) } : {}),
    ...(a.stopped || b.stopped ? { stopped: a.stopped ?? b.stopped } : {}),
    ...(a.ended && b.ended ? { ended: true } : {}),
    ...(a.parameters === b.parameters && !a.parameters
      ? {}
      : { parameters: mergeParameters(a.parameters, b.parameters, at) }),
    functions: a.functions === b.functions ? a.functions : new Map([...a.functions, ...b.functions]),
  };
}

/** Whether an option is on after one way and off after another. */
function isOpen(name: "errexit" | "pipefail", { options: a }: Machine, { options: b }: Machine): boolean {
  return a[name] !== b[name] || (a[`${name}Depends`] ?? b[`${name}Depends`]) === true;
}

function mergeEnvironments(a: Environment, b: Environment, at: Place): Environment {
  return a.merge(b, joinIn(a, b, at));
}

/** What becomes of a setting that two environments do not agree on. */
function joinIn(
  { openReason: ofOne }: Environment,
  { openReason: ofOther }: Environment,
  at: Place,
): (own: Setting | undefined, others: Setting | undefined) => Setting {
  return (own, others) => {
    const only = mergeSettings(own, others, at);
    // Where a program may have set anything, a name that is not there may have any text.
    const open = own && others ? undefined : own ? ofOther : ofOne;
    return open === undefined ? only : { ...only, value: unknown(open, at) };
  };
}

/** Of two ways each may have set a trap of its own. */
function mergeTraps(a: Machine["atExit"] = [], b: Machine["atExit"] = []): readonly ExitTrap[] {
  if (a === b) return a;
  const all = [...a, ...b.filter((trap) => !a.includes(trap))];
  return all.map((trap) => (a.includes(trap) && b.includes(trap) ? trap : { ...trap, isConditional: true }));
}

/** What later steps see after one of several ways. */
export function mergeLater(a: Later, b: Later, at: Place): Later {
  if (a === b) return a;
  const environment =
    a.environment === b.environment ? a.environment : mergeEnvironments(a.environment, b.environment, at);
  const block = a.block?.name === b.block?.name && a.block?.end === b.block?.end ? a.block : undefined;
  const cut = a.rest?.text === b.rest?.text ? undefined : "whether a line of it has ended is not known";
  const doubt = a.doubt ?? b.doubt ?? cut;
  return {
    environment,
    ...(b.start ? { start: b.start } : {}),
    ...(cut === undefined && b.rest ? { rest: b.rest } : {}),
    ...(doubt === undefined ? {} : { doubt }),
    ...(block ? { block: a.block === b.block ? block : { ...block, lines: undefined } } : {}),
  };
}

function sameGo(a: Machine["go"], b: Machine["go"]): boolean {
  if (isInstalled(a) && isInstalled(b)) return a.version === b.version && a.precision === b.precision;
  return a === b;
}

function mergeValues(a: Value, b: Value, at: Place): Value {
  if (a.kind === "known" && b.kind === "known" && a.text === b.text) return a;
  const candidates = textsOf(a);
  const others = textsOf(b);
  if (candidates && others && a !== b) return oneOf([...candidates, ...others], depends, at);
  if (a === b) return a;
  // What is known of one of them is not known of both.
  const open = candidates === undefined ? a : b;
  return open.kind === "unknown" && !open.elements ? withoutEnding(open) : unknown(depends, at);
}

/** The state from which passes of a loop start: what one of them may leave otherwise is open in all. */
export function widened(before: Machine, after: Machine, at: Place): Machine {
  if (after === before || after.ended) return before;
  const merged = mergeTwo(before, after, at);
  const reason = "each pass of the loop may set it";
  const join = joinIn(before.environment, after.environment, at);
  const environment = before.environment.merge(after.environment, (own, others) => {
    const setting = join(own, others);
    const isSame = own && others && own.by === others.by && isSameText(own.value, others.value);
    return isSame ? setting : { ...setting, value: unknown(reason, at) };
  });
  const folder = isSameText(before.folder, after.folder) ? before.folder : unknown(reason, at);
  const parameters = isSame(before.parameters, after.parameters)
    ? before.parameters
    : openParameters(reason, at);
  return { ...merged, environment, folder, parameters };
}

/** Whether a state holds no text that another does not know of. */
export function addsNothing(state: Machine, known: Machine): boolean {
  if (!isSameText(state.folder, known.folder) && state.folder !== known.folder) return false;
  if (!isSame(state.parameters, known.parameters)) return false;
  if (state.environment === known.environment) return true;
  return state.environment
    .changesSince(known.environment)
    .every(([name, setting]) =>
      decide({ name, settings: [known.environment.peek(name), setting], ask: isNothingNew }),
    );
}

/** Whether a setting holds no text that another one does not. */
function isNothingNew([own, setting]: readonly (Setting | undefined)[]): boolean {
  if (setting === undefined || own === setting) return true;
  if (!own || own.by !== setting.by || own.isPerhapsExported !== setting.isPerhapsExported) return false;
  const [texts, others] = [textsOf(own.value), textsOf(setting.value)];
  return texts === undefined || (others?.every((text) => texts.includes(text)) ?? false);
}

function isSameText(a: Value, b: Value): boolean {
  return a === b || (a.kind === "known" && b.kind === "known" && a.text === b.text);
}

/** Every text that a value can be; undefined when files do not show them all. */
function textsOf(value: Value): readonly string[] | undefined {
  if (value.kind === "known") return [value.text];
  return value.isUnset ? [value.textIfUnset ?? ""] : value.candidates;
}

/** A setting that only one way makes depends on the condition; of two, the later one's place and origin count. */
function mergeSettings(first: Setting | undefined, second: Setting | undefined, at: Place): Setting {
  if (first?.isReadonly && second?.isReadonly) return { ...mergePlain(first, second, at), isReadonly: true };
  return mergePlain(first && plain(first), second && plain(second), at);
}

/** Where only one way makes it read-only, what comes behind sets it or not. */
function plain(setting: Setting): Setting {
  const { isReadonly: _, ...rest } = setting;
  return setting.isReadonly ? rest : setting;
}

function mergePlain(own: Setting | undefined, others: Setting | undefined, at: Place): Setting {
  if (own && others) {
    const value = mergeValues(own.value, others.value, at);
    const isPerhaps = own.isPerhapsExported ?? others.isPerhapsExported;
    if ((own.by === unexported) === (others.by === unexported))
      return { ...others, value, ...(isPerhaps ? { isPerhapsExported: true } : {}) };
    // One way exports it: programs see it, or nothing.
    const { by } = own.by === unexported ? others : own;
    const texts = textsOf(value);
    const seen = texts ? oneOf(["", ...texts], depends, at) : unknown(depends, at);
    return { ...others, by, value: seen, isPerhapsExported: true };
  }
  const only = own ?? others;
  if (!only) throw new RangeError("Cannot merge no settings");
  const place = only.at ?? at;
  const texts = textsOf(only.value);
  const value = texts ? oneOf(["", ...texts], depends, place) : unknown(depends, place);
  return { ...only, value, ...(only.by === unexported ? {} : { isPerhapsExported: true }) };
}

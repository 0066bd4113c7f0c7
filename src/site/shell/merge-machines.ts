import type { Place } from "../../text/span.ts";
import { type Setting, unexported } from "../environment.ts";
import { isInstalled, type Later, type Machine } from "../machine.ts";
import { oneOf, unknown, type Value } from "../value.ts";

/** The state after several ways through a script: what they agree on stays, the rest depends on a condition. */
export function mergeMachines(ends: readonly Machine[], at: Place): Machine {
  const [first, ...others] = ends;
  if (!first) throw new RangeError("Cannot merge no machines");
  return others.reduce((merged, end) => (merged === end ? merged : mergeTwo(merged, end, at)), first);
}

const depends = "it depends on a condition";

function mergeTwo(a: Machine, b: Machine, at: Place): Machine {
  return {
    environment:
      a.environment === b.environment
        ? a.environment
        : a.environment.merge(b.environment, (own, others) => mergeSettings(own, others, at)),
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
      ...(a.options.allexport || b.options.allexport ? { allexport: true } : {}),
    },
    ...(a.later && b.later ? { later: mergeLater(a.later, b.later, at) } : {}),
    ...(a.atExit || b.atExit ? { atExit: b.atExit ?? a.atExit } : {}),
    functions: a.functions === b.functions ? a.functions : new Map([...a.functions, ...b.functions]),
  };
}

function mergeLater(a: Later, b: Later, at: Place): Later {
  if (a === b) return a;
  const environment =
    a.environment === b.environment
      ? a.environment
      : a.environment.merge(b.environment, (own, others) => mergeSettings(own, others, at));
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
  // An array that one way lengthens is none of its elements' lists.
  if (a.kind === "unknown") return a.elements ? unknown(depends, at) : a;
  if (b.kind === "unknown") return b.elements ? unknown(depends, at) : b;
  return unknown(depends, at);
}

/** Every text that a value can be; undefined when files do not show them all. */
function textsOf(value: Value): readonly string[] | undefined {
  if (value.kind === "known") return [value.text];
  return value.isUnset ? [value.textIfUnset ?? ""] : value.candidates;
}

/** A setting that only one way makes depends on the condition; of two, the later one's place and origin count. */
function mergeSettings(own: Setting | undefined, others: Setting | undefined, at: Place): Setting {
  if (own && others) {
    const value = mergeValues(own.value, others.value, at);
    if ((own.by === unexported) === (others.by === unexported)) return { ...others, value };
    // One way exports it: programs see it, or nothing.
    const { by } = own.by === unexported ? others : own;
    const texts = textsOf(value);
    return { ...others, by, value: texts ? oneOf(["", ...texts], depends, at) : unknown(depends, at) };
  }
  const only = own ?? others;
  if (!only) throw new RangeError("Cannot merge no settings");
  const place = only.at ?? at;
  const texts = textsOf(only.value);
  return { ...only, value: texts ? oneOf(["", ...texts], depends, place) : unknown(depends, place) };
}

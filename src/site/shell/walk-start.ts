/** What of the state and the place in which a walk begins decides its course, apart from the variables that it reads. */
import type { Machine } from "../machine.ts";
import type { FailureTreatment } from "../site.ts";
import { contentNumber, placelessNumber } from "./content-number.ts";
import type { Frame } from "./frame.ts";
import { numberOf } from "./machine-key.ts";

/** Calls inside calls that are followed. */
export const deepest = 14;

/** Parts of a machine that a walk hands on as they are, each with the place that shows it. */
export const handedOn = [
  "folder",
  "go",
  "compiler",
  "distribution",
  "mounts",
  "hostOs",
  "hostArch",
  // Only holes of the text of a step ask for these.
  "outputs",
  "guarded",
] as const satisfies readonly (keyof Machine)[];

const isPlaced: ReadonlySet<string> = new Set(handedOn.slice(0, 7));
const isUnread: ReadonlySet<string> = new Set(handedOn.slice(7));

/** Undefined where too much decides it. */
export function keyOfStart(machine: Machine, frame: Frame): string | undefined {
  if (machine.ended || machine.environment.hasWritten || frame.loop) return undefined;
  return `${keyOfState(machine)}\0${keyOfPlace(frame)}`;
}

function keyOfState(machine: Machine): string {
  let key = "";
  for (const name of Object.keys(machine).toSorted() as (keyof Machine)[]) {
    const part: unknown = machine[name];
    if (part === undefined || isUnread.has(name)) continue;
    key += `${name} ${keyOfPart(name, part, machine)} `;
  }
  return key;
}

function keyOfPart(name: keyof Machine, part: unknown, machine: Machine): string | number {
  if (name === "environment") return machine.environment.openReason ?? "";
  if (name === "functions") return numberOfFunctions(machine.functions);
  if (name === "later") {
    const { doubt, rest, block } = machine.later ?? {};
    return JSON.stringify([doubt, rest?.text, block?.name, block?.end, block?.lines === undefined]);
  }
  if (name === "atExit") return keyOfTraps(machine.atExit);
  if (typeof part !== "object" || part === null) return String(part);
  return isPlaced.has(name) ? placelessNumber(part) : contentNumber(part);
}

function keyOfTraps(traps: Machine["atExit"] = []): string {
  return traps
    .map(({ body, at, folder, isConditional }) =>
      [contentNumber(body), contentNumber(at), placelessNumber(folder), isConditional].join(":"),
    )
    .join();
}

const ofFunctions = new WeakMap<Machine["functions"], number>();
const numbersOfFunctions = new Map<string, number>();

function numberOfFunctions(functions: Machine["functions"]): number {
  const known = ofFunctions.get(functions);
  if (known !== undefined) return known;
  const text = [...functions]
    .map(([name, { file, body }]) => `${name}\0${file}\0${numberOf(body)}`)
    .join("\n");
  const number = numbersOfFunctions.get(text) ?? numbersOfFunctions.size;
  numbersOfFunctions.set(text, number);
  ofFunctions.set(functions, number);
  return number;
}

/** The failures that a frame names: commands hand on one of these, or make their own. */
export function failuresOf({
  failure,
  quietFailure,
  scriptFailure,
  caller,
}: Frame): readonly FailureTreatment[] {
  return caller
    ? [failure, quietFailure, scriptFailure, caller.failure]
    : [failure, quietFailure, scriptFailure];
}

const special: ReadonlySet<string> = new Set([
  "via",
  "stack",
  "exits",
  "returns",
  "loop",
  "failure",
  "quietFailure",
  "scriptFailure",
  "caller",
  "program",
  "startFolder",
]);

/** Which script runs, and where it started: few ask for that. */
export function keyOfProgram({ program, startFolder }: Frame): string {
  return `${program} ${startFolder && placelessNumber(startFolder)}`;
}

function keyOfPlace(frame: Frame): string {
  let key = `${frame.exits !== undefined} ${frame.returns !== undefined}`;
  const failures = failuresOf(frame);
  for (const each of failures) key += ` ${failures.indexOf(each)}:${each.kind}`;
  if (frame.caller) key += ` ${frame.caller.text}\0${contentNumber(frame.caller.at)}`;
  for (const [name, part] of Object.entries(frame)) {
    if (part === undefined || part === false || special.has(name)) continue;
    key += ` ${name}:${typeof part === "object" ? contentNumber(part) : String(part)}`;
  }
  return key;
}

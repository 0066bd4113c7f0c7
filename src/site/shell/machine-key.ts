/** Names for what a walk may read of a machine: equal for machines on which a walk goes the same way. */
import type { Environment } from "../environment.ts";
import type { Machine } from "../machine.ts";
import type { Value } from "../value.ts";

const numbers = new WeakMap<object, number>();
let count = 0;

/** A number that stands for one object. */
export function numberOf(object: object): number {
  const known = numbers.get(object);
  if (known !== undefined) return known;
  numbers.set(object, ++count);
  return count;
}

const environmentKeys = new WeakMap<Environment, string>();

/** Names an environment by how it was made: shorter than all that it holds. */
export function nameEnvironment(environment: Environment, key: string): void {
  if (!environmentKeys.has(environment)) environmentKeys.set(environment, key);
}

function keyOfEnvironment(environment: Environment): string {
  const known = environmentKeys.get(environment);
  if (known !== undefined) return known;
  const key = JSON.stringify(
    [[...environment.peekEntries()], [...environment.writtenEntries()], environment.openReason],
    (_, value: unknown) => (value instanceof Map ? [...value] : value),
  );
  environmentKeys.set(environment, key);
  return key;
}

/** A text of a value without the place that it comes from. */
export function keyOfValue(value: Value): string {
  return JSON.stringify({ ...value, at: undefined });
}

/**
 * What a make command hands on of the machine on which it runs: its recipes start in a folder of their own.
 * Undefined where later steps can read what they write.
 */
export function keyOfMachine(machine: Machine): string | undefined {
  const { environment, folder, options, functions, parameters, ...rest } = machine;
  if (rest.later || rest.atExit || rest.ended) return undefined;
  const parts = Object.entries(rest).map(([name, part]) => `${name}:${keyOfPart(part)}`);
  return [...parts.toSorted(), keyOfEnvironment(environment)].join(" ");
}

function keyOfPart(part: unknown): string {
  return typeof part === "object" && part !== null ? String(numberOf(part)) : String(part);
}

import { InvalidArgumentError } from "./commander.ts";

/** Gathers the values of an option that may be given more than once. */
export function collect(value: string, before: readonly string[] = []): readonly string[] {
  if (value === "") throw new InvalidArgumentError("a rule id is missing");
  return [...before, value];
}

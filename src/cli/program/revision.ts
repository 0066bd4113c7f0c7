import { InvalidArgumentError } from "./commander.ts";

/** No revision is empty or begins with a dash: a variable was not set, or the next option was taken for it. */
export function revision(value: string): string {
  if (value === "" || value.startsWith("-")) throw new InvalidArgumentError("It needs a git revision.");
  return value;
}

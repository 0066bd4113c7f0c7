import type { CommandArgument } from "../site.ts";
import { knownText } from "../value.ts";

/** What a word is when it runs; undefined when files cannot tell. */
export function textOf(argument: CommandArgument | undefined): string | undefined {
  return knownText(argument?.value);
}

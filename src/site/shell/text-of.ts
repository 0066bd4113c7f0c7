import type { CommandArgument } from "../site.ts";

/** What a word is when it runs; undefined when files cannot tell. */
export function textOf(argument: CommandArgument | undefined): string | undefined {
  return argument?.value.kind === "known" ? argument.value.text : undefined;
}

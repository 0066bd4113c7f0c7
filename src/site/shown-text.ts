import type { CommandArgument } from "./site.ts";

/** What a word is when it runs, or as it is written where files cannot tell. */
export function shownText({ value, text }: CommandArgument): string {
  return value.kind === "known" ? value.text : text;
}

/** Rule lines (GNU Make manual 4): `targets: prerequisites | order-only ; recipe`. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { sliceText } from "./_lines.ts";
import { findOutside } from "./_scan.ts";

export interface RuleLine {
  readonly targets: EmbeddedText;
  readonly isDoubleColon: boolean;
  /** `&:`: one run of the recipe makes all targets. */
  readonly isGrouped: boolean;
  /** Behind the colon: prerequisites, or a target-specific assignment. */
  readonly rest: EmbeddedText;
  /** Text behind the first `;`, the first recipe line. */
  readonly recipe: EmbeddedText | undefined;
}

/** Splits a rule line; undefined when there is no colon. */
export function readRuleLine(line: EmbeddedText): RuleLine | undefined {
  const { text } = line;
  const colon = findOutside(text, /[:$]/g, 0, (at) => text[at - 1] !== "\\" && !isDriveLetter(text, at));
  if (colon === -1) return undefined;
  const targetsEnd = text[colon - 1] === "&" ? colon - 1 : colon;
  const isDoubleColon = text[colon + 1] === ":";
  const restStart = isDoubleColon ? colon + 2 : colon + 1;
  const semicolon = findOutside(text, /[;$]/g, restStart);
  const restEnd = semicolon === -1 ? text.length : semicolon;
  return {
    targets: sliceText(line, 0, targetsEnd),
    isDoubleColon,
    isGrouped: targetsEnd < colon,
    rest: sliceText(line, restStart, restEnd),
    recipe: semicolon === -1 ? undefined : sliceText(line, semicolon + 1, text.length),
  };
}

/** Where the prerequisites of `targets: pattern: prerequisites` start; -1 for a rule without a pattern. */
export function staticPatternEnd(rest: string): number {
  return findOutside(rest, /[:$]/g, 0, (at) => rest[at - 1] !== "\\" && !isDriveLetter(rest, at));
}

/** `C:/x` is a path on Windows. */
function isDriveLetter(text: string, at: number): boolean {
  return (
    /[A-Za-z]/.test(text[at - 1] ?? "") && !/\S/.test(text[at - 2] ?? "") && /[\\/]/.test(text[at + 1] ?? "")
  );
}

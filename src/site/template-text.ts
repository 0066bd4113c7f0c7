import type { EmbeddedText } from "../text/embedded-text.ts";
import type { Place } from "../text/span.ts";
import { known, type Value } from "./value.ts";

/** Text with holes filled in; unknown as soon as one of them is. */
export function fillHoles(
  text: EmbeddedText,
  at: Place,
  resolve: (expression: string, at: Place) => Value,
): Value {
  let filled = "";
  let last = 0;
  for (const hole of text.holes) {
    const span = { start: text.fileOffset(hole.start), end: text.fileOffset(hole.end) };
    const value = resolve(hole.expression, { file: at.file, span });
    if (value.kind === "unknown") return { ...value, at };
    filled += text.text.slice(last, hole.start) + value.text;
    last = hole.end;
  }
  return known(filled + text.text.slice(last), at);
}

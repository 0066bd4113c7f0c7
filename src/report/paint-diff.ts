import { toPrintable } from "./layout.ts";
import type { Paint } from "./paint.ts";

/** A unified diff as a terminal shows it; into a pipe it goes as it is, for `git apply`. */
export function paintDiff(diff: string, paint: Paint): string {
  return diff
    .split("\n")
    .map((each) => {
      const text = toPrintable(each.replace(/\r$/, ""));
      if (/^(?:---|\+\+\+) /.test(text)) return paint.bold(text);
      if (text.startsWith("@@")) return paint.cyan(text);
      if (text.startsWith("+")) return paint.green(text);
      return text.startsWith("-") ? paint.red(text) : text;
    })
    .join("\n");
}

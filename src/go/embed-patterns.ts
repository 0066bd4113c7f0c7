/** The patterns of `//go:embed` lines (https://pkg.go.dev/embed). */
import type { Span } from "../text/span.ts";

export interface EmbedPattern {
  /** Relative to the package's folder, without quotes and without `all:`. */
  readonly pattern: string;
  /** Whether `all:` stood before it: names that start with `.` or `_` are taken, too. */
  readonly isAll: boolean;
  readonly span: Span;
}

/** Every pattern of a source text, in order. */
export function embedPatterns(text: string): readonly EmbedPattern[] {
  const found: EmbedPattern[] = [];
  for (const line of text.matchAll(/^\/\/go:embed[ \t]+([^\r\n]*)/gm)) {
    const start = line.index + line[0].length - (line[1] ?? "").length;
    for (const word of (line[1] ?? "").matchAll(/"((?:[^"\\]|\\.)*)"|`([^`]*)`|(\S+)/g)) {
      const written = word[1] ?? word[2] ?? word[3] ?? "";
      const span = { start: start + word.index, end: start + word.index + word[0].length };
      found.push({ pattern: written.replace(/^all:/, ""), isAll: written.startsWith("all:"), span });
    }
  }
  return found;
}

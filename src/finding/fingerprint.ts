/**
 * Fingerprints: what a baseline remembers of a finding. They hold the rule, the file and the content of
 * the marked lines with blanks evened out, and which of several equal ones it is. Line numbers are not in
 * them, so they survive lines that move.
 */
import { createHash } from "node:crypto";
import type { SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";

export interface FingerprintInput {
  readonly rule: string;
  readonly file: string;
  /** Text of the marked lines. */
  readonly content: string;
}

/** Fingerprints in the order of the input; equal inputs are told apart by their order. */
export function fingerprintsOf(inputs: readonly FingerprintInput[]): readonly string[] {
  const seen = new Map<string, number>();
  return inputs.map(({ rule, file, content }) => {
    const key = JSON.stringify([rule, file, content.trim().replace(/\s+/g, " ")]);
    const occurrence = seen.get(key) ?? 0;
    seen.set(key, occurrence + 1);
    return createHash("sha256").update(`1 ${key} ${occurrence}`).digest("hex").slice(0, 32);
  });
}

const maxLines = 20;

/** The whole lines that a span touches, at most twenty; empty when the file cannot be read. */
export function markedLines(source: SourceFile | undefined, span: Span): string {
  if (!source) return "";
  const first = source.lines.positionAt(span.start).line;
  const last = source.lines.positionAt(Math.max(span.start, span.end - 1)).line;
  const lines: string[] = [];
  for (let line = first; line <= Math.min(last, first + maxLines - 1); line++) {
    lines.push(source.lines.lineText(line));
  }
  return lines.join("\n");
}

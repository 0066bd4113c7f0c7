/** A half-open range of offsets (UTF-16 units) in the text of one file. */
export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A span in a named file. The path is relative to the tree's root, with forward slashes. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

/** The smallest span that covers both. */
export function coverSpans(a: Span, b: Span): Span {
  return { start: Math.min(a.start, b.start), end: Math.max(a.end, b.end) };
}

/** Whether `inner` lies inside `outer` (equal counts). */
export function isInside(inner: Span, outer: Span): boolean {
  return inner.start >= outer.start && inner.end <= outer.end;
}

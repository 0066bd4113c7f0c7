/** Two steps of edits as one: what the second changes in the result of the first, told in places of the first text. */
import { applyEdits, distinctEdits, type Edit } from "./edit.ts";

interface Group {
  /** Offsets in the text between the two steps. */
  readonly start: number;
  end: number;
  readonly second: Edit[];
}

/** Edits of `text` that do what `first` and then `second` do. */
export function composeEdits(text: string, first: readonly Edit[], second: readonly Edit[]): readonly Edit[] {
  const between = applyEdits(text, first);
  const moved = placesBetween(first);
  const groups: Group[] = [];
  const pieces = [
    ...moved.map(({ start, end }) => ({ start, end, second: [] as Edit[] })),
    ...distinctEdits(second).map((edit) => ({ ...edit.span, second: [edit] })),
  ].sort((a, b) => a.start - b.start || a.end - b.end);
  for (const piece of pieces) {
    const last = groups.at(-1);
    if (last && piece.start <= last.end) {
      last.end = Math.max(last.end, piece.end);
      last.second.push(...piece.second);
    } else groups.push({ ...piece });
  }
  return groups.map(({ start, end, second: inside }) => ({
    span: { start: originOf(start, moved, "start"), end: originOf(end, moved, "end") },
    text: applyEdits(
      between.slice(start, end),
      inside.map((edit) => ({
        ...edit,
        span: { start: edit.span.start - start, end: edit.span.end - start },
      })),
    ),
  }));
}

interface Moved {
  readonly start: number;
  readonly end: number;
  readonly from: Edit["span"];
}

/** Where the texts of the first step stand after it. */
function placesBetween(first: readonly Edit[]): readonly Moved[] {
  let shift = 0;
  return distinctEdits(first).map(({ span, text }) => {
    const start = span.start + shift;
    shift += text.length - (span.end - span.start);
    return { start, end: start + text.length, from: span };
  });
}

/** An offset between the steps in the text before them; at the edge of a replaced text its edge. */
function originOf(offset: number, moved: readonly Moved[], side: "start" | "end"): number {
  const own = moved.filter(({ start, end }) => start <= offset && offset <= end);
  const edge = side === "start" ? own[0] : own.at(-1);
  if (edge) return edge.from[side];
  const before = moved.findLast(({ end }) => end < offset);
  return before ? offset - before.end + before.from.end : offset;
}

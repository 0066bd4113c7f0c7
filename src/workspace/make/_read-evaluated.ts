/** The text that `$(eval …)` makes, read as a part of the Makefile. */
import type { Span } from "../../text/span.ts";
import { conditionsInside } from "./_conditions.ts";
import type { PlacedText } from "./_effects.ts";
import { splitLines } from "./_lines.ts";
import { type FileState, maxEvaluations, type State } from "./_state.ts";
import { limitMet } from "./_trouble.ts";

const maxEvaluationDepth = 8;

/** Reads what `$(eval …)` makes as a part of the Makefile; false when it is more than is read. */
export function readEvaluated(
  state: State,
  { text, file }: PlacedText,
  from: { outer: FileState; span: Span },
  read: (file: FileState) => void,
): boolean {
  const { outer, span } = from;
  const { evaluations } = state;
  evaluations.left--;
  evaluations.characters -= text.text.length;
  if (evaluations.left < 0 || evaluations.characters < 0 || evaluations.depth >= maxEvaluationDepth) {
    limitMet(state, outer, span, "Make computes more rules here than are followed");
    return false;
  }
  const conditions = conditionsInside(outer.conditions);
  const number = maxEvaluations - evaluations.left;
  const fileOffset = (offset: number): number => text.fileOffset(offset);
  evaluations.depth++;
  read({
    file,
    lines: splitLines(text.text),
    conditions,
    rule: [],
    outerDepth: conditions.depth,
    computed: { number, fileOffset },
  });
  evaluations.depth--;
  return true;
}

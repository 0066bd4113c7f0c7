/** Where make would stop, and where more is written than is followed. */
import type { Span } from "../../text/span.ts";
import { expandRaw } from "./_expand.ts";
import { createExpansion, isCutShort, whileReading } from "./_expansion.ts";
import type { FileState, State } from "./_state.ts";
import type { Run } from "./_variables.ts";

/** Why rules may be missing: a line computes them. */
export const computedHere = "Make computes rules or variables here";

/** Why a line stays open whose expansion meets a limit. */
export const tooLong = "Make computes this line in more steps than are followed";

/** Notes a line that make refuses or that nobody can follow. */
export function problem(state: State, file: { file: string }, span: Span, reason: string): void {
  state.problems.push({ span, reason, file: file.file });
}

/** Notes that more is written, or computed, than is followed. */
export function limitMet(state: State, { file }: { file: string }, span: Span, reason: string): void {
  state.problems.push({ span, reason, file, isLimit: true });
}

/** Make stops where a variable that refers to itself is expanded. */
export function stopAt(state: State, file: FileState, span: Span, variable: string | undefined): void {
  if (variable === undefined) return;
  problem(state, file, span, `Make stops here: the variable "${variable}" refers to itself`);
  if (file.conditions.isCertain) state.stops ??= { variable, at: { file: file.file, span } };
}

/** Expands what make expands while it reads; `at` is where limits and recursion are reported. */
export function expandNow(state: State, text: string, at: { file: FileState; span: Span }): readonly Run[] {
  if (!text.includes("$")) return text === "" ? [] : [{ text }];
  const expansion = createExpansion(state.table, whileReading);
  const runs = expandRaw(expansion, text);
  stopAt(state, at.file, at.span, expansion.trouble.recursive);
  if (isCutShort(expansion)) limitMet(state, at.file, at.span, tooLong);
  return runs;
}

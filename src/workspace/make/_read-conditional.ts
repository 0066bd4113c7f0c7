/** Conditional lines: what they open, turn round and close. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { type Answer, answerCondition } from "./_conditions.ts";
import { goalsName } from "./_look-up.ts";
import type { FileState, State } from "./_state.ts";
import { limitMet, problem, stopAt, tooLong } from "./_trouble.ts";

/** Reads `ifeq`, `ifdef`, `else`, `endif` and their kin; false when the line is something else. */
export function readConditional(state: State, file: FileState, text: EmbeddedText): boolean {
  const match = /^[ \t]*(ifeq|ifneq|ifdef|ifndef|else|endif)(?![\w.-])[ \t]*/.exec(text.text);
  const keyword = match?.[1];
  if (!match || !keyword || /^[:+?]?=/.test(text.text.slice(match[0].length))) return false;
  const span = { start: text.fileOffset(0), end: text.fileOffset(text.text.length) };
  const rest = text.text.slice(match[0].length);
  const answer = (word: string, sides: string): Answer => {
    state.line = { ...state.line, ...file.conditions.whenAsked(keyword === "else") };
    const given = answerCondition(word, sides, state.table);
    if (sides.includes(goalsName)) state.goalConditions.push({ keyword: word, rest: sides });
    // Behind a branch that is taken make expands no condition.
    if (file.conditions.mode !== "off" && keyword !== "else") {
      stopAt(state, file, span, given.recursive);
    }
    if (given.isCut) limitMet(state, file, span, tooLong);
    return given;
  };
  if (keyword === "endif") {
    const isOpen = file.conditions.depth > file.outerDepth;
    if (!isOpen || !file.conditions.close()) problem(state, file, span, "endif without a condition");
    return true;
  }
  if (keyword === "else") {
    const inner = /^(ifeq|ifneq|ifdef|ifndef)(?![\w.-])[ \t]*/.exec(rest);
    const next = inner?.[1] ? answer(inner[1], rest.slice(inner[0].length)) : undefined;
    if (!file.conditions.otherwise(next)) problem(state, file, span, "else without a condition");
    return true;
  }
  file.conditions.open(answer(keyword, rest));
  return true;
}

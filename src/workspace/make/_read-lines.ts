/** The lines of a Makefile one after the other: what each of them is decides who reads it. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import { addVariable } from "./_add-variable.ts";
import { readAssignment } from "./_assignment.ts";
import { conditionsInside, createConditions } from "./_conditions.ts";
import { noteAssignments } from "./_early-names.ts";
import { mayEvaluate, type PlacedText, runEffects } from "./_effects.ts";
import { knownText } from "./_expand.ts";
import { createExpansion, isCutShort, noteLazyNames, whileReading } from "./_expansion.ts";
import { exportName } from "./_exports.ts";
import { linesOfSource, readLogicalLine } from "./_lines.ts";
import { inFile } from "./_placed-lines.ts";
import { readConditional } from "./_read-conditional.ts";
import { readDefine } from "./_read-define.ts";
import { readEvaluated } from "./_read-evaluated.ts";
import { readExport } from "./_read-export.ts";
import { readInclude } from "./_read-include.ts";
import { readRule } from "./_read-rule.ts";
import { readRecipe } from "./_recipes.ts";
import { readRuleLine } from "./_rules.ts";
import { commentStart } from "./_scan.ts";
import type { FileState, State } from "./_state.ts";
import { computedHere, expandNow, limitMet, problem, stopAt, tooLong } from "./_trouble.ts";
import { unknownContent } from "./_variables.ts";
import { withoutComment } from "./_without-comment.ts";

/** `$(shell …)` with a command that prints the platform. */
const asksMachine = /\$[({]shell[^\n]{0,400}?\b(?:uname|arch|env\s+GO(?:HOST)?(?:OS|ARCH))\b/;

const asksGo = /\benv\s+GO(?:OS|ARCH)\b/;

/** Reads a whole file: the Makefile, or one that it includes. */
export function readFile(state: State, source: SourceFile, outer?: FileState): void {
  state.reading.push(source.path);
  state.asksMachine ||= asksMachine.test(source.text);
  state.asksGo ||= asksGo.test(source.text);
  noteAssignments(state.table, source.text);
  if (/\$[({]eval\s/.test(source.text)) noteLazyNames(state.table, source.text);
  const conditions = outer ? conditionsInside(outer.conditions) : createConditions();
  const file: FileState = {
    file: source.path,
    lines: linesOfSource(source),
    conditions,
    outerDepth: conditions.depth,
    rule: [],
  };
  readLines(state, file);
  state.reading.pop();
}

function readLines(state: State, file: FileState): void {
  let index = 0;
  while (index < file.lines.length) {
    if (--state.linesLeft < 0) {
      limitMet(state, file, { start: 0, end: 0 }, "The Makefile and its includes have too many lines");
      break;
    }
    index = readLine(state, file, index);
  }
  if (file.conditions.depth <= file.outerDepth) return;
  const last = file.lines.at(-1);
  const end = (last?.start ?? 0) + (last?.text.length ?? 0);
  const at = file.computed?.fileOffset(end) ?? end;
  problem(state, file, { start: at, end: at }, "Missing endif");
}

function readLine(state: State, file: FileState, index: number): number {
  const line = file.lines[index];
  if (!line) return index + 1;
  if (line.text.startsWith(state.recipePrefix) && file.rule.length > 0) return readRecipe(state, file, index);
  if (/^\s*$/.test(line.text)) return index + 1;

  const logical = inFile(file, readLogicalLine(file.lines, index));
  const cut = commentStart(logical.text.text);
  if (cut < logical.text.text.length && file.conditions.mode !== "off" && !file.computed)
    addComment(state, file, logical.text, cut);
  const text = withoutComment(logical.text, cut);
  if (/^\s*$/.test(text.text)) return logical.next;
  const { mode, isCertain } = file.conditions;
  const at = { file: file.file, span: { start: text.fileOffset(0), end: text.fileOffset(text.text.length) } };
  state.line = { at, isConditional: !isCertain, isRead: mode !== "off" };
  if (readConditional(state, file, text)) return logical.next;

  const define = /^[ \t]*((?:(?:override|export|private)[ \t]+)*)define(?:[ \t]+|$)/.exec(text.text);
  if (define && !/^[ \t]*define[ \t]*[?:+!]?=/.test(text.text))
    return readDefine(state, file, { text, index: logical.next, head: define });
  if (file.conditions.mode === "off") {
    if (!/^[ \t]/.test(line.text)) file.rule = [];
    return logical.next;
  }
  readStatement(state, file, text, logical.end);
  return logical.next;
}

function addComment(state: State, file: FileState, text: EmbeddedText, start: number): void {
  const comment = text.text.slice(start).trimEnd();
  const span = { start: text.fileOffset(start), end: text.fileOffset(start + comment.length) };
  state.comments.push({ text: comment, span, file: file.file });
}

function readStatement(state: State, file: FileState, text: EmbeddedText, end: number): void {
  const include = /^[ \t]*(-include|sinclude|include)(?:[ \t]+|$)/.exec(text.text);
  if (include && !/^[ \t]*\w+[ \t]*[:+?]?=/.test(text.text)) {
    file.rule = [];
    const given = { text, start: include[0].length, isOptional: include[1] !== "include" };
    readInclude(state, file, given, (source) => readFile(state, source, file));
    return;
  }
  const assignment = readAssignment(text);
  if (assignment) {
    file.rule = [];
    addVariable(state, file, {
      assignment,
      kind: assignment.operator,
      applied: assignment.operator,
      target: undefined,
    });
    return;
  }
  if (readExport(state, file, text)) return;
  if (/^[ \t]*(?:(?:override[ \t]+)?undefine|vpath|load|-load|private)(?:[ \t]|$)/.test(text.text)) {
    file.rule = [];
    if (/^[ \t]*vpath\b/.test(text.text)) state.searches = true;
    const [, isOverride, name] = /^[ \t]*(override[ \t]+)?undefine[ \t]+(\S+)/.exec(text.text) ?? [];
    if (name) undefine(state, file, { name, isOverride: isOverride !== undefined });
    return;
  }
  const rule = readRuleLine(text);
  if (rule) readRule(state, file, rule, end);
  else readLoose(state, file, text);
}

/** The name is gone, the environment's value with it. */
function undefine(
  { table, exports }: State,
  { conditions }: FileState,
  { name, isOverride }: { name: string; isOverride: boolean },
): void {
  if (conditions.mode === "dim") return;
  const isSure = conditions.mode === "on";
  const before = table.get(name);
  if (before?.isOverride && !isOverride) return;
  table.set(name, {
    isSimple: false,
    content: isSure ? [] : [unknownContent(name)],
    candidates: [],
    assumes: conditions.assumes,
    isOverride,
    isDefault: false,
    isGone: isSure,
  });
  if (!isSure || isOverride) {
    exportName(exports, name, { isExport: false, isSure });
    return;
  }
  exports.sure.delete(name);
  exports.gone.add(name);
}

/** A line that is neither rule nor assignment: its expansion must be empty, so it is there for its effects. */
function readLoose(state: State, file: FileState, text: EmbeddedText): void {
  file.rule = [];
  const span = { start: text.fileOffset(0), end: text.fileOffset(text.text.length) };
  if (mayEvaluate(text.text, state.table)) {
    const expansion = createExpansion(state.table, whileReading);
    const read = (evaluated: PlacedText): boolean =>
      readEvaluated(state, evaluated, { outer: file, span }, (inner) => readLines(state, inner));
    const isKnown = runEffects({ text, file: file.file }, expansion, read);
    stopAt(state, file, span, expansion.trouble.recursive);
    if (isCutShort(expansion)) limitMet(state, file, span, tooLong);
    if (!isKnown) problem(state, file, span, computedHere);
    return;
  }
  const runs = expandNow(state, text.text, { file, span });
  const isOpen = runs.some((run) => run.hole !== undefined);
  if (/\$[({](?:call|foreach|if)\b/.test(text.text) && (isOpen || (knownText(runs) ?? "").trim() !== "")) {
    problem(state, file, span, computedHere);
  } else if (!/^\s*\$/.test(text.text)) problem(state, file, span, "Missing separator");
}

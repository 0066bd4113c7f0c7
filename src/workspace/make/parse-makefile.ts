/**
 * A Makefile and what it includes, read as GNU Make reads it. Over 300 lines because reading is one state
 * machine: conditionals, recipes and variables change what the next line means.
 * Reference: https://www.gnu.org/software/make/manual/make.html
 */
import { type EmbeddedText, embedPieces } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Place, Span } from "../../text/span.ts";
import { type Assignment, assign, readAssignment } from "./_assignment.ts";
import { type Answer, answerCondition, type Conditions, createConditions } from "./_conditions.ts";
import { noteAssignments } from "./_early-names.ts";
import { mayEvaluate, type PlacedText, runEffects } from "./_effects.ts";
import { createExpansion, expandRaw, isCutShort, knownText, lazyNames, noteLazyNames } from "./_expand.ts";
import { addTargetVariables, expandText, type TargetVariable } from "./_expand-text.ts";
import {
  isContinued,
  type LogicalLine,
  linesOfSource,
  type PhysicalLine,
  readLogicalLine,
  readRecipeLine,
  sliceText,
  splitLines,
} from "./_lines.ts";
import { type RuleLine, readRuleLine } from "./_rules.ts";
import { commentStart, splitWords } from "./_scan.ts";
import { tellShell } from "./_shell.ts";
import { words } from "./_text-functions.ts";
import type { Run, VariableTable } from "./_variables.ts";
import type { Makefile, MakeShell, MakeTarget, MakeVariable, RecipeLine } from "./model.ts";

/** How included files are found; paths are as the Makefile writes them, relative to its own folder. */
export interface MakeIncludes {
  /** The files that match, none when nothing does. */
  find(pattern: string): readonly SourceFile[];
}

interface OpenTarget {
  readonly target: Omit<MakeTarget, "isPhony" | "recipe" | "span">;
  readonly start: number;
  end: number;
  /** Shared by the targets of one rule. */
  readonly recipe: RecipeLine[];
}

interface State {
  readonly root: SourceFile;
  readonly includes: MakeIncludes;
  readonly table: VariableTable;
  readonly variables: MakeVariable[];
  readonly targets: OpenTarget[];
  readonly phony: Set<string>;
  readonly included: { file: string; span: Span }[];
  readonly comments: Makefile["comments"][number][];
  readonly problems: Makefile["problems"][number][];
  readonly exported: Set<string>;
  readonly unexported: Set<string>;
  readonly exportCommands: NonNullable<Makefile["exportCommands"]>[number][];
  /** Variables of targets so far. */
  readonly ofTargets: TargetVariable[];
  readonly reading: string[];
  exportsAll: boolean;
  isOneShell: boolean;
  recipePrefix: string;
  linesLeft: number;
  asksMachine: boolean;
  asksGo: boolean;
  stops: NonNullable<Makefile["stops"]> | undefined;
  /** Texts that `$(eval …)` makes: how many may still be read, and how many are open. */
  evaluations: { left: number; characters: number; depth: number };
  /** Prerequisites with parts that nobody knows, as written, by the words that they become. */
  readonly openNames: Map<string, readonly string[]>;
}

interface FileState {
  readonly file: string;
  readonly lines: readonly PhysicalLine[];
  readonly conditions: Conditions;
  rule: readonly OpenTarget[];
  /** Of a text that make computes: where its offsets stand in the file, and conditions around it. */
  readonly computed?: {
    readonly number: number;
    readonly depth: number;
    fileOffset(offset: number): number;
  };
}

const maxLines = 60_000;
/** `$(shell …)` with a command that prints the platform. */
const asksMachine = /\$[({]shell[^\n]{0,400}?\b(?:uname|arch|env\s+GO(?:HOST)?(?:OS|ARCH))\b/;
const asksGo = /\benv\s+GO(?:OS|ARCH)\b/;
const maxIncludeDepth = 40;
const maxEvaluations = 2_000;
const maxEvaluationDepth = 8;
const maxEvaluated = 1_000_000;
const computedHere = "Make computes rules or variables here";
const tooLong = "Make computes this line in more steps than are followed";

/** Reads a Makefile; included files take part in it and keep their own paths. */
export function parseMakefile(
  source: SourceFile,
  includes: MakeIncludes = { find: () => [] },
  shell?: MakeShell,
): Makefile {
  const state: State = {
    root: source,
    includes,
    table: new Map(),
    variables: [],
    targets: [],
    phony: new Set(),
    included: [],
    comments: [],
    problems: [],
    exported: new Set(),
    unexported: new Set(),
    exportCommands: [],
    ofTargets: [],
    reading: [],
    exportsAll: false,
    isOneShell: false,
    recipePrefix: "\t",
    linesLeft: maxLines,
    asksMachine: false,
    asksGo: false,
    stops: undefined,
    evaluations: { left: maxEvaluations, characters: maxEvaluated, depth: 0 },
    openNames: new Map(),
  };
  if (shell) {
    const { allowance } = createExpansion(state.table, { target: undefined, overrides: new Map() });
    tellShell(allowance, shell);
  }
  readFile(state, source);
  const makefile = finish(state);
  return shell || !state.asksMachine
    ? makefile
    : {
        ...makefile,
        on: (known) => parseMakefile(source, includes, known),
        ...(state.asksGo ? { asksGo: true } : {}),
      };
}

function readFile(state: State, source: SourceFile): void {
  state.reading.push(source.path);
  state.asksMachine ||= asksMachine.test(source.text);
  state.asksGo ||= asksGo.test(source.text);
  noteAssignments(state.table, source.text);
  if (/\$[({]eval\s/.test(source.text)) noteLazyNames(state.table, source.text);
  const file: FileState = {
    file: source.path,
    lines: linesOfSource(source),
    conditions: createConditions(),
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
  if (file.conditions.depth <= (file.computed?.depth ?? 0)) return;
  const last = file.lines.at(-1);
  const end = (last?.start ?? 0) + (last?.text.length ?? 0);
  const at = file.computed?.fileOffset(end) ?? end;
  problem(state, file, { start: at, end: at }, "Missing endif");
}

function problem(state: State, file: { file: string }, span: Span, reason: string): void {
  state.problems.push({ span, reason, file: file.file });
}

function limitMet(state: State, { file }: FileState, span: Span, reason: string): void {
  state.problems.push({ span, reason, file, isLimit: true });
}

/** Make stops where a variable that refers to itself is expanded. */
function stopAt(state: State, file: FileState, span: Span, variable: string | undefined): void {
  if (variable === undefined) return;
  problem(state, file, span, `Make stops here: the variable "${variable}" refers to itself`);
  if (file.conditions.isCertain) state.stops ??= { variable, at: { file: file.file, span } };
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
  const text = cut === logical.text.text.length ? logical.text : sliceText(logical.text, 0, cut);
  if (/^\s*$/.test(text.text)) return logical.next;
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

/** A line of a computed text with the offsets of the file that holds the template. */
function inFile({ computed }: FileState, line: LogicalLine): LogicalLine {
  if (!computed) return line;
  return { ...line, text: textInFile(computed, line.text), end: computed.fileOffset(line.end) };
}

function textInFile(computed: FileState["computed"], text: EmbeddedText): EmbeddedText {
  if (!computed) return text;
  return { ...text, fileOffset: (offset) => computed.fileOffset(text.fileOffset(offset)) };
}

function addComment(state: State, file: FileState, text: EmbeddedText, start: number): void {
  const comment = text.text.slice(start).trimEnd();
  const span = { start: text.fileOffset(start), end: text.fileOffset(start + comment.length) };
  state.comments.push({ text: comment, span, file: file.file });
}

function readRecipe(state: State, file: FileState, index: number): number {
  const line = file.lines[index];
  const first = file.rule[0];
  if (!line || !first) return index + 1;
  const skip = 1;
  const logical = inFile(file, readRecipeLine(file.lines, index, { skip, prefix: state.recipePrefix }));
  if (file.conditions.mode === "off") return logical.next;
  addRecipeLine(file, logical.text, { start: logical.text.fileOffset(0), end: logical.end });
  return logical.next;
}

function addRecipeLine(file: FileState, text: EmbeddedText, span: Span): void {
  const prefix = /^[ \t@+-]*/.exec(text.text)?.[0] ?? "";
  const start = text.fileOffset(prefix.length);
  if (text.text.trim() === "") return;
  file.rule[0]?.recipe.push({
    text: sliceText(text, prefix.length, text.text.length),
    span: { start: Math.min(start, span.end), end: span.end },
    ignoresErrors: prefix.includes("-"),
    ...(prefix.includes("+") || /\$[({]MAKE[)}]/.test(text.text) ? { isAlwaysRun: true } : {}),
    isSilent: prefix.includes("@"),
    isConditional: !file.conditions.isCertain,
  });
  for (const target of file.rule) target.end = span.end;
}

function readConditional(state: State, file: FileState, text: EmbeddedText): boolean {
  const match = /^[ \t]*(ifeq|ifneq|ifdef|ifndef|else|endif)(?![\w.-])[ \t]*/.exec(text.text);
  const keyword = match?.[1];
  if (!match || !keyword || /^[:+?]?=/.test(text.text.slice(match[0].length))) return false;
  const span = { start: text.fileOffset(0), end: text.fileOffset(text.text.length) };
  const rest = text.text.slice(match[0].length);
  const answer = (word: string, sides: string): Answer => {
    const given = answerCondition(word, sides, state.table);
    // Behind a branch that is taken make expands no condition.
    if (file.conditions.mode !== "off" && keyword !== "else") {
      stopAt(state, file, span, given.recursive);
    }
    if (given.isCut) limitMet(state, file, span, tooLong);
    return given;
  };
  if (keyword === "endif") {
    const isOpen = file.conditions.depth > (file.computed?.depth ?? 0);
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

function readDefine(
  state: State,
  file: FileState,
  { text, index, head }: { text: EmbeddedText; index: number; head: RegExpExecArray },
): number {
  const rest = text.text.slice(head[0].length);
  const match = /^(.*?)[ \t]*(::?:?=|[?+!]?=)?[ \t]*$/.exec(rest);
  const pieces: { text: string; fileStart: number }[] = [];
  let depth = 1;
  let at = index;
  let previous: PhysicalLine | undefined;
  for (; at < file.lines.length; at++) {
    const line = file.lines[at];
    if (!line) break;
    if (!previous || !isContinued(previous.text)) {
      if (/^[ ]*define(?:[ \t]|$)/.test(line.text)) depth++;
      else if (/^[ ]*endef[ \t]*(?:#.*)?$/.test(line.text) && --depth === 0) break;
    }
    // Make joins continued lines while it reads the value.
    const isJoined = previous !== undefined && isContinued(previous.text);
    const separator = isJoined ? " " : "\n";
    if (previous) pieces.push({ text: separator, fileStart: previous.start + previous.text.length });
    const indent = isJoined ? (/^[ \t]*/.exec(line.text)?.[0].length ?? 0) : 0;
    const text = line.text.slice(indent);
    const kept = isContinued(line.text) ? text.slice(0, -1).trimEnd() : text;
    if (kept) pieces.push({ text: kept, fileStart: line.start + indent });
    previous = line;
  }
  if (depth > 0) {
    problem(
      state,
      file,
      { start: text.fileOffset(0), end: text.fileOffset(text.text.length) },
      "Missing endef",
    );
  }
  file.rule = [];
  if (file.conditions.mode !== "off") {
    const name = match?.[1] ?? "";
    const written = match?.[2];
    const flags = head[1] ?? "";
    addVariable(state, file, {
      assignment: {
        name: sliceText(text, head[0].length, head[0].length + name.length),
        operator: "=",
        value:
          pieces.length > 0
            ? textInFile(file.computed, embedPieces(pieces))
            : sliceText(text, text.text.length, text.text.length),
        isOverride: flags.includes("override"),
        isExported: flags.includes("export"),
        isPrivate: false,
      },
      kind: "define",
      applied:
        written === undefined || written === "="
          ? "="
          : (readAssignment(embedPieces([{ text: `x${written}`, fileStart: 0 }]))?.operator ?? "="),
      target: undefined,
    });
  }
  return at + 1;
}

function readStatement(state: State, file: FileState, text: EmbeddedText, end: number): void {
  const include = /^[ \t]*(-include|sinclude|include)(?:[ \t]+|$)/.exec(text.text);
  if (include && !/^[ \t]*\w+[ \t]*[:+?]?=/.test(text.text)) {
    file.rule = [];
    readInclude(state, file, { text, start: include[0].length, isOptional: include[1] !== "include" });
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
  if (/^[ \t]*(?:undefine|vpath|load|-load|private)(?:[ \t]|$)/.test(text.text)) {
    file.rule = [];
    const name = /^[ \t]*undefine[ \t]+(\S+)/.exec(text.text)?.[1];
    if (name && file.conditions.mode === "on") state.table.delete(name);
    return;
  }
  const rule = readRuleLine(text);
  if (rule) readRule(state, file, rule, end);
  else readLoose(state, file, text);
}

/** A line that is neither rule nor assignment: its expansion must be empty, so it is there for its effects. */
function readLoose(state: State, file: FileState, text: EmbeddedText): void {
  file.rule = [];
  const span = { start: text.fileOffset(0), end: text.fileOffset(text.text.length) };
  if (mayEvaluate(text.text, state.table)) {
    const expansion = createExpansion(state.table, { target: undefined, overrides: new Map() });
    const read = (evaluated: PlacedText): boolean => readEvaluated(state, file, evaluated, span);
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

/** Reads what `$(eval …)` makes as a part of the Makefile; false when it is more than is read. */
function readEvaluated(state: State, outer: FileState, { text, file }: PlacedText, span: Span): boolean {
  const { evaluations } = state;
  evaluations.left--;
  evaluations.characters -= text.text.length;
  if (evaluations.left < 0 || evaluations.characters < 0 || evaluations.depth >= maxEvaluationDepth) {
    limitMet(state, outer, span, "Make computes more rules here than are followed");
    return false;
  }
  const conditions = createConditions();
  if (!outer.conditions.isCertain) conditions.open(sameCondition(outer.conditions));
  const { depth } = conditions;
  const number = maxEvaluations - evaluations.left;
  const fileOffset = (offset: number): number => text.fileOffset(offset);
  evaluations.depth++;
  readLines(state, {
    file,
    lines: splitLines(text.text),
    conditions,
    rule: [],
    computed: { number, depth, fileOffset },
  });
  evaluations.depth--;
  return true;
}

/** What is known of the lines around. */
function sameCondition({ mode, assumes }: Conditions): Answer {
  const holds = mode === "maybe" ? undefined : mode === "on";
  return { holds, isCertain: mode === "off", names: assumes };
}

/** Expands what make expands while it reads; `at` is where limits and recursion are reported. */
function expandNow(state: State, text: string, at: { file: FileState; span: Span }): readonly Run[] {
  if (!text.includes("$")) return text === "" ? [] : [{ text }];
  const expansion = createExpansion(state.table, { target: undefined, overrides: new Map() });
  const runs = expandRaw(expansion, text);
  stopAt(state, at.file, at.span, expansion.trouble.recursive);
  if (isCutShort(expansion)) limitMet(state, at.file, at.span, tooLong);
  return runs;
}

function readExport(state: State, file: FileState, text: EmbeddedText): boolean {
  const match = /^[ \t]*(export|unexport)(?:[ \t]+(.*))?$/.exec(text.text);
  if (!match) return false;
  file.rule = [];
  const isExport = match[1] === "export";
  const span = { start: text.fileOffset(0), end: text.fileOffset(text.text.length) };
  const runs = expandNow(state, match[2] ?? "", { file, span });
  if (isExport) noteExportCommands(state, { file: file.file, span }, runs);
  const names = words(knownText(runs) ?? "");
  if ((match[2] ?? "").trim() === "") state.exportsAll = isExport;
  for (const name of names) {
    (isExport ? state.exported : state.unexported).add(name);
    (isExport ? state.unexported : state.exported).delete(name);
  }
  return true;
}

/** Which names `export $(shell …)` exports is known to who can run the command. */
function noteExportCommands(state: State, at: Place, runs: readonly Run[]): void {
  for (const { hole } of runs) {
    // A name that nothing sets exports nothing.
    if (hole === undefined || (/^[\w.-]+$/.test(hole) && !state.table.has(hole))) continue;
    const written = /^shell\s+([\s\S]+)$/.exec(hole)?.[1];
    const expansion = createExpansion(state.table, { target: undefined, overrides: new Map() });
    const command = written && knownText(expandRaw(expansion, written).map((run) => inOwnFolder(run)));
    state.exportCommands.push({ command: command || undefined, at });
  }
}

/** make runs in the folder of the file that it reads. */
function inOwnFolder(run: Run): Run {
  return run.hole !== undefined && /^(?:CURDIR|PWD|shell pwd|abspath \.|realpath \.)$/.test(run.hole)
    ? { text: "." }
    : run;
}

function addVariable(
  state: State,
  file: FileState,
  given: {
    assignment: Assignment;
    kind: MakeVariable["operator"];
    applied: MakeVariable["operator"];
    target: string | undefined;
  },
): void {
  const { assignment } = given;
  const nameEnd = assignment.name.text.length;
  const nameSpan = { start: assignment.name.fileOffset(0), end: assignment.name.fileOffset(nameEnd) };
  const name = knownText(expandNow(state, assignment.name.text, { file, span: nameSpan }));
  if (name === undefined || name === "") {
    problem(state, file, nameSpan, "The name of the variable is not known");
    return;
  }
  const valueEnd = assignment.value.fileOffset(assignment.value.text.length);
  const { conditions } = file;
  const variable: MakeVariable = {
    name,
    nameSpan,
    operator: given.kind,
    value: assignment.value,
    at: { file: file.file, span: { start: nameSpan.start, end: Math.max(nameSpan.end, valueEnd) } },
    isExported: assignment.isExported,
    isOverride: assignment.isOverride,
    target: given.target,
    ...(assignment.isPrivate ? { isPrivate: true } : {}),
    isConditional: !conditions.isCertain,
  };
  state.variables.push(variable);
  // `release: export NAME = x` exports it to that target alone.
  if (assignment.isExported && given.target === undefined) state.exported.add(name);
  if (given.target !== undefined) {
    const isImmediate = given.applied === ":=" || given.applied === "::=";
    const runs = isImmediate ? expandForTarget(state, variable, given.target) : undefined;
    state.ofTargets.push({ ...variable, runs });
  }
  if (given.target !== undefined || conditions.mode === "dim" || conditions.mode === "off") return;
  const trouble = assign(state.table, variable, {
    operator: given.applied,
    mode: conditions.mode,
    assumes: conditions.assumes,
  });
  const isImmediate = state.table.get(name)?.isSimple === true;
  if (isImmediate && /\$[({]eval\s/.test(assignment.value.text))
    problem(state, file, variable.at.span, computedHere);
  stopAt(state, file, variable.at.span, trouble?.recursive);
  if (trouble?.isCut) limitMet(state, file, variable.at.span, tooLong);
  if (name === ".RECIPEPREFIX") state.recipePrefix = assignment.value.text[0] ?? "\t";
}

/** `release: NAME := $(OTHER)` takes the value that the other has here, for this target. */
function expandForTarget(state: State, variable: MakeVariable, name: string): readonly Run[] | undefined {
  const { text } = variable.value;
  if (!text.includes("$")) return undefined;
  const table = addTargetVariables(state.table, { target: { name } }, state.ofTargets);
  const expansion = createExpansion(table, { target: undefined, overrides: new Map() });
  const runs = expandRaw(expansion, text, { variable, base: 0 });
  // What goes wrong here is found, and told, where a recipe of the target is expanded.
  return isCutShort(expansion) || expansion.trouble.recursive !== undefined ? undefined : runs;
}

function readInclude(
  state: State,
  file: FileState,
  { text, start, isOptional }: { text: EmbeddedText; start: number; isOptional: boolean },
): void {
  for (const word of splitWords(text.text.slice(start))) {
    const span = { start: text.fileOffset(start + word.start), end: text.fileOffset(start + word.end) };
    const path = knownPath(state, file, word.text, span);
    if (path === undefined) {
      if (!isOptional) problem(state, file, span, `Cannot know which file "${word.text}" names`);
      continue;
    }
    for (const pattern of words(path)) {
      const found = state.includes.find(pattern);
      if (found.length === 0 && !isOptional)
        problem(state, file, span, `Cannot find the included file "${pattern}"`);
      for (const source of found) {
        state.included.push({ file: source.path, span });
        if (state.reading.includes(source.path) || state.reading.length >= maxIncludeDepth) continue;
        readFile(state, source);
      }
    }
  }
}

/** A path in which the folder of make, or of this file, may be computed the usual ways. */
function knownPath(state: State, file: FileState, written: string, span: Span): string | undefined {
  const rootFolder = state.root.path.split("/").length - 1;
  const ownFolder = file.file.split("/").slice(rootFolder, -1).join("/") || ".";
  const runs = expandNow(state, written, { file, span }).map((run) => {
    if (run.hole === undefined) return run;
    const own = inOwnFolder(run);
    if (own !== run) return own;
    if (/^shell git rev-parse --show-toplevel\b/.test(run.hole))
      return { text: "../".repeat(rootFolder) || "." };
    return /MAKEFILE_LIST/.test(run.hole) ? { text: `${ownFolder}/` } : run;
  });
  return knownText(runs);
}

function readRule(state: State, file: FileState, rule: RuleLine, end: number): void {
  file.rule = [];
  const names = expandNames(state, file, rule.targets);
  if (names.length === 0) return;
  const specific = readAssignment(rule.rest);
  if (specific) {
    // `;` is no separator in an assignment.
    const { recipe } = rule;
    const value = recipe
      ? { ...specific.value, text: `${specific.value.text};${recipe.text}` }
      : specific.value;
    for (const { text } of names) {
      addVariable(state, file, {
        assignment: { ...specific, value },
        kind: specific.operator,
        applied: specific.operator,
        target: text,
      });
    }
    return;
  }
  const { prerequisites, orderOnly } = readPrerequisites(state, file, rule.rest);
  const isSpecial = readSpecial(state, names, prerequisites);
  const recipe: RecipeLine[] = [];
  file.rule = names.map(({ text, span }) => ({
    target: {
      name: text,
      nameSpan: span,
      file: file.file,
      prerequisites,
      orderOnly,
      isPattern: text.includes("%"),
      ...(file.computed ? { computed: file.computed.number } : {}),
    },
    start: span.start,
    end,
    recipe,
  }));
  // The recipe of `.DEFAULT` is one too, of no target with a name.
  if (!isSpecial) for (const target of file.rule) state.targets.push(target);
  if (rule.recipe) {
    const span = { start: rule.recipe.fileOffset(0), end: rule.recipe.fileOffset(rule.recipe.text.length) };
    addRecipeLine(file, rule.recipe, span);
  }
}

function expandNames(
  state: State,
  file: FileState,
  text: EmbeddedText,
): readonly { text: string; span: Span }[] {
  return splitWords(text.text).flatMap((word) => {
    const span = { start: text.fileOffset(word.start), end: text.fileOffset(word.end) };
    const runs = expandNow(state, word.text, { file, span });
    const known = knownText(runs);
    if (known === undefined) {
      const text = runs.map((run) => run.text).join("");
      state.openNames.set(
        word.text,
        splitWords(text).map((each) => each.text),
      );
    }
    const names = known === undefined ? [word.text] : words(known);
    return names.map((name) => ({ text: name, span }));
  });
}

function readPrerequisites(
  state: State,
  file: FileState,
  rest: EmbeddedText,
): { prerequisites: readonly string[]; orderOnly: readonly string[] } {
  // A static pattern rule `targets: pattern: prerequisites` keeps its last part.
  const parts = rest.text.split(/(?<![\\$({A-Za-z]):(?![/\\=])/);
  const text = /\$/.test(rest.text) ? rest.text : (parts.at(-1) ?? "");
  const all = expandNames(state, file, sliceText({ ...rest, text }, 0, text.length)).map((name) => name.text);
  const bar = all.indexOf("|");
  return bar === -1
    ? { prerequisites: all, orderOnly: [] }
    : { prerequisites: all.slice(0, bar), orderOnly: all.slice(bar + 1) };
}

/** Targets that are instructions to make itself. */
function readSpecial(
  state: State,
  names: readonly { text: string }[],
  prerequisites: readonly string[],
): boolean {
  const [first] = names;
  if (names.length !== 1 || !first || !/^\.[A-Z_]+$/.test(first.text)) return false;
  if (first.text === ".PHONY") for (const name of prerequisites) state.phony.add(name);
  if (first.text === ".ONESHELL") state.isOneShell = true;
  if (first.text === ".EXPORT_ALL_VARIABLES") state.exportsAll = true;
  return true;
}

function finish(state: State): Makefile {
  const variables = state.variables.map((variable) => ({
    ...variable,
    isExported:
      (variable.isExported || state.exported.has(variable.name)) && !state.unexported.has(variable.name),
  }));
  const targetVariables = state.ofTargets;
  const nameRule = namesOfComputedRules(state);
  const evaluated = lazyNames(state.table);
  const targets = state.targets.map(({ target, start, end, recipe }) => ({
    ...target,
    prerequisites: target.prerequisites.flatMap(nameRule),
    orderOnly: target.orderOnly.flatMap(nameRule),
    span: { start, end: Math.max(start, end) },
    isPhony: state.phony.has(target.name),
    recipe: state.isOneShell ? joinRecipe(recipe) : recipe,
  }));
  return {
    file: state.root.path,
    targets,
    variables,
    includes: state.included,
    exportsAll: state.exportsAll,
    unexported: state.unexported,
    ...(state.exportCommands.length > 0 ? { exportCommands: state.exportCommands } : {}),
    comments: state.comments,
    problems: state.problems,
    ...(state.stops ? { stops: state.stops } : {}),
    isOneShell: state.isOneShell,
    defaultGoal: findDefaultGoal(state),
    ...(evaluated.size > 0 ? { evaluated } : {}),
    expand: (text, scope) => expandText(text, { variables: state.table, scope, targetVariables }),
  };
}

/** `$(BINS)` of a path that nobody knows still names the rules that are made for the same path. */
function namesOfComputedRules({ targets, openNames }: State): (name: string) => readonly string[] {
  const computed = targets.filter(({ target }) => target.computed !== undefined && target.name.includes("$"));
  const names = new Set(computed.map(({ target }) => target.name));
  return (name) => {
    const meant = openNames.get(name);
    return meant?.some((each) => names.has(each)) ? meant : [name];
  };
}

function findDefaultGoal(state: State): string | undefined {
  if (state.table.has(".DEFAULT_GOAL")) {
    const expansion = createExpansion(state.table, { target: undefined, overrides: new Map() });
    const goal = knownText(expandRaw(expansion, "$(.DEFAULT_GOAL)"));
    if (goal !== undefined && goal.trim() !== "") return goal.trim();
  }
  const first = state.targets.find(
    ({ target }) => !target.isPattern && (!target.name.startsWith(".") || target.name.includes("/")),
  );
  return first?.target.name;
}

function joinRecipe(recipe: readonly RecipeLine[]): readonly RecipeLine[] {
  const [first] = recipe;
  const last = recipe.at(-1);
  if (!first || !last || recipe.length === 1) return recipe;
  const starts: number[] = [];
  let text = "";
  for (const line of recipe) {
    starts.push(text.length);
    text += `${line.text.text}\n`;
  }
  const joined: EmbeddedText = {
    text,
    holes: [],
    fileOffset(offset) {
      let index = 0;
      while (index + 1 < starts.length && (starts[index + 1] ?? 0) <= offset) index++;
      const line = recipe[index] ?? first;
      return line.text.fileOffset(Math.min(offset - (starts[index] ?? 0), line.text.text.length));
    },
  };
  const isConditional = recipe.some((line) => line.isConditional);
  return [{ ...first, text: joined, span: { start: first.span.start, end: last.span.end }, isConditional }];
}

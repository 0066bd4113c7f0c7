/**
 * What a make call runs, expanded and parsed: a recipe depends on the Makefile, the target and the variables
 * given from outside, so it is prepared once for all jobs that call it alike. Over 300 lines because what a
 * recipe runs and what make exports to it come from one table of facts.
 */
import { type EmbeddedText, embedUnchanged } from "../../text/embedded-text.ts";
import type { Place } from "../../text/span.ts";
import type {
  Makefile,
  MakeScope,
  MakeTarget,
  MakeVariable,
  ReadCommand,
  RecipeLine,
} from "../../workspace/make/model.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import { type Environment, type Setting, unexported } from "../environment.ts";
import { known, oneOf, unknown, unset, type Value } from "../value.ts";
import { tooManySteps } from "./note-broken-parts.ts";
import { stemOf } from "./rules-of-target.ts";

export interface PreparedTarget {
  readonly lines: readonly {
    readonly line: RecipeLine;
    readonly script: ShellScript;
    /** It is all of its line, not one of those that a variable makes of it. */
    readonly isOne: boolean;
  }[];
  /** Settings that make hands to every command of the recipe. */
  readonly exported: readonly (readonly [string, Setting])[];
  /** Commands of `$(shell …)` that make runs before the first line. */
  readonly shellCommands: readonly ReadCommand[];
  /** What of the exported variables is left out. */
  readonly unknowns: readonly Unknown[];
}

/** Variables that make is given: on its command line, and by its environment. */
export type Outside = Pick<MakeScope, "overrides" | "environment">;

interface MakefileFacts {
  /** Names that the Makefile assigns. */
  readonly defined: ReadonlySet<string>;
  /** Names whose outside value can change what runs. */
  readonly open: ReadonlySet<string>;
  /** Variables that every recipe gets as environment. */
  readonly exported: readonly MakeVariable[];
  /** Targets with variables of their own, which their prerequisites inherit. */
  readonly owners: readonly string[];
}

const factsOf = new WeakMap<Makefile, MakefileFacts>();

function makefileFacts(makefile: Makefile): MakefileFacts {
  const cached = factsOf.get(makefile);
  if (cached) return cached;
  const defined = new Set(makefile.variables.map((variable) => variable.name));
  const closed = new Set(
    makefile.variables
      .filter(({ operator, target }) => !/^[?+]=$/.test(operator) && !target)
      .map(({ name }) => name),
  );
  const texts = [
    ...makefile.variables.map((variable) => variable.value.text),
    ...makefile.targets.flatMap((target) => target.recipe.map((line) => line.text.text)),
  ];
  const open = new Set<string>();
  for (const { name } of makefile.variables) if (!closed.has(name)) open.add(name);
  for (const text of texts) {
    for (const match of text.matchAll(/\$[({]([\w.-]+)/g)) {
      const name = match[1];
      if (name !== undefined && !closed.has(name)) open.add(name);
    }
  }
  const exported = makefile.variables.filter((variable) => isHandedOut(variable, makefile));
  const owners = [...new Set(makefile.variables.flatMap(({ target }) => target ?? []))];
  const facts = { defined, open, exported, owners };
  factsOf.set(makefile, facts);
  return facts;
}

function isHandedOut({ isExported, mayBeExported }: MakeVariable, { exportsAll }: Makefile): boolean {
  return isExported || exportsAll || mayBeExported === true;
}

/** Command-line variables, and those of the environment where the file says `?=`, `+=` or nothing. */
export function outsideVariables(
  makefile: Makefile,
  environment: Environment,
  given: ReadonlyMap<string, Value>,
): Outside {
  const overrides = new Map<string, string | undefined>();
  const outer = new Map<string, string | undefined>();
  const { open } = makefileFacts(makefile);
  for (const [name, { value, by }] of environment.entries()) {
    if (open.has(name) && by !== unexported && name !== "MAKEFLAGS") outer.set(name, plainText(value));
  }
  for (const [name, value] of given) overrides.set(name, plainText(value));
  return { overrides, environment: outer };
}

/** Make expands what it is given wherever it uses it. */
function plainText(value: Value): string | undefined {
  return value.kind === "known" && !value.text.includes("$") ? value.text : undefined;
}

/** Why nobody knows whether make exports a variable. */
function mayExport({ exportsMore }: Makefile): string {
  return exportsMore
    ? "make exports the names that a command prints"
    : "a condition decides whether make exports it";
}

/** Variables that make finds in its environment and assigns; SHELL it keeps for itself. */
export function namesHandedOn(makefile: Makefile, environment: Environment): readonly string[] {
  const { defined, open } = makefileFacts(makefile);
  return [...environment.entries()].flatMap(([name, { by, value }]) => {
    const isAssigned = defined.has(name) && (value.kind === "known" || !open.has(name));
    return isAssigned && by !== unexported && name !== "SHELL" && name !== "MAKEFLAGS" ? [name] : [];
  });
}

/** The value of a `$(…)` that stayed in a recipe. */
export function makeHole(
  makefile: Makefile,
  expression: string,
  at: Setting["at"],
  outside: Outside = { overrides: new Map() },
): Value {
  const { defined } = makefileFacts(makefile);
  const reason = `make computes $(${expression})`;
  if (makefile.evaluated?.has(expression)) return unknown(`make assigns $(${expression}) while it runs`, at);
  if (/^[\w.-]+$/.test(expression)) {
    const [remade] = makefile.remade ?? [];
    if (remade !== undefined) return unknown(`make makes "${remade}", which may set $(${expression})`, at);
    // Expanded while make read the file, which only what make was given can have decided.
    const given = outside.overrides.has(expression) ? outside.overrides : outside.environment;
    const text = given?.get(expression);
    if (!defined.has(expression) && given?.has(expression))
      return text === undefined ? unknown(reason, at) : known(text, at);
    if (!defined.has(expression)) return unset(`$(${expression})`, at);
    const commandTexts = textsOf(makefile, expression, outside);
    if (!commandTexts) return unknown(reason, at);
    return commandTexts.some((text) => opensWord.test(text))
      ? { kind: "unknown", reason, at, commandTexts }
      : oneOf(["", ...commandTexts], reason, at);
  }
  const ifUnset = textIfUnset(makefile, expression, outside);
  if (ifUnset !== undefined) return { kind: "unknown", reason, at, isUnset: true, textIfUnset: ifUnset };
  const command = /^shell\s+([\s\S]+)$/.exec(expression)?.[1];
  if (command !== undefined) return { kind: "unknown", reason, at, outputOf: command };
  const loop = /^foreach\s+\w+\s*,\s*\$[({]([\w.-]+)[)}]\s*,/.exec(expression)?.[1];
  if (loop !== undefined && !defined.has(loop)) return unset(`$(${loop})`, at);
  const choice = /^if\s+\$[({]([\w.-]+)[)}]\s*,([^,]*)(?:,([^,]*))?$/.exec(expression);
  const [, name = "", yes = "", no = ""] = choice ?? [];
  if (choice && !defined.has(name) && no.trim() === "") return unset(`$(${name})`, at);
  if (choice && !opensWord.test(yes) && !opensWord.test(no)) return oneOf([yes, no], reason, at);
  return unknown(reason, at);
}

/** What a function gives of names that no file sets, and nothing else: `$(or $(TAGS),netgo)`. */
function textIfUnset(makefile: Makefile, expression: string, outside: Outside): string | undefined {
  const { defined } = makefileFacts(makefile);
  const names = [...expression.matchAll(/\$[({]([\w.-]+)/g)].map(([, name = ""]) => name);
  if (names.length === 0 || names.some((name) => defined.has(name) || isOpenOutside(name, outside)))
    return undefined;
  if (
    !/^[a-z-]+\s/.test(expression) ||
    /\b(?:shell|wildcard|eval|origin|flavor|value)\b|\$[^({]/.test(expression)
  )
    return undefined;
  const scope = { target: undefined, ...outside, isNothingSet: true as const };
  const { text, holes } = makefile.expand(embedUnchanged(`=$(${expression})`), scope);
  return holes.length === 0 ? text.slice(1) : undefined;
}

/** A reference that begins a word may hold any flag. */
const opensWord = /(?:^|\s)\$/;

type HeldTexts = Map<string, readonly string[] | undefined>;

/** By Makefile and by the variables of one call of make, whose recipes all ask for the same names. */
const heldTexts = new WeakMap<Makefile, WeakMap<Outside, HeldTexts>>();

/** What a variable that depends on conditions can hold; undefined when its values are computed themselves. */
function textsOf(makefile: Makefile, name: string, outside: Outside): readonly string[] | undefined {
  const ofMakefile = heldTexts.get(makefile) ?? new WeakMap<Outside, HeldTexts>();
  heldTexts.set(makefile, ofMakefile);
  const held = ofMakefile.get(outside) ?? new Map<string, readonly string[] | undefined>();
  ofMakefile.set(outside, held);
  if (!held.has(name)) held.set(name, expandTexts(makefile, name, outside));
  return held.get(name);
}

function expandTexts(makefile: Makefile, name: string, outside: Outside): readonly string[] | undefined {
  const own = makefile.variables.filter((variable) => variable.name === name);
  if (own.some(({ operator }) => operator === "!=" || operator === "define")) return undefined;
  return own.map(
    ({ value }) => makefile.expand(embedUnchanged(value.text), { target: undefined, ...outside }).text,
  );
}

/** Recipes prepared so far, by the map of scripts that they share: both end with the gathering of sites. */
const preparedTargets = new WeakMap<
  Map<string, ShellScript>,
  WeakMap<Makefile, Map<string, PreparedTarget>>
>();

function preparedOf(makefile: Makefile, scripts: Map<string, ShellScript>): Map<string, PreparedTarget> {
  const byMakefile = preparedTargets.get(scripts) ?? new WeakMap<Makefile, Map<string, PreparedTarget>>();
  preparedTargets.set(scripts, byMakefile);
  const targets = byMakefile.get(makefile) ?? new Map<string, PreparedTarget>();
  byMakefile.set(makefile, targets);
  return targets;
}

const textsOfOutside = new WeakMap<Outside, string>();

/** Equal for equal variables. One call of make asks it for each of its recipes. */
function textOfOutside(outside: Outside): string {
  const known = textsOfOutside.get(outside);
  if (known !== undefined) return known;
  const { overrides, environment = [] } = outside;
  const text = [...overrides, "", ...environment].map((each) => JSON.stringify(each)).join("\0");
  textsOfOutside.set(outside, text);
  return text;
}

/** A rule's recipe expanded and parsed, and what it is given as environment. */
export function prepareTarget(
  makefile: Makefile,
  rule: MakeTarget,
  parts: {
    readonly name: string;
    readonly outside: Outside;
    /** Targets for which this one is made, the goal first. */
    readonly neededBy?: readonly string[];
    /** Variables of its environment that make assigns: those too it hands on. */
    readonly handedOn?: readonly string[];
    /** Scripts parsed so far in this workspace: Makefiles that include one file share its recipes. */
    readonly scripts: Map<string, ShellScript>;
  },
): PreparedTarget {
  const targets = preparedOf(makefile, parts.scripts);
  const { owners } = makefileFacts(makefile);
  const neededBy = (parts.neededBy ?? []).filter((name) => owners.some((owner) => isOwnedBy(owner, name)));
  const { handedOn = [] } = parts;
  const key = [
    `${rule.file}:${rule.span.start}:${rule.computed ?? ""}`,
    parts.name,
    ...neededBy,
    "",
    ...handedOn,
    "",
    textOfOutside(parts.outside),
  ].join("\0");
  const cached = targets.get(key);
  if (cached) return cached;
  const scope: MakeScope = {
    target: { ...rule, name: parts.name },
    ...parts.outside,
    ...(neededBy.length > 0 ? { neededBy } : {}),
  };
  const prepared = prepare(makefile, rule, { ...parts, scope, handedOn: new Set(handedOn) });
  targets.set(key, prepared);
  return prepared;
}

/** Make expands what it exports and every line before it runs the first: one variable that refers to itself stops it. */
function prepare(
  makefile: Makefile,
  rule: MakeTarget,
  parts: { scope: MakeScope; handedOn: ReadonlySet<string>; scripts: Map<string, ShellScript> },
): PreparedTarget {
  const { scope, handedOn, scripts } = parts;
  const { file, recipe } = rule;
  const texts = recipe.map((line) => makefile.expand(line.text, scope));
  const exported = recipe.length === 0 ? undefined : exportedVariables(makefile, scope, handedOn);
  const whileReading = makefile.stops?.variable;
  const stopping =
    whileReading !== undefined && !scope.overrides.has(whileReading)
      ? whileReading
      : (texts.find(({ recursive }) => recursive !== undefined)?.recursive ?? exported?.recursive);
  const lines = texts.flatMap((text, index) => {
    const line = recipe[index];
    if (!line) return [];
    const place = { file, span: line.span };
    const marked = text.ignoresErrors ? { ...line, ignoresErrors: true } : line;
    const parts = makefile.isOneShell || stopping !== undefined ? [text] : shellLines(text);
    const parsedLines =
      stopping === undefined
        ? parts.map((part, number) => parseRecipeLine(part, place, { scripts, number }))
        : [emptyScript(place)];
    const reason =
      stopping === undefined ? tooManySteps : `make stops: its variable ${stopping} refers to itself`;
    const isOpen = stopping !== undefined || text.isCutShort === true;
    return parsedLines.map((parsed, number) => {
      const isTold = isOpen && number === 0;
      const problems = [...parsed.problems, { span: line.span, reason }];
      return { line: marked, isOne: parts.length === 1, script: isTold ? { ...parsed, problems } : parsed };
    });
  });
  const commands = texts.map((text, index) => ({ ran: text.shellCommands ?? [], line: recipe[index] }));
  const shellCommands = commands.flatMap(({ ran, line }) =>
    ran.map((text) => ({
      text,
      at: { file, span: line?.span ?? rule.span },
      isConditional: line?.isConditional === true,
    })),
  );
  return {
    lines,
    exported: exported?.settings ?? [],
    shellCommands: [...(exported?.shellCommands ?? []), ...shellCommands],
    unknowns: exported?.unknowns ?? [],
  };
}

function emptyScript(place: Place): ShellScript {
  return { ...place, body: [], shebang: undefined, problems: [], comments: [] };
}

/** Commands that only print or move files: they run nothing of ours and set nothing. */
const harmless = /^\s*(?:echo|printf|rm|mkdir|cp|mv|touch|cat|chmod|ln|sleep|true|:)\b[^;&|`$()<>]*$/;

/** A variable of several lines makes a recipe line of each, with a shell of its own. */
function shellLines(text: EmbeddedText): readonly EmbeddedText[] {
  const lines: EmbeddedText[] = [];
  let start = 0;
  const add = (end: number): void => {
    if (text.text.slice(start, end).trim() !== "") lines.push(partOf(text, start, end));
    start = end + 1;
  };
  for (const { index, 1: slashes = "" } of text.text.matchAll(/(\\*)\n/g)) {
    const at = index + slashes.length;
    const isInHole = text.holes.some((hole) => hole.start <= at && at < hole.end);
    if (slashes.length % 2 === 0 && !isInHole) add(at);
  }
  if (lines.length === 0) return [text];
  add(text.text.length);
  return lines;
}

function partOf(text: EmbeddedText, start: number, end: number): EmbeddedText {
  return {
    text: text.text.slice(start, end),
    holes: text.holes
      .filter((hole) => hole.start >= start && hole.end <= end)
      .map((hole) => ({ ...hole, start: hole.start - start, end: hole.end - start })),
    fileOffset: (offset) => text.fileOffset(start + offset),
  };
}

function parseRecipeLine(
  text: EmbeddedText,
  place: Place,
  { scripts, number }: { scripts: Map<string, ShellScript>; number: number },
): ShellScript {
  const key = `${place.file}:${place.span.start}:${number}:${text.text}`;
  const cached = scripts.get(key);
  if (cached) return cached;
  const isEmpty = text.holes.length === 0 && harmless.test(text.text);
  const script = isEmpty ? emptyScript(place) : parseShell(text, place);
  scripts.set(key, script);
  return script;
}

/** The value of `=` and a text with holes: that of its only part, or a text with names that nothing sets. */
function exportedValue({ text, holes }: EmbeddedText, valueOfHole: (expression: string) => Value): Value {
  let before = 1;
  let textIfUnset = "";
  let open: Value | undefined;
  for (const { start, end, expression } of holes) {
    const value = valueOfHole(expression);
    const isWhole = start === 1 && end === text.length;
    if (value.kind === "unknown" && !value.isUnset) return isWhole ? value : unknown(value.reason, value.at);
    textIfUnset +=
      text.slice(before, start) + (value.kind === "known" ? value.text : (value.textIfUnset ?? ""));
    before = end;
    if (value.kind === "unknown") open ??= value;
  }
  textIfUnset += text.slice(before);
  return open?.kind === "unknown" ? { ...open, textIfUnset } : known(textIfUnset);
}

/** Whether make is given a value of the name that nobody knows. */
function isOpenOutside(name: string, { overrides, environment }: Outside): boolean {
  if (overrides.has(name)) return overrides.get(name) === undefined;
  return environment?.has(name) === true && environment.get(name) === undefined;
}

interface ExportedVariables {
  readonly settings: PreparedTarget["exported"];
  readonly shellCommands: readonly ReadCommand[];
  readonly unknowns: readonly Unknown[];
  /** The variable that refers to itself. */
  readonly recursive: string | undefined;
}

/** Whether a variable is one of all targets, of this one, or of one that this one is made for. */
function isInScope(variable: MakeVariable, { target, neededBy = [] }: MakeScope): boolean {
  if (variable.target === undefined) return true;
  const owner = variable.target;
  const isOf = (name: string): boolean => isOwnedBy(owner, name);
  return (target !== undefined && isOf(target.name)) || neededBy.some(isOf);
}

function isOwnedBy(owner: string, name: string): boolean {
  return name === owner || (owner.includes("%") && stemOf({ name: owner }, name) !== undefined);
}

/** What `override` assigns is no longer the command line's, and make hands it on only where the file says so. */
function hidesCommandLine({ name }: MakeVariable, makefile: Makefile): boolean {
  return overriding(makefile).has(name);
}

const overridingOf = new WeakMap<Makefile, ReadonlySet<string>>();

/** Names that an `override` of the file assigns, whatever the conditions say. */
export function overriding(makefile: Makefile): ReadonlySet<string> {
  const cached = overridingOf.get(makefile);
  if (cached) return cached;
  const names = makefile.variables
    .filter((variable) => variable.isOverride && !variable.isConditional && variable.target === undefined)
    .map(({ name }) => name);
  const found = new Set(names);
  overridingOf.set(makefile, found);
  return found;
}

function exportedVariables(
  makefile: Makefile,
  scope: MakeScope,
  handedOn: ReadonlySet<string>,
): ExportedVariables {
  const exported = new Map<string, Setting>();
  const unknowns: Unknown[] = [];
  const shellCommands: ReadCommand[] = [];
  let recursive: string | undefined;
  const always = makefileFacts(makefile).exported;
  const { overrides } = scope;
  const variables =
    overrides.size === 0 && handedOn.size === 0
      ? always
      : makefile.variables.filter(
          (variable) =>
            isHandedOut(variable, makefile) || overrides.has(variable.name) || handedOn.has(variable.name),
        );
  const sure = new Set(overrides.keys());
  for (const { name, isExported } of variables) if (isExported || handedOn.has(name)) sure.add(name);
  for (const variable of variables) {
    if (!isInScope(variable, scope) || makefile.unexported.has(variable.name)) continue;
    const isUndefined = makefile.undefinedNames?.has(variable.name) === true;
    if (isUndefined && !overrides.has(variable.name) && !isHandedOut(variable, makefile)) continue;
    // A variable of the target that hides the command line's is not handed on, and the other is.
    if (variable.isOverride && variable.target !== undefined && !isHandedOut(variable, makefile)) continue;
    if (
      hidesCommandLine(variable, makefile) &&
      !isHandedOut(variable, makefile) &&
      !handedOn.has(variable.name)
    )
      continue;
    if (!sure.has(variable.name) && !makefile.exportsAll) {
      const value = unknown(mayExport(makefile), variable.at);
      exported.set(variable.name, { value, at: variable.at, by: "exported by make" });
      continue;
    }
    // A recipe line would lose the dash of `-mod=vendor` for make's own; behind another character it is kept.
    const text = makefile.expand(embedUnchanged(`=$(${variable.name})`), scope);
    const { at } = variable;
    recursive ??= text.recursive;
    for (const command of text.shellCommands ?? [])
      shellCommands.push({ text: command, at, isConditional: variable.isConditional });
    if (text.isCutShort) unknowns.push({ at, reason: tooManySteps, code: "too-many-steps" });
    const isOthers = variable.isPrivate && !isInScope(variable, { ...scope, neededBy: [] });
    const value = text.isCutShort
      ? unknown(tooManySteps, at)
      : isOthers
        ? unknown("whether make hands on what is private to another target depends on its version", at)
        : text.holes.length === 0
          ? known(text.text.slice(1), at)
          : exportedValue(text, (expression) =>
              isOpenOutside(expression, scope)
                ? unknown(`nobody knows the ${expression} that make is given`, at)
                : makeHole(makefile, expression, at, scope),
            );
    exported.set(variable.name, { value, at, by: "exported by make" });
  }
  return { settings: [...exported], shellCommands, unknowns, recursive };
}

/** What a rule line says: its targets, what they need, and variables of targets. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import { addVariable } from "./_add-variable.ts";
import { readAssignment } from "./_assignment.ts";
import { knownText } from "./_expand.ts";
import { exportAll } from "./_exports.ts";
import { sliceText } from "./_lines.ts";
import { addRecipeLine } from "./_recipes.ts";
import { type RuleLine, staticPatternEnd } from "./_rules.ts";
import { splitWords } from "./_scan.ts";
import type { FileState, State } from "./_state.ts";
import { fillStem, matchPattern, plainName, words } from "./_text-functions.ts";
import { expandNow } from "./_trouble.ts";
import type { MakeTarget, RecipeLine } from "./model.ts";

/** Reads a rule line: targets that the next recipe lines belong to, or a variable of targets. */
export function readRule(state: State, file: FileState, rule: RuleLine, end: number): void {
  file.rule = [];
  const names = expandNames(state, file, rule.targets).map((name) => ({
    ...name,
    text: plainName(name.text),
  }));
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
  const needs = readNeeds(state, file, rule.rest);
  const isSpecial = readSpecial(state, names, needs.prerequisites, file.conditions.mode === "on");
  const recipe: RecipeLine[] = [];
  const { branch } = file.conditions;
  const isConditional = !file.conditions.isCertain;
  file.rule = names.map(({ text, span }) => ({
    target: {
      name: text,
      nameSpan: span,
      file: file.file,
      ...needsOf(text, needs),
      isPattern: text.includes("%"),
      ...(file.computed ? { computed: file.computed.number } : {}),
      ...(rule.isDoubleColon ? { isDoubleColon: true } : {}),
      ...(isConditional ? { isConditional: true } : {}),
      ...(rule.isGrouped ? { group: names.map((name) => name.text) } : {}),
    },
    start: span.start,
    end,
    hasRecipe: rule.recipe !== undefined,
    branch,
    recipe,
  }));
  // The recipe of `.DEFAULT` is one too, of no target with a name.
  if (!isSpecial) for (const target of file.rule) state.targets.push(target);
  else state.byDefault = file.rule.find(({ target }) => target.name === ".DEFAULT") ?? state.byDefault;
  if (rule.recipe) {
    const span = { start: rule.recipe.fileOffset(0), end: rule.recipe.fileOffset(rule.recipe.text.length) };
    addRecipeLine(file, rule.recipe, span);
  }
}

function expandNames(
  state: State,
  file: FileState,
  text: EmbeddedText,
  keepsReferences = false,
): readonly { text: string; span: Span }[] {
  if (keepsReferences && text.text.includes("$$")) {
    const span = { start: text.fileOffset(0), end: text.fileOffset(text.text.length) };
    const known = knownText(expandNow(state, text.text, { file, span }));
    if (known !== undefined) return splitWords(known).map((word) => ({ text: word.text, span }));
  }
  return splitWords(text.text).flatMap((word) => {
    const span = { start: text.fileOffset(word.start), end: text.fileOffset(word.end) };
    const runs = expandNow(state, word.text, { file, span });
    const known = knownText(runs);
    if (known === undefined) {
      const text = runs.map((run) => run.text).join("");
      state.openNames.set(
        word.text,
        splitWords(text).map((each) => plainName(each.text)),
      );
    }
    const names = known === undefined ? [word.text] : words(known);
    return names.map((name) => ({ text: name, span }));
  });
}

interface Needs {
  readonly pattern: string | undefined;
  readonly prerequisites: readonly string[];
  readonly orderOnly: readonly string[];
  readonly isExpandedAgain: boolean;
}

function readNeeds(state: State, file: FileState, rest: EmbeddedText): Needs {
  const colon = staticPatternEnd(rest.text);
  const [only] = colon === -1 ? [] : expandNames(state, file, sliceText(rest, 0, colon));
  const written = sliceText(rest, colon + 1, rest.text.length);
  const all = expandNames(state, file, written, state.expandsAgain).map((name) => plainName(name.text));
  const bar = all.indexOf("|");
  return {
    pattern: only?.text,
    prerequisites: bar === -1 ? all : all.slice(0, bar),
    orderOnly: bar === -1 ? [] : all.slice(bar + 1),
    isExpandedAgain: state.expandsAgain && all.some((name) => name.includes("$")),
  };
}

/** What one target of a rule needs: a static pattern rule fills in its stem. */
function needsOf(
  name: string,
  { pattern, prerequisites, orderOnly, isExpandedAgain }: Needs,
): Pick<MakeTarget, "prerequisites" | "orderOnly" | "stem" | "isExpandedAgain"> {
  const again = isExpandedAgain ? { isExpandedAgain } : {};
  const stem = pattern?.includes("%") ? matchPattern(pattern, name) : undefined;
  if (stem === undefined) return { prerequisites, orderOnly, ...again };
  const fill = (needed: string): string => fillStem(needed, stem);
  return { prerequisites: prerequisites.map(fill), orderOnly: orderOnly.map(fill), stem, ...again };
}

/** Targets that are instructions to make itself. */
function readSpecial(
  state: State,
  names: readonly { text: string }[],
  prerequisites: readonly string[],
  isSure: boolean,
): boolean {
  const [first] = names;
  if (names.length !== 1 || !first || !/^\.[A-Z_]+$/.test(first.text)) return false;
  if (first.text === ".PHONY") for (const name of prerequisites) state.phony.add(name);
  if (first.text === ".IGNORE") state.ignoresErrors = true;
  if (first.text === ".SECONDEXPANSION") state.expandsAgain = true;
  if (first.text === ".ONESHELL") state.isOneShell = true;
  if (first.text === ".EXPORT_ALL_VARIABLES") exportAll(state.exports.byTarget, { isExport: true, isSure });
  return true;
}

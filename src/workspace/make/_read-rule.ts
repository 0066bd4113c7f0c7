/** What a rule line says: its targets, what they need, and variables of targets. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { Span } from "../../text/span.ts";
import { addVariable } from "./_add-variable.ts";
import { readAssignment } from "./_assignment.ts";
import { knownText } from "./_expand.ts";
import { sliceText } from "./_lines.ts";
import { addRecipeLine } from "./_recipes.ts";
import type { RuleLine } from "./_rules.ts";
import { splitWords } from "./_scan.ts";
import type { FileState, State } from "./_state.ts";
import { words } from "./_text-functions.ts";
import { expandNow } from "./_trouble.ts";
import type { RecipeLine } from "./model.ts";

/** Reads a rule line: targets that the next recipe lines belong to, or a variable of targets. */
export function readRule(state: State, file: FileState, rule: RuleLine, end: number): void {
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

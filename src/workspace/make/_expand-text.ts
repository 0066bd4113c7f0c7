/** `Makefile.expand`: expansion that keeps the way back to the file. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import { assign } from "./_assignment.ts";
import { expandReference } from "./_expand.ts";
import { buildExpandedText, type PlacedRun } from "./_expanded-text.ts";
import { createExpansion, type Expansion, isCutShort, shareAllowance } from "./_expansion.ts";
import { referenceEnd } from "./_scan.ts";
import { noteShellCommands, scriptOf } from "./_shell.ts";
import { matchPattern } from "./_text-functions.ts";
import type { Run, VariableTable } from "./_variables.ts";
import type { ExpandedText, MakeScope, MakeVariable } from "./model.ts";

/** A variable of one target, with its value where make expanded that while it read the file. */
export type TargetVariable = MakeVariable & { readonly runs?: readonly Run[] | undefined };

export function expandText(
  input: EmbeddedText,
  {
    variables,
    scope,
    targetVariables,
  }: {
    variables: VariableTable;
    scope: MakeScope;
    targetVariables: readonly TargetVariable[];
  },
): ExpandedText {
  const expansion = createExpansion(withTargetVariables(variables, scope, targetVariables), scope);
  const shellCommands: EmbeddedText[] = [];
  const keep = (command: readonly Run[]): void => {
    shellCommands.push(scriptOf(command, input.fileOffset(0)));
  };
  const placed = noteShellCommands(expansion.allowance, keep, () => expandPlaced(expansion, input));
  const { recursive } = expansion.trouble;
  const trouble = {
    isCutShort: isCutShort(expansion),
    ...(recursive === undefined ? {} : { recursive }),
    ...(shellCommands.length > 0 ? { shellCommands } : {}),
  };
  if (!scope.target) return { ...buildExpandedText(input, placed, false), ...trouble };
  const { runs, ignoresErrors } = withoutPrefixes(placed, variables);
  return { ...buildExpandedText(input, runs, ignoresErrors), ...trouble };
}

/** The lines of a recipe are expanded one by one in the same scope: its table is made once. */
const tables = new WeakMap<MakeScope, { readonly from: VariableTable; readonly table: VariableTable }>();

function withTargetVariables(
  from: VariableTable,
  scope: MakeScope,
  targetVariables: readonly TargetVariable[],
): VariableTable {
  const known = tables.get(scope);
  if (known?.from === from) return known.table;
  const table = addTargetVariables(from, scope, targetVariables);
  tables.set(scope, { from, table });
  return table;
}

/** The table in which a target's recipe is expanded. */
export function addTargetVariables(
  table: VariableTable,
  scope: { readonly target: { readonly name: string } | undefined; readonly neededBy?: readonly string[] },
  targetVariables: readonly TargetVariable[],
): VariableTable {
  const { target } = scope;
  if (!target) return table;
  const isOf = ({ target: pattern }: MakeVariable, name: string): boolean =>
    pattern !== undefined && matchPattern(pattern, name) !== undefined;
  const inherited = (scope.neededBy ?? []).flatMap((name) =>
    targetVariables.filter((variable) => !variable.isPrivate && isOf(variable, name)),
  );
  const own = [...inherited, ...targetVariables.filter((variable) => isOf(variable, target.name))];
  if (own.length === 0) return table;
  const result = new Map(table);
  shareAllowance(table, result);
  for (const variable of own) {
    const mode = variable.isConditional ? "maybe" : "on";
    const { operator, runs } = variable;
    assign(result, variable, { operator, mode, assumes: new Set(), runs });
  }
  return result;
}

/** Expands a text; every run keeps the place of what it replaces. */
export function expandPlaced(expansion: Expansion, input: EmbeddedText): readonly PlacedRun[] {
  const { text } = input;
  const placed: PlacedRun[] = [];
  const verbatim = (from: number, to: number) => {
    if (to > from) placed.push({ run: { text: text.slice(from, to) }, from, to, isVerbatim: true });
  };
  const holes = [...input.holes];
  let at = 0;
  while (at < text.length) {
    const hole = holes[0];
    const dollar = text.indexOf("$", at);
    if (hole && (dollar === -1 || hole.start <= dollar)) {
      holes.shift();
      if (hole.start < at) continue;
      verbatim(at, hole.start);
      placed.push({
        run: { text: text.slice(hole.start, hole.end), hole: hole.expression },
        from: hole.start,
        to: hole.end,
        isVerbatim: true,
      });
      at = hole.end;
      continue;
    }
    if (dollar === -1 || dollar === text.length - 1) break;
    verbatim(at, dollar);
    const end = referenceEnd(text, dollar);
    const isDollar = text[dollar + 1] === "$";
    const runs = isDollar ? [{ text: "$" }] : expandReference(expansion, text.slice(dollar, end));
    for (const run of runs)
      placed.push({
        run,
        from: dollar,
        to: end,
        isVerbatim: runs.length === 1 && run.hole !== undefined && run.text === text.slice(dollar, end),
      });
    at = end;
  }
  verbatim(at, text.length);
  return placed;
}

/**
 * Takes `@`, `-` and `+` off that variables put in front of recipe lines: `$(Q)go build`. A variable that
 * holds nothing but prefixes whatever the conditions say vanishes, as does one that nobody defines and
 * that is glued to the command's name.
 */
function withoutPrefixes(
  placed: readonly PlacedRun[],
  variables: VariableTable,
): { runs: readonly PlacedRun[]; ignoresErrors: boolean } {
  const runs: PlacedRun[] = [];
  let isLineStart = true;
  let isContinuation = false;
  let ignoresErrors = false;
  placed.forEach((piece, index) => {
    const { run } = piece;
    if (run.hole !== undefined) {
      const canVanish =
        isLineStart && !isContinuation && isOnlyPrefix(run.hole, placed[index + 1]?.run.text, variables);
      if (!canVanish) {
        runs.push(piece);
        isLineStart = false;
      }
      return;
    }
    let at = 0;
    const keep = (from: number, to: number) => {
      if (to <= from) return;
      const source = run.source
        ? { source: { variable: run.source.variable, offset: run.source.offset + from } }
        : {};
      runs.push({
        ...piece,
        run: { text: run.text.slice(from, to), ...source },
        from: piece.isVerbatim ? piece.from + from : piece.from,
      });
    };
    while (at < run.text.length) {
      if (isLineStart && !isContinuation) {
        const prefix = /^[ \t@+-]*/.exec(run.text.slice(at))?.[0] ?? "";
        if (prefix.includes("-") && runs.length === 0) ignoresErrors = true;
        at += prefix.length;
        if (at >= run.text.length) return;
      }
      isLineStart = false;
      const newline = run.text.indexOf("\n", at);
      const stop = newline === -1 ? run.text.length : newline + 1;
      keep(at, stop);
      if (newline !== -1) {
        isLineStart = true;
        isContinuation = run.text[newline - 1] === "\\";
      }
      at = stop;
    }
  });
  return { runs, ignoresErrors };
}

function isOnlyPrefix(hole: string, next: string | undefined, variables: VariableTable): boolean {
  if (!/^[\w.-]+$/.test(hole)) return false;
  const state = variables.get(hole);
  if (!state) return /^[a-z]/.test(next ?? "");
  return state.candidates.length > 0 && state.candidates.every((candidate) => /^[ \t@+-]*$/.test(candidate));
}

/**
 * What a make call runs, expanded and parsed: a recipe depends on the Makefile, the target and the variables
 * given from outside, so it is prepared once for all jobs that call it alike.
 */
import type { Makefile, MakeScope, MakeTarget, ReadCommand, RecipeLine } from "../../workspace/make/model.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import type { Unknown } from "../../workspace/unknown.ts";
import type { Setting } from "../environment.ts";
import { exportedVariables, isOwnedBy } from "./exported-variables.ts";
import { makefileFacts } from "./makefile-facts.ts";
import { tooManySteps } from "./note-broken-parts.ts";
import { type Outside, textOfOutside } from "./outside-variables.ts";
import { emptyScript, parseRecipeLine, shellLines } from "./recipe-line.ts";

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

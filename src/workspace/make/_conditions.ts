/** Conditional directives (GNU Make manual 7): which lines are read, and how sure that is. */

import { expandRaw, knownText } from "./_expand.ts";
import {
  createExpansion,
  type Expansion,
  isCutShort,
  lazyNames,
  noteAsked,
  startReading,
  whileReading,
} from "./_expansion.ts";
import { early, goalsName, isOpenOutside } from "./_look-up.ts";
import { splitArguments } from "./_scan.ts";
import type { VariableState, VariableTable } from "./_variables.ts";

/** What happens to the lines of a branch. */
export type Mode =
  /** They are read. */
  | "on"
  /** Nobody can say: both branches are shown, variables become unknown. */
  | "maybe"
  /** Not read unless somebody overrides a default: shown, without an effect on variables. */
  | "dim"
  /** Never read. */
  | "off";

export interface Answer {
  readonly holds: boolean | undefined;
  /** False when a `?=` default or an environment variable could turn it round. */
  readonly isCertain: boolean;
  readonly names: ReadonlySet<string>;
  /** The variable that refers to itself, at which make stops. */
  readonly recursive?: string | undefined;
  /** A limit was met. */
  readonly isCut?: boolean;
}

interface Frame {
  readonly mode: Mode;
  readonly isCertain: boolean;
  readonly assumes: ReadonlySet<string>;
  readonly isSettled: boolean;
  readonly hadMaybe: boolean;
}

/** The open conditionals of one file. */
export interface Conditions {
  readonly depth: number;
  readonly mode: Mode;
  readonly isCertain: boolean;
  /** The branch that is read: what stands in the same, or in one around it, is read too when this is. */
  readonly branch: readonly object[];
  /** Variables that decided what is read here. */
  readonly assumes: ReadonlySet<string>;
  /** Whether make expands the condition of an `if`, or of an `else if`, that stands here. */
  whenAsked(isElse: boolean): { readonly isRead: boolean; readonly isConditional: boolean };
  open(answer: Answer): void;
  /** `else`, with the condition of `else ifeq …` if it has one; false without an open conditional. */
  otherwise(answer: Answer | undefined): boolean;
  close(): boolean;
}

export function createConditions(outer: readonly object[] = []): Conditions {
  const frames: Frame[] = [];
  const modeOf = (answer: Answer, before: { isCertain: boolean; hadMaybe: boolean }): Mode => {
    if (answer.holds === undefined) return "maybe";
    if (!answer.holds) return answer.isCertain && before.isCertain ? "off" : "dim";
    return before.hadMaybe ? "maybe" : "on";
  };
  return {
    get depth() {
      return frames.length;
    },
    get mode() {
      for (const mode of ["off", "dim", "maybe"] as const)
        if (frames.some((frame) => frame.mode === mode)) return mode;
      return "on";
    },
    get branch() {
      return [...outer, ...frames];
    },
    get isCertain() {
      return frames.every((frame) => frame.isCertain && frame.mode === "on");
    },
    get assumes() {
      return new Set(frames.flatMap((frame) => [...frame.assumes]));
    },
    whenAsked(isElse) {
      const outer = isElse ? frames.slice(0, -1) : frames;
      const last = isElse ? frames.at(-1) : undefined;
      const isTaken = last?.isSettled === true && last.isCertain;
      return {
        isRead: !isTaken && outer.every((frame) => frame.mode !== "off"),
        isConditional:
          last?.isSettled === true ||
          last?.hadMaybe === true ||
          outer.some((frame) => !frame.isCertain || frame.mode !== "on"),
      };
    },
    open(answer) {
      const mode = modeOf(answer, { isCertain: true, hadMaybe: false });
      const isSettled = answer.holds === true;
      frames.push({
        mode,
        isCertain: answer.isCertain,
        assumes: answer.names,
        isSettled,
        hadMaybe: mode === "maybe",
      });
    },
    otherwise(answer) {
      const last = frames.pop();
      if (!last) return false;
      const given = answer ?? { holds: true, isCertain: true, names: new Set<string>() };
      const isCertain = last.isCertain && given.isCertain;
      const assumes = new Set([...last.assumes, ...given.names]);
      const settledMode: Mode = last.isCertain ? "off" : "dim";
      const mode = last.isSettled ? settledMode : modeOf(given, last);
      const isSettled = last.isSettled || given.holds === true;
      frames.push({ mode, isCertain, assumes, isSettled, hadMaybe: last.hadMaybe || mode === "maybe" });
      return true;
    },
    close: () => frames.pop() !== undefined,
  };
}

/** The conditionals of a file that is included, or of a text that is computed, where these are open. */
export function conditionsInside({ mode, isCertain, assumes, branch }: Conditions): Conditions {
  const inside = createConditions(branch);
  if (isCertain) return inside;
  const holds = mode === "maybe" ? undefined : mode === "on";
  inside.open({ holds, isCertain: mode === "off", names: assumes });
  return inside;
}

/** Answers `ifeq`, `ifneq`, `ifdef` and `ifndef`. */
export function answerCondition(keyword: string, rest: string, variables: VariableTable): Answer {
  const expansion: Expansion = { ...createExpansion(variables, whileReading), isCondition: true };
  const { names } = expansion.consulted;
  const answer = (holds: boolean | undefined): Answer => ({
    holds,
    isCertain: expansion.consulted.isCertain,
    names,
    recursive: expansion.trouble.recursive,
    isCut: isCutShort(expansion),
  });
  if (keyword === "ifdef" || keyword === "ifndef") {
    const name = knownText(expandRaw(expansion, rest.trim()));
    const state = name === undefined ? undefined : variables.get(name);
    if (name === undefined || lazyNames(variables).has(name)) return answer(undefined);
    const given = givenText(expansion, name, state);
    if (given !== undefined) return answer((given !== "") === (keyword === "ifdef"));
    if (!state) return answer(undefined);
    if (!state.isOverride) names.add(name);
    if (
      state.content.some((content) =>
        content.kind === "runs"
          ? content.runs.some((run) => run.hole !== undefined)
          : content.text.includes(early),
      )
    )
      return answer(undefined);
    const isFilled = state.content.some((content) =>
      content.kind === "raw" ? content.text !== "" : content.runs.some((run) => run.text !== ""),
    );
    return { holds: isFilled === (keyword === "ifdef"), isCertain: !state.isDefault, names };
  }
  const sides = splitSides(rest);
  if (!sides) return answer(undefined);
  const [left, right] = sides.map((side) => {
    const runs = expandRaw(expansion, side);
    for (const { hole } of runs) if (hole !== undefined) noteHole(expansion, hole);
    return knownText(runs);
  });
  if (left === undefined || right === undefined) return answer(undefined);
  return answer((left === right) === (keyword === "ifeq"));
}

/** A text that is equal for goals of which these conditions say the same. */
export function keyOfGoals(
  conditions: readonly { readonly keyword: string; readonly rest: string }[],
  goals: string,
): string {
  const variables: VariableTable = new Map();
  startReading(variables, { overrides: new Map(), environment: new Map([[goalsName, goals]]) });
  const answers = conditions.map(
    ({ keyword, rest }) => answerCondition(keyword, rest, variables).holds ?? goals,
  );
  return answers.join("\0");
}

/** What was not known when `:=` took it: `CI_RUN := $(CI)`. */
function noteHole(expansion: Expansion, hole: string): void {
  const names = /^[\w.-]+$/.test(hole)
    ? [hole]
    : [...hole.matchAll(/\$[({]([\w.-]+)[)}]/g)].map(([, name = ""]) => name);
  for (const name of names) noteAsked(expansion, name, !expansion.variables.has(name));
}

/** What a reading is told of a name, where that is its whole value; it is noted that the name is asked for. */
function givenText(expansion: Expansion, name: string, state: VariableState | undefined): string | undefined {
  noteAsked(expansion, name, isOpenOutside(state));
  const { overrides, environment } = expansion.scope;
  if (overrides.has(name)) return state?.isOverride ? undefined : overrides.get(name);
  return !state || state.isDefault ? environment?.get(name) : undefined;
}

/** The two sides of `(a,b)`, `"a" "b"` or `'a' 'b'`. */
function splitSides(rest: string): readonly [string, string] | undefined {
  const text = rest.trim();
  if (text.startsWith("(") && text.endsWith(")")) {
    const inner = text.slice(1, -1);
    const [first, second] = splitArguments(inner, 2);
    if (!first || !second) return undefined;
    return [inner.slice(first.start, first.end).trimEnd(), inner.slice(second.start, second.end).trimStart()];
  }
  const quoted = /^(["'])(.*?)\1\s*(["'])(.*)\3$/.exec(text);
  return quoted ? [quoted[2] ?? "", quoted[4] ?? ""] : undefined;
}

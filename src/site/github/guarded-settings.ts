/** Settings that a step writes which may be left out: they are there for steps behind the same condition. */
import type { Environment, Setting } from "../environment.ts";

/** What a guarded step set: as all later steps see it, and as those see it that run only when it ran. */
export interface GuardedSetting {
  readonly condition: string;
  readonly name: string;
  readonly open: Setting;
  readonly own: Setting;
}

/** `${{ a && b }}` as `a` and `b`; a condition with an "or" stays whole. */
function partsOf(condition: string): readonly string[] {
  const bare = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(condition)?.[1] ?? condition;
  const parts = bare.includes("||") ? [bare] : bare.split("&&");
  return parts.map((part) => part.replace(/\s+/g, " ").trim());
}

/** Whether a step with the one condition runs only when a step with the other one ran. */
function implies(condition: string, other: string): boolean {
  // What the step before it wrote may have turned it round.
  if (/\b(?:env|steps)\b/.test(other)) return false;
  const parts = new Set(partsOf(condition));
  return partsOf(other).every((part) => parts.has(part));
}

/** The environment of a step behind a condition, with what earlier steps behind it wrote. */
export function withGuarded(
  environment: Environment,
  condition: string,
  guarded: readonly GuardedSetting[],
): Environment {
  return environment.withAll(
    guarded.flatMap(({ condition: other, name, open, own }) =>
      environment.get(name) === open && implies(condition, other) ? [[name, own] as const] : [],
    ),
  );
}

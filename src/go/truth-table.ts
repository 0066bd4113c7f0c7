/** Whether two constraints mean the same, and whether one can be true at all. */
import { type Constraint, tagsOfConstraint } from "./constraint.ts";
import { isUnixOs, knownArch, knownOs } from "./platforms.ts";

/**
 * `none`: every tag may be on or off by itself. `go`: what go itself guarantees holds: one GOOS with the tags
 * it brings (`unix`; `linux` on android …), one GOARCH, and go1.N brings every earlier release tag.
 */
export type Knowledge = "none" | "go";

/** Which tags are on; tags that are not listed do not matter. */
export type TagAssignment = ReadonlyMap<string, boolean>;

/** An assignment that makes the constraint true; undefined when there is none. */
export function findSatisfyingTags(
  constraint: Constraint,
  knowledge: Knowledge = "go",
): TagAssignment | undefined {
  const tags = tagsOfConstraint(constraint);
  for (const start of knowledge === "go" ? possibleBuilds(tags) : [new Map<string, boolean>()]) {
    const simplified = simplify(constraint, start);
    const found = search(simplified, start);
    if (found) return found;
  }
  return undefined;
}

/** Whether some build selects the file. */
export function isSatisfiable(constraint: Constraint, knowledge: Knowledge = "go"): boolean {
  return findSatisfyingTags(constraint, knowledge) !== undefined;
}

/** Whether every build selects the file. */
export function isAlwaysTrue(constraint: Constraint, knowledge: Knowledge = "go"): boolean {
  return !isSatisfiable({ kind: "not", operand: constraint }, knowledge);
}

export interface Difference {
  /** A choice of tags under which exactly one of the two is true. */
  readonly tags: TagAssignment;
  /** Which one. */
  readonly trueSide: "left" | "right";
}

/** A choice of tags on which two constraints differ; undefined when they mean the same. */
export function findDifference(
  left: Constraint,
  right: Constraint,
  knowledge: Knowledge = "none",
): Difference | undefined {
  const onlyLeft = findSatisfyingTags(andNot(left, right), knowledge);
  if (onlyLeft) return { tags: onlyLeft, trueSide: "left" };
  const onlyRight = findSatisfyingTags(andNot(right, left), knowledge);
  return onlyRight && { tags: onlyRight, trueSide: "right" };
}

/** Whether two constraints select the same files in every build. */
export function areEquivalent(left: Constraint, right: Constraint, knowledge: Knowledge = "none"): boolean {
  return findDifference(left, right, knowledge) === undefined;
}

function andNot(left: Constraint, right: Constraint): Constraint {
  return { kind: "and", left, right: { kind: "not", operand: right } };
}

type Simplified = Constraint | boolean;

/** Tries both values of one tag after the other; simplifying in between keeps the tree of choices small. */
function search(constraint: Simplified, chosen: ReadonlyMap<string, boolean>): TagAssignment | undefined {
  if (constraint === true) return chosen;
  if (constraint === false) return undefined;
  const tag = firstTag(constraint);
  for (const value of [true, false]) {
    const next = new Map(chosen).set(tag, value);
    const found = search(simplify(constraint, new Map([[tag, value]])), next);
    if (found) return found;
  }
  return undefined;
}

function firstTag(constraint: Constraint): string {
  let at = constraint;
  while (at.kind !== "tag") at = at.kind === "not" ? at.operand : at.left;
  return at.tag;
}

function simplify(constraint: Constraint, values: ReadonlyMap<string, boolean>): Simplified {
  switch (constraint.kind) {
    case "tag":
      return values.get(constraint.tag) ?? constraint;
    case "not": {
      const operand = simplify(constraint.operand, values);
      return typeof operand === "boolean" ? !operand : { kind: "not", operand };
    }
    default: {
      const decides = constraint.kind === "or";
      const left = simplify(constraint.left, values);
      if (left === decides) return decides;
      const right = simplify(constraint.right, values);
      if (right === decides) return decides;
      if (typeof left === "boolean") return right;
      if (typeof right === "boolean") return left;
      return { kind: constraint.kind, left, right };
    }
  }
}

/** One assignment of the platform and release tags among `tags` for every build that differs in them. */
function* possibleBuilds(tags: readonly string[]): Generator<Map<string, boolean>> {
  for (const goos of candidateSystems(tags)) {
    for (const goarch of candidateArches(tags)) {
      for (const minor of candidateMinors(tags)) {
        const build = new Map<string, boolean>();
        for (const tag of tags) {
          if (tag === "unix") build.set(tag, isUnixOs(goos));
          else if (knownOs.has(tag)) build.set(tag, tag === goos || broughtBy[goos] === tag);
          else if (knownArch.has(tag)) build.set(tag, tag === goarch);
          else if (releaseOf(tag) !== undefined) build.set(tag, (releaseOf(tag) ?? 0) <= minor);
        }
        yield build;
      }
    }
  }
}

const broughtBy: Readonly<Record<string, string>> = { android: "linux", illumos: "solaris", ios: "darwin" };

/** The systems named, those that bring a named one, and one other of each kind. */
function candidateSystems(tags: readonly string[]): string[] {
  const named = [...knownOs].filter((goos) => tags.includes(goos) || tags.includes(broughtBy[goos] ?? ""));
  const others = [...knownOs].filter((goos) => !named.includes(goos));
  const otherUnix = others.find(isUnixOs);
  const otherSystem = others.find((goos) => !isUnixOs(goos));
  return [...named, otherUnix, otherSystem].filter((goos) => goos !== undefined);
}

function candidateArches(tags: readonly string[]): string[] {
  const named = [...knownArch].filter((goarch) => tags.includes(goarch));
  const other = [...knownArch].find((goarch) => !named.includes(goarch));
  return other === undefined ? named : [...named, other];
}

/** The oldest toolchain that counts is 1.1; each named release makes a difference. */
function candidateMinors(tags: readonly string[]): number[] {
  return [1, ...tags.map(releaseOf).filter((minor) => minor !== undefined)];
}

function releaseOf(tag: string): number | undefined {
  const digits = /^go1\.([1-9][0-9]*)$/.exec(tag)?.[1];
  return digits === undefined ? undefined : Number(digits);
}

import { describe, expect, test } from "bun:test";
import { type Constraint, evaluateConstraint, parseGoBuild } from "./constraint.ts";
import {
  areEquivalent,
  findDifference,
  findSatisfyingTags,
  isAlwaysTrue,
  isSatisfiable,
} from "./truth-table.ts";

function parsed(expression: string): Constraint {
  const result = parseGoBuild(`//go:build ${expression}`);
  if (!result.ok) throw new Error(result.problem.reason);
  return result.constraint;
}

describe("truth tables", () => {
  test.each([
    ["a || b", "b || a"],
    ["!(a && b)", "!a || !b"],
    ["a && (b || c)", "(a && b) || (a && c)"],
    ["a || !a", "b || !b"],
  ])("%s means the same as %s", (left, right) => {
    expect(areEquivalent(parsed(left), parsed(right))).toBe(true);
  });

  test("a difference comes with an assignment that shows it", () => {
    const left = parsed("linux && (amd64 || arm64) && !cgo");
    const right = parsed("linux && amd64 && !cgo");
    const difference = findDifference(left, right);
    if (!difference) throw new Error("no difference found");
    const hasTag = (tag: string) => difference.tags.get(tag) ?? false;
    expect(difference.trueSide).toBe("left");
    expect(evaluateConstraint(left, hasTag)).toBe(true);
    expect(evaluateConstraint(right, hasTag)).toBe(false);
  });

  test("implications of go count only when asked for", () => {
    expect(areEquivalent(parsed("unix && linux"), parsed("linux"))).toBe(false);
    expect(areEquivalent(parsed("unix && linux"), parsed("linux"), "go")).toBe(true);
    expect(areEquivalent(parsed("go1.20 && go1.18"), parsed("go1.20"), "go")).toBe(true);
    expect(areEquivalent(parsed("android && linux"), parsed("android"), "go")).toBe(true);
    expect(areEquivalent(parsed("linux && !android"), parsed("linux"), "go")).toBe(false);
  });

  test.each([
    "linux && windows",
    "amd64 && arm64",
    "windows && unix",
    "ios && !darwin",
    "go1.20 && !go1.19",
    "(linux || darwin) && plan9",
    "a && !a",
  ])("no build satisfies %s", (expression) => {
    expect(isSatisfiable(parsed(expression))).toBe(false);
  });

  test.each([
    "linux && android",
    "illumos && solaris",
    "!linux && !darwin && !windows",
    "unix && !linux && !darwin",
    "!unix && !windows && !plan9",
    "!amd64 && !arm64",
    "go1.21 && !go1.22",
    "linux && amd64 && cgo && !netgo",
  ])("some build satisfies %s", (expression) => {
    const constraint = parsed(expression);
    const tags = findSatisfyingTags(constraint);
    expect(tags && evaluateConstraint(constraint, (tag) => tags.get(tag) ?? false)).toBe(true);
  });

  test("only what no build can escape is always true", () => {
    expect(isAlwaysTrue(parsed("unix || !linux"))).toBe(true);
    expect(isAlwaysTrue(parsed("go1.1"))).toBe(true);
    expect(isAlwaysTrue(parsed("go1.18"))).toBe(false);
    expect(isAlwaysTrue(parsed("gc"))).toBe(false);
  });

  test("a long list of systems is decided at once", () => {
    const systems =
      "aix darwin dragonfly freebsd hurd illumos ios js linux netbsd openbsd plan9 solaris windows zos";
    const any = systems.replaceAll(" ", " || ");
    const none = systems
      .split(" ")
      .map((name) => `!${name}`)
      .join(" && ");
    expect(areEquivalent(parsed(`!(${any})`), parsed(none))).toBe(true);
    expect(areEquivalent(parsed(`!(${any})`), parsed(none), "go")).toBe(true);
  });
});

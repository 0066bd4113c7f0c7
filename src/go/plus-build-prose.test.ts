import { describe, expect, test } from "bun:test";
import { isPlusBuildProse } from "./plus-build-prose.ts";

describe("a line that begins with +build", () => {
  test.each([
    "// +build lines are gone.",
    "// +build lines",
    "// +build is what go read before 1.17",
    "// +build, as of old",
    "// +build: see go help buildconstraint",
    "// +build (the old form)",
  ])("%s is a sentence", (line) => {
    expect(isPlusBuildProse(line)).toBe(true);
  });
  test.each([
    "// +build debug",
    "//+build !windows,!plan9",
    "// +build linux darwin freebsd netbsd openbsd",
    "// +build integration e2e slow",
    "// +build go1.18",
  ])("%s is a constraint", (line) => {
    expect(isPlusBuildProse(line)).toBe(false);
  });
});

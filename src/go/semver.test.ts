import { describe, expect, test } from "bun:test";
import { canonicalModuleVersion, compareSemver, isValidSemver } from "./semver.ts";

describe("semantic versions", () => {
  test("the precedence example of semver.org is in order", () => {
    const ordered = [
      "1.0.0-alpha",
      "1.0.0-alpha.1",
      "1.0.0-alpha.beta",
      "1.0.0-beta",
      "1.0.0-beta.2",
      "1.0.0-beta.11",
      "1.0.0-rc.1",
      "1.0.0",
    ].map((text) => `v${text}`);
    expect(ordered.toReversed().toSorted(compareSemver)).toEqual(ordered);
  });

  test("leading zeros, empty identifiers and a missing v are refused", () => {
    for (const text of [
      "1.0.0",
      "v01.0.0",
      "v1.0.0-01",
      "v1.0.0-",
      "v1.0.0-a..b",
      "v1.0.0+",
      "v1.0.0+a..b",
      "v1.0.0.0",
      "v1.0.0\n",
    ]) {
      expect([text, isValidSemver(text)]).toEqual([text, false]);
    }
    expect(isValidSemver("v1.0.0-0a.01b+01.--")).toBe(true);
  });

  test("a module version keeps +incompatible and loses other metadata", () => {
    expect(canonicalModuleVersion("v2+incompatible")).toBe("");
    expect(canonicalModuleVersion("v2.0.0+incompatible")).toBe("v2.0.0+incompatible");
    expect(canonicalModuleVersion("v2.0.0+meta")).toBe("v2.0.0");
    expect(canonicalModuleVersion("v2.1")).toBe("v2.1.0");
  });
});

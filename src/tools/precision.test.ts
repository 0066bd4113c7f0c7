import { expect, test } from "bun:test";
import type { Precision } from "./model.ts";
import { compareVersions, plainVersion, precisionOf } from "./precision.ts";

const cases: readonly (readonly [string, Precision])[] = [
  ["v1.60.1", "exact"],
  ["1.60.1", "exact"],
  ["v2.0.0-rc.1", "exact"],
  ["v0.0.0-20240102030405-0123456789ab", "exact"],
  ["v2.4.0+incompatible", "exact"],
  ["2024.1.1", "exact"],
  ["2024.1", "exact"],
  ["0782b76014f15f24e22a438f30f308df42899ba1", "exact"],
  ["8f3c2d1", "exact"],
  ["v1.60", "part"],
  ["1.60", "part"],
  ["v2", "floor"],
  ["latest", "floor"],
  ["master", "floor"],
  ["~> v2", "floor"],
  ["^1.60", "floor"],
  ["v0.4.3+", "floor"],
  [">=1.2.3", "floor"],
  ["", "floor"],
];

test.each(cases)("%s is %s", (declared, precision) => {
  expect(precisionOf(declared)).toBe(precision);
});

test("a release is the same with and without its v", () => {
  expect(plainVersion("v1.60.1")).toBe(plainVersion(" 1.60.1"));
  expect(plainVersion("v2.4.0+incompatible")).toBe("2.4.0");
  expect(plainVersion("vendor")).toBe("vendor");
});

test("releases are ordered by their numbers", () => {
  expect(["1.9.0", "1.10.0", "1.10.0-rc.1", "1.10.0"].sort(compareVersions)).toEqual([
    "1.9.0",
    "1.10.0-rc.1",
    "1.10.0",
    "1.10.0",
  ]);
});

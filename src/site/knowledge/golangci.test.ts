import { expect, test } from "bun:test";
import { golangciBuiltWith } from "./golangci.ts";

test("a release was built by the newest Go that some release up to it supports", () => {
  expect(golangciBuiltWith("v1.54.2")).toBe(21);
  expect(golangciBuiltWith("v1.60.0")).toBe(22);
  expect(golangciBuiltWith("v1.60")).toBe(23);
  expect(golangciBuiltWith("2.3.1")).toBe(24);
  expect(golangciBuiltWith("v2.12.2")).toBe(26);
  expect(golangciBuiltWith("v2.13.5")).toBe(27);
});

test("nothing is said of floating names and of releases outside the table", () => {
  for (const version of ["latest", "v2", "v1.50.1", "v2.14.0", "v3.0.0"]) {
    expect(golangciBuiltWith(version)).toBeUndefined();
  }
});

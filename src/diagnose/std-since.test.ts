import { expect, test } from "bun:test";
import { stdPackageSince, stdSince } from "./std-since.ts";

test.each([
  ["strings.Cut", 18],
  ["slices.Sort", 21],
  ["slices.Collect", 23],
  ["os.ReadFile", 16],
  ["atomic.Pointer", 19],
  ["errors.Join", 20],
  ["sync.Map.Clear", 23],
  ["sync.WaitGroup.Go", 25],
  ["testing.T.Setenv", 17],
  ["testing.B.Loop", 24],
])("%s came with Go 1.%i", (name, minor) => {
  expect(stdSince(name)).toBe(minor);
});

test.each([
  "strings.Split",
  "sync.Map.Load",
  "strings.Nothing",
  "rand.IntN",
  "constructor",
  "sync",
])("%s is older than the table, or none", (name) => {
  expect(stdSince(name)).toBeUndefined();
});

test("packages have the release that brought them", () => {
  expect(stdPackageSince("slices")).toBe(21);
  expect(stdPackageSince("math/rand/v2")).toBe(22);
  expect(stdPackageSince("strings")).toBeUndefined();
});

import { expect, test } from "bun:test";
import { localTarget } from "./local-target.ts";

test.each([
  ["", "./fork", "fork"],
  ["app", "../fork/", "fork"],
  ["app", ".", "app"],
  ["app", "..", ""],
  ["a/b", "../../a/./c", "a/c"],
])("from folder %p the path %p leads to %p", (folder, path, target) => {
  expect(localTarget(folder, path)).toEqual({ kind: "inside", folder: target });
});

test("a path that climbs above the root leaves the tree, even when it comes back", () => {
  expect(localTarget("app", "../../other")).toEqual({ kind: "above" });
  expect(localTarget("", "../repo/app")).toEqual({ kind: "above" });
});

test.each(["/src/fork", "C:\\src\\fork", "c:/src/fork"])("%p is absolute", (path) => {
  expect(localTarget("", path)).toEqual({ kind: "absolute" });
});

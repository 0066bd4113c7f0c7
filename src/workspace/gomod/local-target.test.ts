import { expect, test } from "bun:test";
import { leavesRepository, localTarget } from "./local-target.ts";

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
  expect(localTarget("app", "../../other")).toEqual({ kind: "above", steps: 1 });
  expect(localTarget("", "../repo/app")).toEqual({ kind: "above", steps: 1 });
});

test.each(["/src/fork", "C:\\src\\fork", "c:/src/fork"])("%p is absolute", (path) => {
  expect(localTarget("", path)).toEqual({ kind: "absolute" });
});

test("a tree that is a folder of its repository has folders above it that belong to the repository", () => {
  expect(leavesRepository(localTarget("", "../api"), "app/")).toBe(false);
  expect(leavesRepository(localTarget("cmd", "../../../api"), "services/app/")).toBe(false);
  expect(leavesRepository(localTarget("", "../../api"), "app/")).toBe(true);
  expect(leavesRepository(localTarget("", "../api"), "")).toBe(true);
  expect(leavesRepository(localTarget("", "./api"))).toBe(false);
});

import { expect, test } from "bun:test";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { excludePaths } from "./exclude-paths.ts";

const tree = createMemoryTree({
  "go.mod": "module a\n",
  "old/go.mod": "module b\n",
  "old/x/y.go": "package x\n",
});

test("what is excluded is not in the tree, by no question", () => {
  const rest = excludePaths(tree, ["old/**"]);
  expect(rest.entries.map(({ path }) => path)).toEqual(["go.mod"]);
  expect(rest.entry("old/go.mod")).toBeUndefined();
  expect(rest.read("old/go.mod").ok).toBe(false);
  expect(rest.readStart("old/go.mod", 4).ok).toBe(false);
  expect(rest.peek("old/go.mod", 4).ok).toBe(false);
  expect(rest.hasFolder("old/x")).toBe(false);
  expect(rest.list("")).toEqual(["go.mod"]);
});

test("without globs the tree is the same", () => {
  expect(excludePaths(tree, [])).toBe(tree);
});

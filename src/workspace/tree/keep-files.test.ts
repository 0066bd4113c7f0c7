import { expect, test } from "bun:test";
import { keepFiles } from "./keep-files.ts";
import { createMemoryTree } from "./memory-tree.ts";

test("files that are not kept are gone, with the folders that held only them", () => {
  const whole = createMemoryTree(
    { "a/go.mod": "module a\n", "b/c.go": "package c\n", "b/d/e.go": "package e\n" },
    { links: { "b/link": "../a/go.mod", "a/out": "../b/c.go" } },
  );
  const tree = keepFiles(whole, (path) => path !== "b/c.go" && path !== "b/d/e.go");
  expect(tree.entries.map(({ path }) => path)).toEqual(["a/go.mod", "a/out", "b/link"]);
  expect(tree.list("")).toEqual(["a", "b"]);
  expect(tree.hasFolder("b/d")).toBe(false);
  const linked = tree.read("b/link");
  expect(linked.ok && new TextDecoder().decode(linked.bytes)).toBe("module a\n");
  expect(tree.read("a/out").ok).toBe(false);
  expect(tree.read("b/c.go").ok).toBe(false);
});

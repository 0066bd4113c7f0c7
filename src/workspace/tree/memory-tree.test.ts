import { describe, expect, test } from "bun:test";
import { createMemoryTree } from "./memory-tree.ts";
import { treeSuite } from "./tree-suite.ts";

treeSuite("a memory tree", ({ files, links, executable }) => createMemoryTree(files, { links, executable }));

describe("a memory tree", () => {
  test("leaves out what its .gitignore excludes, but not what is tracked", () => {
    const files = {
      ".gitignore": "vendor/\n",
      "vendor/a.go": "package a",
      "vendor/b.go": "package b",
      "c.go": "package c",
    };
    const tree = createMemoryTree(files, { tracked: ["vendor/b.go", "c.go"] });
    expect(tree.entries.map((entry) => entry.path)).toEqual([".gitignore", "c.go", "vendor/b.go"]);
    expect(tree.isIgnored("vendor/b.go")).toBe(true);
    expect(tree.isTracked("vendor/b.go")).toBe(true);
    expect(tree.isTracked("vendor/a.go")).toBe(false);
  });

  test("does not know what is tracked when nobody said it", () => {
    expect(createMemoryTree({ "a.go": "package a" }).isTracked("a.go")).toBeUndefined();
  });

  test("has the name it was given", () => {
    expect(createMemoryTree({}, { name: "case" }).name).toBe("case");
  });

  test("refuses paths that no tree can have", () => {
    for (const path of ["/a", "../a", "a//b", "", "a/", "./a"])
      expect(() => createMemoryTree({ [path]: "" })).toThrow(RangeError);
  });
});

import { expect, test } from "bun:test";
import { addFiles } from "./add-files.ts";
import { createMemoryTree } from "./memory-tree.ts";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const textOf = (read: ReturnType<ReturnType<typeof createMemoryTree>["read"]>): string =>
  read.ok ? new TextDecoder().decode(read.bytes) : read.reason;

const tree = addFiles(
  createMemoryTree({ ".gitignore": "*.json\n", "b/x.txt": "old", "go.mod": "module a\n" }),
  new Map([
    ["a/b/new.txt", bytes("new")],
    ["b/x.txt", bytes("changed")],
    ["known.json", bytes("{}")],
  ]),
);

test("files that were not there are listed in order, with their folders", () => {
  expect(tree.entries.map(({ path }) => path)).toEqual([
    ".gitignore",
    "a/b/new.txt",
    "b/x.txt",
    "go.mod",
    "known.json",
  ]);
  expect(tree.list("")).toEqual([".gitignore", "a", "b", "go.mod", "known.json"]);
  expect(tree.list("a")).toEqual(["a/b"]);
  expect(tree.list("a/b")).toEqual(["a/b/new.txt"]);
  expect(tree.hasFolder("a/b")).toBe(true);
  expect(tree.hasFolder("a/b/new.txt")).toBe(false);
  expect(tree.hasFolder("b")).toBe(true);
  expect(tree.hasFolder("c")).toBe(false);
});

test("contents are the new ones, and a file that will be added is one that git tracks", () => {
  expect(textOf(tree.read("a/b/new.txt"))).toBe("new");
  expect(textOf(tree.readStart("a/b/new.txt", 2))).toBe("ne");
  expect(textOf(tree.read("b/x.txt"))).toBe("changed");
  expect(textOf(tree.read("go.mod"))).toBe("module a\n");
  expect(tree.entry("b/x.txt")?.sizeBytes).toBe(7);
  expect(tree.isTracked("known.json")).toBe(true);
  expect(tree.isIgnored("known.json")).toBe(false);
});

import { expect, test } from "bun:test";
import { createMemoryTree } from "./memory-tree.ts";
import { overlayTree } from "./overlay-tree.ts";

test("an overlay changes what is read and its size, and nothing else", () => {
  const below = createMemoryTree({ "a.txt": "old", "b/c.txt": "kept" });
  const tree = overlayTree(
    below,
    new Map([
      ["a.txt", new TextEncoder().encode("newer")],
      ["no.txt", new Uint8Array(1)],
    ]),
  );
  const text = (path: string): string | undefined => {
    const read = tree.read(path);
    return read.ok ? new TextDecoder().decode(read.bytes) : undefined;
  };
  expect(text("a.txt")).toBe("newer");
  expect(text("b/c.txt")).toBe("kept");
  expect(tree.entries.map(({ path, sizeBytes }) => [path, sizeBytes])).toEqual([
    ["a.txt", 5],
    ["b/c.txt", 4],
  ]);
  expect(tree.entry("a.txt")?.sizeBytes).toBe(5);
  const peeked = tree.peek("a.txt", 2);
  expect(peeked.ok && new TextDecoder().decode(peeked.bytes)).toBe("ne");
});

import { expect, test } from "bun:test";
import { embedPatterns } from "./embed-patterns.ts";

test("embed patterns are words, quoted or not, without all:", () => {
  const text =
    'package p\n\nimport "embed"\n\n//go:embed a.txt "b c.txt" `d` all:web/*\nvar f embed.FS\n\n// //go:embed x\n';
  const found = embedPatterns(text);
  expect(found.map(({ pattern }) => pattern)).toEqual(["a.txt", "b c.txt", "d", "web/*"]);
  expect(found.map(({ span }) => text.slice(span.start, span.end))).toEqual([
    "a.txt",
    '"b c.txt"',
    "`d`",
    "all:web/*",
  ]);
});

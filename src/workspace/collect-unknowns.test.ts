import { describe, expect, test } from "bun:test";
import { unknownsOfModel } from "./collect-unknowns.ts";
import { readWorkspace } from "./read-workspace.ts";
import { createMemoryTree } from "./tree/memory-tree.ts";

describe("problems of one file", () => {
  const problems = Array.from({ length: 5000 }, (_, start) => ({
    span: { start, end: start },
    reason: "bad",
  }));

  test("are listed up to a hundred, and the rest is counted", () => {
    const unknowns = unknownsOfModel({ file: "Makefile", problems });
    expect(unknowns).toHaveLength(101);
    expect(unknowns.at(-1)).toMatchObject({ reason: "4900 more parts of the file cannot be read" });
  });

  test("are all listed when they are few", () => {
    expect(unknownsOfModel({ file: "Makefile", problems: problems.slice(0, 100) })).toHaveLength(100);
  });
});

test("a large file that is no text is one unknown", async () => {
  const bytes = new Uint8Array(100_000).map((_, index) => (index * 167 + (index >> 8) * 31) & 0xff);
  const files = ["Dockerfile", "Makefile", "go.work", "x.sh", ".gitlab-ci.yml", ".github/workflows/a.yml"];
  const workspace = await readWorkspace(
    createMemoryTree(Object.fromEntries(files.map((file) => [file, bytes]))),
  );
  const told = workspace.unknowns.filter(({ reason }) => reason === "the file cannot be read: it is no text");
  expect(told.map(({ at }) => at.file).sort()).toEqual(files.toSorted());
});

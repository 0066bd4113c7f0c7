import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { raiseVersion } from "./raise-version.ts";

test.each([
  ["golang:1.24", "1.24", "1.25.0", "golang:1.25"],
  ["golang:1.24-alpine", "1.24", "1.25", "golang:1.25-alpine"],
  ["golang:1.24.3", "1.24.3", "1.25", "golang:1.25.0"],
  ["golang:1.24.3", "1.24.3", "1.25.2", "golang:1.25.2"],
  ["'1.24.x'", "1.24", "1.25.0", "'1.25.x'"],
  ["1.24", "1.24", "1.30.0", '"1.30"'],
  ["golang:1.24-alpine3.19", "1.24", "1.25", undefined],
  ["golang:1.24-bookworm", "1.24", "1.25", undefined],
  ["golang:1.24@sha256:4f2e", "1.24", "1.25", undefined],
  ["golang:$VERSION", "1.24", "1.25", undefined],
  [">=1.24", "1.24", "1.25", undefined],
])("%s with go %s, raised to %s, is %s", async (text, version, wanted, result) => {
  const file = ".github/workflows/ci.yml";
  const workspace = await readWorkspace(createMemoryTree({ [file]: text, "go.mod": "module a.example/a\n" }));
  const at = { file, span: { start: 0, end: text.length } };
  const fixed = raiseVersion(workspace, { version, precision: "minor", at, by: "test" }, wanted);
  expect(fixed?.fix.edits[0]?.text).toBe(result);
});

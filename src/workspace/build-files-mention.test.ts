import { expect, test } from "bun:test";
import { buildFilesMention } from "./build-files-mention.ts";
import { readWorkspace } from "./read-workspace.ts";
import { createMemoryTree } from "./tree/memory-tree.ts";

test("looks into makefiles, scripts and settings, and not into copied or other files", async () => {
  const workspace = await readWorkspace(
    createMemoryTree({
      "make/lib/golang.mk": "GO_MOD_FLAGS ?= -mod=vendor\n",
      "vendor/example.com/a/Makefile": "in vendor\n",
      "notes.md": "in notes\n",
    }),
  );
  expect(buildFilesMention(workspace, /-mod=vendor/)).toBe(true);
  expect(buildFilesMention(workspace, /in vendor|in notes/)).toBe(false);
});

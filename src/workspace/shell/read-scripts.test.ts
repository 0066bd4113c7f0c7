import { beforeAll, expect, test } from "bun:test";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { loadShellGrammar } from "./grammar.ts";
import { readShellScripts } from "./read-scripts.ts";

beforeAll(loadShellGrammar);

test("scripts are known by ending or interpreter line, and read when they may run go", () => {
  const tree = createMemoryTree(
    {
      "build.sh": "go build\n",
      "hello.sh": "echo hi\n",
      "lib.bash": "export GOFLAGS=-mod=mod\n",
      "scripts/release": "#!/usr/bin/env bash\nset -e\ngo vet ./...\n",
      "scripts/run.in": "#!/bin/sh\ngo test\n",
      "scripts/py": "#!/usr/bin/env python3\nprint('go build')\n",
      "main.go": "package main\n",
      "vendor/x/build.sh": "go build\n",
    },
    { executable: ["scripts/run.in"] },
  );
  const scripts = readShellScripts(tree);
  expect(scripts.map((script) => script.file)).toEqual([
    "build.sh",
    "lib.bash",
    "scripts/release",
    "scripts/run.in",
  ]);
  expect(scripts[2]?.shebang).toBe("/usr/bin/env bash");
  expect(scripts[2]?.body).toHaveLength(2);
});

test("a script that is too long to be parsed is refused by name, however long it is", () => {
  const line = "go build ./cmd/one\n";
  const tree = createMemoryTree({
    "long.sh": line.repeat(30_000),
    "longer.sh": line.repeat(200_000),
    "short.sh": line,
  });
  const reasons = readShellScripts(tree).map(({ file, problems }) => [file, problems[0]?.reason]);
  expect(reasons).toEqual([
    ["long.sh", "A script of more than 524288 characters is not read"],
    ["longer.sh", "A script of more than 524288 characters is not read"],
    ["short.sh", undefined],
  ]);
});

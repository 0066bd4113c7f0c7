import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { packageClosure } from "./package-closure.ts";
import { resolveSites } from "./resolve-sites.ts";

const files = {
  "go.mod": "module example.com/m\n\ngo 1.25\n",
  "cmd/app/main.go": 'package main\n\nimport (\n\t"fmt"\n\n\t"example.com/m/store"\n)\n',
  "cmd/app/main_test.go": 'package main\n\nimport "testing"\n',
  "store/store.go": 'package store\n\nimport "database/sql"\n',
  "store/lite.go": '//go:build lite\n\npackage store\n\nimport "example.com/lite"\n',
  "other/other.go": 'package other\n\nimport "net"\n',
  "sub/go.mod": "module example.com/m/sub\n\ngo 1.25\n",
  "sub/sub.go": 'package sub\n\nimport "os/user"\n',
};

async function importsOf(script: string): Promise<readonly string[] | undefined> {
  const workspace = await readWorkspace(createMemoryTree({ ...files, "b.sh": `#!/bin/sh\n${script}\n` }));
  const [site] = resolveSites(workspace).sites;
  const [command] = site?.commands ?? [];
  const closure = site && command && packageClosure(command, workspace);
  return closure && [...closure.imports.keys()].sort();
}

describe("what a build compiles", () => {
  test.each([
    ["go build ./cmd/app", ["database/sql", "fmt"]],
    ["go build example.com/m/cmd/app", ["database/sql", "fmt"]],
    ["go build cmd/app/main.go", ["database/sql", "fmt"]],
    ["cd cmd && go run ./app --x ./other", ["database/sql", "fmt"]],
    ["go build -tags lite ./cmd/app", ["database/sql", "example.com/lite", "fmt"]],
    ["go test ./...", ["database/sql", "fmt", "net"]],
    ["go build ./cmd/...", ["database/sql", "fmt"]],
    ["go build -C sub .", ["os/user"]],
    ["go run cmd/app/main.go cmd/app/more.go other.txt", ["database/sql", "fmt"]],
  ])("is followed from %s", async (script, wanted) => {
    expect(await importsOf(script)).toEqual(wanted);
  });

  test.each([
    ["go build $PKG"],
    ["go install example.com/m/cmd/app@latest"],
    ["go build fmt"],
    ["go build ../x"],
  ])("is not known of %s", async (script) => {
    expect(await importsOf(script)).toBeUndefined();
  });
});

import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { buildOutput } from "./build-output.ts";
import { resolveSites } from "./resolve-sites.ts";
import { linkerFlags } from "./static-link.ts";

async function commandOf(script: string) {
  const files = {
    "go.mod": "module example.com/ledger/v2\n\ngo 1.25\n",
    "cmd/app/main.go": "package main\n",
  };
  const workspace = await readWorkspace(createMemoryTree({ ...files, "b.sh": `#!/bin/sh\n${script}\n` }));
  const command = resolveSites(workspace).sites[0]?.commands[0];
  if (!command) throw new RangeError("no go command");
  return command;
}

describe("the file that a build writes", () => {
  test.each([
    ["go build -o /out/app ./cmd/x", "/out/app", "app"],
    ["go build -o bin/ ./cmd/app", "bin/", "app"],
    ["go build ./cmd/app", undefined, "app"],
    ["go build", undefined, "ledger"],
    ["cd cmd/app && go install", undefined, "app"],
    ["go build main.go", undefined, "main"],
  ])("%s", async (script, path, name) => {
    expect(buildOutput(await commandOf(script))).toEqual({ path, name });
  });

  test.each([
    ["go build ./..."],
    ["go build ./a ./b"],
    ['go build -o "$OUT" .'],
    ["go build $PKG"],
  ])("is not known of %s", async (script) => {
    expect(buildOutput(await commandOf(script))).toBeUndefined();
  });
});

describe("linker flags", () => {
  test.each([
    ["go build .", "", true],
    ["go build -ldflags '-s -w' .", "-s -w", true],
    ["go build $(cat flags) .", "", false],
    ['go build -ldflags "$LDFLAGS" .', undefined, false],
    ['go build -ldflags "-X main.v=$V" .', undefined, true],
  ])("%s", async (script, text, isComplete) => {
    const flags = linkerFlags(await commandOf(script));
    expect(flags.isComplete).toBe(isComplete);
    if (text !== undefined) expect(flags.text).toBe(text);
  });
});

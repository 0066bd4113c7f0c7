import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";
import { tagSettings } from "./tag-settings.ts";

async function settingsOf(script: string): Promise<readonly string[]> {
  const workspace = await readWorkspace(
    createMemoryTree({ "go.mod": "module m\n\ngo 1.25\n", "b.sh": `#!/bin/sh\n${script}\n` }),
  );
  const command = resolveSites(workspace).sites[0]?.commands[0];
  return command ? tagSettings(command).map(({ from, text }) => `${from} ${text}`) : ["no command"];
}

describe("the -tags of a command", () => {
  test.each([
    ["go build ./...", []],
    ["go build -tags a,b ./...", ["command a,b"]],
    ["go build -tags a -v -tags=b ./...", ["command a", "command b"]],
    ["GOFLAGS='-tags=a -mod=mod' go build --tags b", ["GOFLAGS a", "command b"]],
    ["go test ./e2e -tags e2e", ["command e2e"]],
    ["go test ./e2e -args -tags e2e", []],
    ['go build -tags "$1" .', ["command undefined"]],
    ["go run . -tags x", []],
  ])("of %s are %p", async (script, wanted) => {
    expect(await settingsOf(script)).toEqual(wanted);
  });
});

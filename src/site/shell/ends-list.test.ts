import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { listMentions } from "../mentions.ts";
import { resolveSites } from "../resolve-sites.ts";

/** What runs, and why the rest does not. */
async function runsOf(script: string): Promise<readonly string[]> {
  const files = {
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    "run.sh": `#!/bin/bash\n${script}\n`,
  };
  const workspace = await readWorkspace(createMemoryTree(files));
  return listMentions(workspace, resolveSites(workspace)).map(
    ({ text, kind, reason }) => `${text}: ${kind === "command" ? "runs" : reason}`,
  );
}

const behind = "behind a command that ends the script or the function";

test("behind exit and exec of the same list nothing runs", async () => {
  expect(await runsOf("go build .\nexit 0\ngo test .")).toEqual(["go build: runs", `go test: ${behind}`]);
  expect(await runsOf("exec go build .\ngo test .")).toEqual(["go build: runs", `go test: ${behind}`]);
  expect(await runsOf("f() { go vet .; return 1; go test .; }\nf\ngo build .")).toEqual([
    "go vet: runs",
    `go test: ${behind}`,
    "go build: runs",
  ]);
});

test("an exit in a branch or a subshell, exec that redirects and a return outside of functions end no script", async () => {
  for (const line of [
    'if [ "$1" ]; then exit 1; fi',
    '[ "$1" ] && exit 1',
    "(exit 0)",
    "exec 2>&1",
    "exec $WRAPPER",
    "return 0",
  ]) {
    expect(await runsOf(`${line}\ngo build .`)).toEqual(["go build: runs"]);
  }
});

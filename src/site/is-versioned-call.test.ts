import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { isVersionedCall } from "./is-versioned-call.ts";
import { resolveSites } from "./resolve-sites.ts";

async function commandOf(text: string) {
  const files = {
    "go.mod": "module m\n\ngo 1.25.0\n",
    Dockerfile: `FROM golang:1.24\nWORKDIR /s\nCOPY . .\nRUN ${text}\n`,
  };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  const command = sites[0]?.commands[0];
  if (!command) throw new TypeError(`no command: ${text}`);
  return command;
}

test("only the package of a call asks for a version, not what the program is handed", async () => {
  const calls = [
    "go run ./cmd a@b",
    "go run . -to user@example.com",
    "go run . $@",
    "go run main.go a@b",
    "go run ./cmd@v1",
    "go install ./a@b",
    "go run -ldflags=-X=main.mail=a@b .",
    "go build example.com/tool@v1",
  ];
  for (const call of calls) {
    const command = await commandOf(call);
    expect([call, isVersionedCall(command), command.go.outcome]).toEqual([call, false, "refuses"]);
  }
});

test("a package with a version looks at no module", async () => {
  const calls = [
    "go run example.com/tool@v1.2.3 .",
    "go run -mod=mod example.com/tool@latest",
    "go install -v example.com/a@v1 example.com/b@v1",
    "go install example.com/tool@$(cat VERSION)",
    "go install example.com/tool@$VERSION",
  ];
  for (const call of calls) {
    const command = await commandOf(call);
    expect([call, isVersionedCall(command), command.go.outcome]).toEqual([call, true, "runs"]);
  }
});

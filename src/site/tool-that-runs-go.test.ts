import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

async function runsIn(line: string) {
  const workspace = await readWorkspace(
    createMemoryTree({
      "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
      "sub/go.mod": "module example.com/ledger/sub\n\ngo 1.20\n",
      Dockerfile: `FROM golang:1.23\nWORKDIR /src\nCOPY . .\nRUN ${line}\n`,
    }),
  );
  const [site] = resolveSites(workspace).sites;
  return site?.events.flatMap(({ runsGo }) => runsGo ?? []) ?? [];
}

describe("a tool that loads packages", () => {
  test.each([
    ["golangci-lint run --timeout=5m ./...", "golangci-lint", "list", "refuses"],
    ["/go/bin/govulncheck -show=verbose ./...", "govulncheck", "list", "refuses"],
    ["staticcheck ./...", "staticcheck", "list", "refuses"],
    ["ko build ./cmd/ledger", "ko", "build", "refuses"],
    ["gotestsum --format dots -- ./...", "gotestsum", "test", "refuses"],
    ["cd sub && golangci-lint run", "golangci-lint", "list", "runs"],
  ])("%s", async (line, tool, subcommand, outcome) => {
    const [command] = await runsIn(line);
    expect(command?.byTool).toBe(tool);
    expect(command?.subcommand).toBe(subcommand);
    expect(command?.go.outcome).toBe(outcome as never);
  });
});

test.each([
  "golangci-lint --version",
  "golangci-lint run --help",
  "golangci-lint linters",
  "govulncheck -mode=binary ./ledger",
  "govulncheck -version",
  "staticcheck -explain ST1000",
  "ko version",
  "ko login registry.example.com",
  "gotestsum --version",
  "gotestsum tool slowest",
  "golangci-lint run $FLAGS_OF_NOBODY_KNOWN",
  "echo golangci-lint run",
])("%s loads none for sure", async (line) => {
  expect(await runsIn(line)).toEqual([]);
});

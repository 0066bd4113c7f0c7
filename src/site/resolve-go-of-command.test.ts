import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { commandBelowFloor, commandThatIgnoresFloor } from "./floor-breach.ts";
import { resolveSites } from "./resolve-sites.ts";

const goMod = "module m\n\ngo 1.99\n";
const modules = { "go.mod": goMod, "tools.mod": "module m\n\ngo 1.23\n", "newer.mod": goMod };

async function look(lines: string, from = "golang:1.24") {
  const Dockerfile = `FROM ${from} AS build\nWORKDIR /s\nCOPY . .\n${lines}\n`;
  const { sites } = resolveSites(await readWorkspace(createMemoryTree({ ...modules, Dockerfile })));
  const site = sites.at(-1);
  if (!site) throw new TypeError("no site");
  return { site, outcomes: site.commands.map(({ go }) => go.outcome) };
}

/** Whether the real go accepts a command in a module of a go line that no release has. */
function runsReally(command: readonly string[], environment: Record<string, string> = {}): boolean {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-"));
  try {
    const files = { ...modules, "main.go": "package main\n\nfunc main() {}\n" };
    for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
    const { PATH = "", HOME = "" } = process.env;
    const env = {
      PATH,
      HOME,
      GOENV: "off",
      GOFLAGS: "",
      GOTOOLCHAIN: "local",
      GOPROXY: "off",
      ...environment,
    };
    const { exitCode, stderr } = Bun.spawnSync(["go", ...command], { cwd: folder, env });
    // go doc and go mod init may stop for reasons of their own.
    return exitCode === 0 || !stderr.toString().includes("requires go >=");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

test("a go line stops the commands that load the module, and no others, as the real go does", async () => {
  const commands = [
    "version",
    "env GOMOD",
    "mod edit -json",
    "mod init",
    "work init",
    "mod verify",
    "list .",
    "build .",
  ];
  for (const words of commands) {
    const [outcome] = (await look(`RUN go ${words}`)).outcomes;
    expect([words, outcome === "runs"]).toEqual([words, runsReally(words.split(" "))]);
  }
});

test("-modfile names the lines that count, and GO111MODULE=off leaves none", async () => {
  const cases: readonly (readonly [string, Record<string, string>])[] = [
    ["build .", {}],
    ["build -modfile=tools.mod .", {}],
    ["build -modfile=newer.mod .", {}],
    ["build .", { GOFLAGS: "-modfile=tools.mod" }],
    ["build .", { GO111MODULE: "off" }],
  ];
  for (const [words, variables] of cases) {
    const env = Object.entries(variables).map(([name, value]) => `ENV ${name}=${value}\n`);
    const { outcomes, site } = await look(`${env.join("")}RUN go ${words}`);
    expect([words, outcomes[0] === "runs"]).toEqual([words, runsReally(words.split(" "), variables)]);
    expect(commandBelowFloor(site) !== undefined).toBe(outcomes[0] === "refuses");
    expect(commandThatIgnoresFloor(site)).toBeUndefined();
  }
});

test("after an edit of go.mod files cannot tell what it asks for", async () => {
  const edits = [
    "sed -i 's/^go .*/go 1.24/' go.mod",
    "go mod edit -go=1.24",
    "rm go.mod && go mod init m",
    "cp tools.mod go.mod",
    "printf 'module m\\n' > go.mod",
  ];
  for (const edit of edits) {
    const { site, outcomes } = await look(`RUN ${edit}\nRUN go build .`);
    expect([edit, outcomes.at(-1)]).toEqual([edit, "unknown"]);
    expect(commandBelowFloor(site)).toBeUndefined();
  }
  expect((await look("RUN sed -i 's/^go .*/go 1.24/' go.mod\nFROM build\nRUN go build .")).outcomes).toEqual([
    "unknown",
  ]);
});

test("what leaves the lines alone, or edits another go.mod, changes nothing", async () => {
  const others = [
    "sed -i 's/a/b/' go.mod",
    "go mod edit -replace=a=b",
    "cp go.mod /tmp/go.bak",
    "cd /opt && sed -i 's/^go .*/go 1.24/' tools/go.mod",
    "grep '^go ' go.mod",
  ];
  for (const other of others) {
    const { outcomes } = await look(`RUN ${other}\nWORKDIR /s\nRUN go build .`);
    expect([other, outcomes.at(-1)]).toEqual([other, "refuses"]);
  }
});

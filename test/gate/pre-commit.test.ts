/** The hook, run by the real pre-commit: as a repository of hooks, and as the entry that init writes. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { checkTool } from "../../scripts/check-tools.ts";
import { writeFiles } from "../write-files.ts";
import { commit, git, gitEnvironment } from "./git-world.ts";

setDefaultTimeout(180_000);

const root = join(import.meta.dir, "../..");
const tool = checkTool("pre-commit");
const path = "path" in tool ? tool.path : "";
const reason = "missing" in tool ? `: SKIPPED, ${tool.missing}` : "";

let work = "";
let bin = "";

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "breakwater-pre-commit-"));
  bin = join(work, "bin");
  mkdirSync(bin);
  // Installing the executable is a step before the hook: here it is the program from its sources.
  const main = join(root, "src/cli/main.ts");
  writeFileSync(
    join(bin, "breakwater"),
    `#!/bin/sh\nexec '${process.execPath}' --no-install '${main}' "$@"\n`,
  );
  chmodSync(join(bin, "breakwater"), 0o755);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

function environment(): Record<string, string> {
  return {
    ...gitEnvironment,
    PATH: `${bin}:${dirname(path)}:/usr/bin:/bin`,
    HOME: work,
    PRE_COMMIT_HOME: join(work, "home"),
  };
}

function run(folder: string, ...words: readonly string[]): { status: number | null; said: string } {
  const [command = "", ...others] = words;
  const done = spawnSync(command, others, { cwd: folder, env: environment(), encoding: "utf8" });
  return { status: done.status, said: done.stdout + done.stderr };
}

/** A repository with an old sin, and the hook installed with this configuration. */
function repository(name: string, config: string): string {
  const folder = join(work, name);
  mkdirSync(folder);
  git(folder, "init", "-q", "-b", "main");
  commit(folder, {
    ".pre-commit-config.yaml": config,
    "go.mod": "module example.com/a\n\ngo 1.25.0\n",
    "main.go": "package main\n\nfunc main() {}\n",
    "old/Dockerfile": "FROM golang:1.24\nCOPY . .\nRUN go build ./...\n",
  });
  const installed = run(folder, path, "install");
  expect(installed.said).toContain("pre-commit installed");
  return folder;
}

function expectGate(folder: string): void {
  writeFiles(folder, { "README.md": "# a\n" });
  git(folder, "add", "-A");
  expect(run(folder, "git", "commit", "-m", "silent on what is unrelated")).toMatchObject({ status: 0 });

  // What is not staged does not count, and neither does what was there before.
  writeFiles(folder, { Dockerfile: "FROM golang:1.23\nCOPY . .\nRUN go build ./...\n", "b.txt": "b\n" });
  git(folder, "add", "b.txt", "Dockerfile");
  const refused = run(folder, "git", "commit", "-m", "worse");
  expect(refused.status).toBe(1);
  expect(refused.said).toContain("Dockerfile:1");
  expect(refused.said).not.toContain("old/Dockerfile");
  writeFiles(folder, { Dockerfile: "FROM golang:1.25\nCOPY . .\nRUN go build ./...\n" });
  git(folder, "add", "Dockerfile");
  writeFiles(folder, { Dockerfile: "FROM golang:1.23\nCOPY . .\nRUN go build ./...\n" });
  expect(run(folder, "git", "commit", "-m", "better")).toMatchObject({ status: 0 });
}

describe.skipIf(reason !== "")(`pre-commit${reason}`, () => {
  test("runs the hook of .pre-commit-hooks.yaml", () => {
    const hooks = join(work, "hooks");
    mkdirSync(hooks);
    git(hooks, "init", "-q");
    cpSync(join(root, ".pre-commit-hooks.yaml"), join(hooks, ".pre-commit-hooks.yaml"));
    git(hooks, "add", "-A");
    git(hooks, "commit", "-q", "-m", "hooks");
    git(hooks, "tag", "v0.1.0");
    expectGate(
      repository(
        "by-hooks",
        `repos:\n  - repo: file://${hooks}\n    rev: v0.1.0\n    hooks:\n      - id: breakwater\n`,
      ),
    );
  });

  test("runs the entry that init adds, beside the hooks that were there", () => {
    const own =
      "repos:\n  # ours\n  - repo: local\n    hooks:\n      - { id: own, name: own, entry: 'true', language: system }\n";
    const folder = repository("by-init", own);
    const done = run(folder, "breakwater", "init", "--write");
    expect(done.said).toContain(".pre-commit-config.yaml");
    expect(done.status).toBe(0);
    expect(run(folder, path, "validate-config")).toEqual({ status: 0, said: "" });
    const text = readFileSync(join(folder, ".pre-commit-config.yaml"), "utf8");
    expect(text).toStartWith(own);
    git(folder, "add", "-A");
    const first = run(folder, "git", "commit", "-m", "breakwater");
    expect(first.said).toMatch(/^breakwater\.+Passed$/m);
    expect(first.status).toBe(0);
    expectGate(folder);
  });

  test("runs the hook in a repository without any commit", () => {
    const folder = join(work, "empty");
    mkdirSync(folder);
    git(folder, "init", "-q", "-b", "main");
    writeFiles(folder, {
      ".pre-commit-config.yaml":
        "repos:\n  - repo: local\n    hooks:\n      - { id: breakwater, name: breakwater, entry: breakwater check --new-from HEAD, language: system, pass_filenames: false, always_run: true }\n",
      "go.mod": "module example.com/a\n\ngo 1.25.0\n",
    });
    git(folder, "add", "-A");
    expect(run(folder, path, "run")).toMatchObject({ status: 0 });
  });
});

/** `init` at a terminal: it asks, and writes only after a yes. */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runInit } from "./init.ts";
import type { Terminal } from "./terminal.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-init-"));
let folder = "";
let count = 0;

beforeEach(() => {
  folder = join(work, `repository-${++count}`);
  mkdirSync(folder);
  writeFileSync(join(folder, "go.mod"), "module example.com/a\n\ngo 1.25.0\n");
  writeFileSync(join(folder, "Dockerfile"), "FROM golang:1.24\nCOPY . .\nRUN go build ./...\n");
  writeFileSync(join(folder, "main.go"), "package main\n\nfunc main() {}\n");
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

/** A terminal with a person who types this. */
function terminalWith(answer: string | undefined): { terminal: Terminal; said: () => string } {
  let text = "";
  const terminal: Terminal = {
    write: async (part) => {
      text += part;
    },
    complain: (part) => {
      text += part;
    },
    environment: { NO_COLOR: "1" },
    isInputTty: true,
    readLine: async () => answer,
    isOutputTty: true,
    isErrorTty: false,
    columns: 100,
    folder,
    now: () => new Date("2026-11-21T12:00:00Z"),
    program: "breakwater",
  };
  return { terminal, said: () => text };
}

const input = {
  path: undefined,
  format: "human",
  release: undefined,
  writes: false,
  isDiffOnly: false,
} as const;
const config = (): string => join(folder, ".breakwater.yaml");

describe("init at a terminal", () => {
  test.each(["y", "Y", "yes", " yes \r"])("writes after the answer %j", async (answer) => {
    const { terminal, said } = terminalWith(answer);
    expect(await runInit({ ...input, path: folder }, terminal)).toBe(0);
    expect(said()).toContain("Write these 2 files? [y/N] ");
    expect(said()).toContain(
      "Wrote .breakwater.yaml, breakwater-baseline.json. The baseline remembers 2 findings.",
    );
    expect(readFileSync(config(), "utf8")).toContain("baseline: breakwater-baseline.json");
  });

  test.each(["", "n", "no", "yo", undefined])("writes nothing after the answer %j", async (answer) => {
    const { terminal, said } = terminalWith(answer);
    await runInit({ ...input, path: folder }, terminal);
    expect(said()).toContain("+go: floor\n");
    expect(said()).toEndWith("nothing was: --write writes. The baseline remembers 2 findings.\n");
    expect(existsSync(config())).toBe(false);
  });

  test("never asks with --diff, and asks nobody who cannot type", async () => {
    for (const more of [{ isDiffOnly: true }, {}]) {
      const { terminal, said } = terminalWith("y");
      await runInit({ ...input, ...more, path: folder }, { ...terminal, isInputTty: "isDiffOnly" in more });
      expect(said()).not.toContain("[y/N]");
      expect(existsSync(config())).toBe(false);
    }
  });
});

describe("what init writes", () => {
  const write = (): Promise<0> =>
    runInit(
      { ...input, path: folder, writes: true, release: "acme/breakwater" },
      terminalWith(undefined).terminal,
    );

  test("names a baseline that is there already, and does not touch it", async () => {
    const text = '{ "schema": 1, "findings": [] }\n';
    writeFileSync(join(folder, "breakwater-baseline.json"), text);
    await write();
    expect(readFileSync(config(), "utf8")).toContain("baseline: breakwater-baseline.json");
    expect(readFileSync(join(folder, "breakwater-baseline.json"), "utf8")).toBe(text);
  });

  test("is never a configuration without its baseline, wherever a run is cut off", async () => {
    mkdirSync(join(folder, ".github/workflows", `.breakwater-${process.pid}.tmp`, "full"), {
      recursive: true,
    });
    writeFileSync(join(folder, ".github/workflows/ci.yml"), "on: push\njobs: {}\n");
    await expect(write()).rejects.toMatchObject({
      hint: "written before: 2 files (breakwater-baseline.json, .breakwater.yaml)",
    });
    expect(existsSync(join(folder, "breakwater-baseline.json"))).toBe(true);
  });

  test("names no file of another content as baseline", async () => {
    writeFileSync(join(folder, "breakwater-baseline.json"), '{"a":1}');
    await expect(write()).rejects.toThrow(
      'Cannot use "breakwater-baseline.json" as baseline: no "schema": 1',
    );
    expect(existsSync(config())).toBe(false);
  });

  test("stands on no configuration that check refuses", async () => {
    writeFileSync(config(), "rules:\n  no/such: { stage: off }\n");
    await expect(write()).rejects.toMatchObject({ code: "bad-config" });
    writeFileSync(config(), "rules: [\n");
    await expect(write()).rejects.toMatchObject({ code: "bad-config" });
  });

  test.each([
    ["self-hosted", "self-hosted"],
    ["[self-hosted, linux]", "[self-hosted, linux]"],
    ["{ group: big, labels: [self-hosted, x64] }", "{ group: big, labels: [self-hosted, x64] }"],
    [`$\{{ vars.RUNNER }}`, `"$\{{ vars.RUNNER }}"`],
    [`$\{{ matrix.os }}`, "ubuntu-latest"],
    ["windows-latest", "ubuntu-latest"],
  ])("runs where the repository's other jobs run: %s", async (runner, wanted) => {
    mkdirSync(join(folder, ".github/workflows"), { recursive: true });
    writeFileSync(
      join(folder, ".github/workflows/ci.yml"),
      `on: push\njobs:\n  test:\n    runs-on: ${runner}\n    steps:\n      - run: go test ./...\n`,
    );
    await write();
    expect(readFileSync(join(folder, ".github/workflows/breakwater.yml"), "utf8")).toContain(
      `    runs-on: ${wanted}\n`,
    );
  });

  test("is no second gate beside a workflow that uses the same action under any name", async () => {
    mkdirSync(join(folder, ".github/workflows"), { recursive: true });
    writeFileSync(
      join(folder, ".github/workflows/gate.yaml"),
      "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - uses: A/b@v0.1.0\n",
    );
    await runInit(
      { ...input, path: folder, writes: true, release: "a/b@v0.1.0" },
      terminalWith(undefined).terminal,
    );
    expect(existsSync(join(folder, ".github/workflows/breakwater.yml"))).toBe(false);
  });

  test("makes the baseline that the configuration names and that is missing", async () => {
    writeFileSync(config(), "baseline: known.json\n");
    await write();
    expect(JSON.parse(readFileSync(join(folder, "known.json"), "utf8")).findings).toHaveLength(2);
    expect(readFileSync(config(), "utf8")).toBe("baseline: known.json\n");
  });

  test("does not follow a folder that leads out of the repository, and then writes nothing at all", async () => {
    const outside = join(work, `outside-${count}`);
    mkdirSync(join(outside, "workflows"), { recursive: true });
    symlinkSync(outside, join(folder, ".github"));
    mkdirSync(join(folder, ".git"));
    writeFileSync(join(folder, ".git/config"), '[remote "origin"]\n\turl = git@github.example:a/b.git\n');
    await expect(write()).rejects.toThrow(
      'Cannot write ".github/workflows/breakwater.yml": its folder leads out',
    );
    expect(existsSync(config())).toBe(false);
    expect(lstatSync(outside).isDirectory()).toBe(true);
  });

  test("follows the remote where no pipeline is there yet", async () => {
    mkdirSync(join(folder, ".git/refs/remotes/origin"), { recursive: true });
    writeFileSync(
      join(folder, ".git/config"),
      '[remote "origin"]\n\turl = https://gitlab.example/a/github.git\n',
    );
    writeFileSync(join(folder, ".git/HEAD"), "ref: refs/heads/topic\n");
    await write();
    expect(readFileSync(join(folder, ".gitlab-ci.yml"), "utf8")).toBe(
      "include:\n  - local: .gitlab/breakwater.gitlab-ci.yml\n",
    );
    expect(existsSync(join(folder, ".github"))).toBe(false);
  });

  test("judges pushes to the branch that origin's HEAD names", async () => {
    mkdirSync(join(folder, ".git/refs/remotes/origin"), { recursive: true });
    writeFileSync(
      join(folder, ".git/config"),
      '[remote "origin"]\n\turl = git@github.example:a/gitlab.git\n',
    );
    writeFileSync(join(folder, ".git/refs/remotes/origin/HEAD"), "ref: refs/remotes/origin/release/v2\n");
    await write();
    expect(readFileSync(join(folder, ".github/workflows/breakwater.yml"), "utf8")).toContain(
      'branches: ["release/v2"]',
    );
    expect(existsSync(join(folder, ".gitlab-ci.yml"))).toBe(false);
  });

  test.each([
    "acme",
    "https://host/acme/breakwater",
    "acme/breakwater@",
    "acme/../x y",
    "@v1",
  ])("takes no release address %j", async (release) => {
    expect(runInit({ ...input, path: folder, release }, terminalWith(undefined).terminal)).rejects.toThrow(
      "is no OWNER/NAME",
    );
  });
});

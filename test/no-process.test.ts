/** `check` and `env` on a folder start no process and use no network: seen from outside, by strace and without any network. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "./write-files.ts";

const program = join(import.meta.dir, "../src/cli/main.ts");
const files = {
  "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
  "main.go": "package main\n\nfunc main() {}\n",
  Dockerfile: "FROM golang:1.24-alpine\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n",
  Makefile:
    'VERSION := $(shell git describe)\nbuild:\n\tgo build -ldflags "-X main.version=$(VERSION)" ./...\n',
  ".github/workflows/ci.yml":
    "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/setup-go@v5\n        with:\n          go-version: '1.25'\n      - run: go test ./...\n",
};
let folder = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-alone-"));
  writeFiles(folder, files);
  spawnSync("git", ["init", "-q"], { cwd: folder });
  spawnSync("git", ["add", "."], { cwd: folder });
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const bun = [process.execPath, "--no-install", program];
const environment = { PATH: "/nonexistent", HOME: "/nonexistent", NO_COLOR: "1" };
const canUnshare = spawnSync("unshare", ["-rn", "true"]).status === 0;
const strace = Bun.which("strace");
const canTrace = strace !== null && spawnSync(strace, ["-o", "/dev/null", "true"]).status === 0;

describe.each(["check", "env"])("%s", (command) => {
  test.skipIf(!canUnshare)("answers without network and with nothing on PATH", () => {
    const unshare = Bun.which("unshare") ?? "unshare";
    const done = spawnSync(unshare, ["-rn", ...bun, command, folder, "--format", "json"], {
      env: environment,
      encoding: "utf8",
    });
    expect(done.stderr).toBe("");
    expect(done.status === 0 || done.status === 1).toBe(true);
    expect(JSON.parse(done.stdout)).toHaveProperty("schema", 1);
  });

  test.skipIf(!canTrace)("is one process that opens no socket", () => {
    const log = join(folder, `.git/${command}.strace`);
    const words = [
      "-f",
      "-qq",
      "-e",
      "trace=execve,execveat,fork,vfork,clone,clone3,socket,connect",
      "-o",
      log,
    ];
    const done = spawnSync(strace ?? "strace", [...words, ...bun, command, folder], {
      env: environment,
      encoding: "utf8",
    });
    expect(done.stderr).toBe("");
    const calls = readFileSync(log, "utf8")
      .split("\n")
      .filter((line) => /^\d+ +\w+\(/.test(line));
    const executed = calls.filter((line) => /\bexecve(at)?\(/.test(line));
    expect(executed.length).toBe(1);
    const processes = calls.filter(
      (line) => /\b(fork|vfork|clone|clone3)\(/.test(line) && !line.includes("CLONE_THREAD"),
    );
    expect(processes).toEqual([]);
    expect(calls.filter((line) => /\b(socket|connect)\(/.test(line))).toEqual([]);
  });
});

import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

const main = join(import.meta.dir, "main.ts");

/** Runs the program in a shell, which can hand it a broken standard output. */
function run(words: string, redirection: string) {
  const command = `"$BUN" "$MAIN" ${words} ${redirection}`;
  const { status, stderr } = spawnSync("/bin/bash", ["-c", `set -o pipefail; ${command}`], {
    encoding: "utf8",
    env: { PATH: "/usr/bin:/bin", BUN: process.execPath, MAIN: main },
  });
  return { status, lines: stderr.trimEnd().split("\n") };
}

describe.if(existsSync("/dev/full"))("a report that cannot be written", () => {
  test.each([["explain"], ["--version"], ["--help"]])("of %s is one line and exit code 2", (words) => {
    expect(run(words, ">/dev/full")).toEqual({
      status: 2,
      lines: ["breakwater: Cannot write to standard output: no space left on device"],
    });
  });

  test("because standard output is closed is exit code 2", () => {
    expect(run("explain", ">&-")).toEqual({
      status: 2,
      lines: ["breakwater: Cannot write to standard output: it is closed"],
    });
  });

  test("is none where the reader has what it wanted, or nobody wants it", () => {
    expect(run("explain", "| head -1 >/dev/null")).toEqual({ status: 0, lines: [""] });
    expect(run("explain", ">/dev/null")).toEqual({ status: 0, lines: [""] });
  });
});

test.each([["check ''"], ["env ''"], ["explain tags --repository ''"]])("%s names no folder", (words) => {
  expect(run(words, "2>&1 >/dev/null | cat >&2; exit ${PIPESTATUS[0]}")).toEqual({
    status: 2,
    lines: ["breakwater: Cannot look at an empty path: name a folder"],
  });
});

test("a current folder that was deleted is one line and exit code 2", () => {
  const gone = 'cd "$(mktemp -d)" && rmdir "$PWD" && "$BUN" "$MAIN" check';
  const { status, stderr } = spawnSync("/bin/bash", ["-c", gone], {
    encoding: "utf8",
    env: { PATH: "/usr/bin:/bin", BUN: process.execPath, MAIN: main },
  });
  expect({ status, stderr }).toEqual({
    status: 2,
    stderr: 'breakwater: Cannot look at ".": no such folder\n',
  });
});

import { afterAll, beforeAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readRevision, readStatus, resolveRevision } from "./git.ts";
import { openUserRevision } from "./open-tree.ts";

let folder = "";

function git(...words: string[]): void {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost", "-c", "commit.gpgsign=false"];
  const done = spawnSync("git", [...identity, ...words], { cwd: folder, encoding: "utf8" });
  if (done.status !== 0) throw new Error(done.stderr);
}

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "breakwater-git-"));
  mkdirSync(join(folder, "sub dir"));
  writeFileSync(join(folder, "go.mod"), "module example.com/a\n");
  writeFileSync(join(folder, "sub dir/run.sh"), "#!/bin/sh\n");
  chmodSync(join(folder, "sub dir/run.sh"), 0o755);
  writeFileSync(join(folder, "empty"), "");
  writeFileSync(join(folder, "ä\nb"), "odd name");
  symlinkSync("go.mod", join(folder, "link"));
  git("init", "-q");
  git("add", ".");
  git("commit", "-q", "-m", "one");
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a revision has every file with its bytes, also empty ones, links and odd names", () => {
  const files = readRevision(folder, resolveRevision(folder, "HEAD"));
  const shown = files.map(({ path, mode, bytes }) => [path, mode, new TextDecoder().decode(bytes)]);
  expect(shown.sort()).toEqual(
    [
      ["empty", "file", ""],
      ["go.mod", "file", "module example.com/a\n"],
      ["link", "link", "go.mod"],
      ["sub dir/run.sh", "executable", "#!/bin/sh\n"],
      ["ä\nb", "file", "odd name"],
    ].sort(),
  );
});

test("a revision's tree keeps what a later change removed", () => {
  writeFileSync(join(folder, "go.mod"), "module example.com/changed\n");
  const tree = openUserRevision(folder, "/", "HEAD");
  const read = tree.read("go.mod");
  expect(read.ok && new TextDecoder().decode(read.bytes)).toBe("module example.com/a\n");
  expect(tree.isTracked("go.mod")).toBe(true);
});

test("the status names what would stamp +dirty", () => {
  writeFileSync(join(folder, "new file"), "");
  expect(readStatus(folder)).toEqual([
    { state: " M", path: "go.mod" },
    { state: "??", path: "new file" },
  ]);
});

test("a revision that does not exist, or looks like an option, is one clear line", () => {
  for (const revision of ["nowhere", "--all", ""]) {
    expect(() => resolveRevision(folder, revision)).toThrow(
      `Cannot read revision "${revision}": ${folder} has no such commit`,
    );
  }
});

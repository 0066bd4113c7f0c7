import { afterAll, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readGitHints } from "./git-hints.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-hints-"));

afterAll(() => rmSync(work, { recursive: true, force: true }));

function git(folder: string, ...words: readonly string[]): void {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const done = spawnSync("git", ["-C", folder, ...identity, ...words], {
    env: { PATH: process.env.PATH ?? "", HOME: work, GIT_CONFIG_NOSYSTEM: "1" },
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(done.stderr);
}

test("a real clone, and a worktree of it, name their remote and its branch", () => {
  const origin = join(work, "origin");
  git(work, "init", "-q", "-b", "release/v2", origin);
  git(origin, "commit", "-q", "--allow-empty", "-m", "one");
  git(work, "clone", "-q", `file://${origin}`, "clone");
  git(join(work, "clone"), "switch", "-q", "-c", "topic");
  git(join(work, "clone"), "worktree", "add", "-q", "../worktree", "-b", "other");
  const hints = { remotes: [`file://${origin}`], defaultBranch: "release/v2" };
  expect(readGitHints(join(work, "clone"))).toEqual(hints);
  expect(readGitHints(join(work, "worktree"))).toEqual(hints);
});

test("a repository without a remote has the branch it is on, when that has a usual name", () => {
  for (const [branch, known] of [
    ["main", "main"],
    ["topic", undefined],
  ] as const) {
    const folder = join(work, `alone-${branch}`);
    git(work, "init", "-q", "-b", branch, folder);
    expect(readGitHints(folder)).toEqual({ remotes: [], defaultBranch: known });
  }
});

test("a folder without a repository says nothing", () => {
  expect(readGitHints(work)).toEqual({ remotes: [], defaultBranch: undefined });
});

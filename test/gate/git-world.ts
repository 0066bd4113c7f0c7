/** Repositories for tests of the gate: git with a fixed identity and no settings of the machine. */
import { spawnSync } from "node:child_process";
import { mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { writeFiles } from "../write-files.ts";

/** The whole environment of git and of what calls it. */
export const gitEnvironment: Readonly<Record<string, string>> = {
  PATH: process.env.PATH ?? "",
  TMPDIR: tmpdir(),
  HOME: "/nonexistent",
  NO_COLOR: "1",
  GIT_CONFIG_NOSYSTEM: "1",
  GIT_CONFIG_GLOBAL: "/dev/null",
  GIT_AUTHOR_NAME: "test",
  GIT_AUTHOR_EMAIL: "test@localhost",
  GIT_COMMITTER_NAME: "test",
  GIT_COMMITTER_EMAIL: "test@localhost",
};

/** Output of git in a folder; a refusal is an error of the test. */
export function git(folder: string, ...words: readonly string[]): string {
  const done = spawnSync("git", ["-C", folder, ...words], { env: { ...gitEnvironment }, encoding: "utf8" });
  if (done.status !== 0) throw new Error(`git ${words.join(" ")}: ${done.stderr}`);
  return done.stdout.trim();
}

/** Writes files, stages everything and commits; returns the commit. */
export function commit(folder: string, files: Readonly<Record<string, string>>, message = "change"): string {
  writeFiles(folder, files);
  git(folder, "add", "-A");
  git(folder, "commit", "-q", "-m", message);
  return git(folder, "rev-parse", "HEAD");
}

/** A repository with an old sin on main, and a branch whose pull request adds a new one; `merge` is what CI checks out. */
export function pullRequestWorld(folder: string): { main: string; head: string; merge: string } {
  mkdirSync(folder, { recursive: true });
  git(folder, "init", "-q", "-b", "main");
  commit(folder, {
    "go.mod": "module example.com/a\n\ngo 1.25.0\n",
    "main.go": "package main\n\nfunc main() {}\n",
    "old/Dockerfile": "FROM golang:1.24\nCOPY . .\nRUN go build ./...\n",
  });
  git(folder, "switch", "-q", "-c", "feature");
  const head = commit(folder, { Dockerfile: "FROM golang:1.23\nCOPY . .\nRUN go build ./...\n" });
  git(folder, "switch", "-q", "main");
  // main moved on, and brought a finding of its own that is no news of this pull request.
  const main = commit(folder, { "later/Dockerfile": "FROM golang:1.22\nCOPY . .\nRUN go build ./...\n" });
  git(folder, "switch", "-q", "-c", "merge");
  git(folder, "merge", "-q", "--no-ff", "-m", "merge", "feature");
  const merge = git(folder, "rev-parse", "HEAD");
  return { main, head, merge };
}

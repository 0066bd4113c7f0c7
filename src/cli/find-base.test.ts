import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UserError } from "../finding/user-error.ts";
import { findBase } from "./find-base.ts";

let work = "";
let origin = "";
let first = "";

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "breakwater-base-"));
  origin = join(work, "origin");
  git(work, "init", "-q", "-b", "main", origin);
  first = commit("first");
  git(origin, "switch", "-q", "-c", "feature");
  commit("feature");
  git(origin, "switch", "-q", "main");
  commit("later");
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

function git(folder: string, ...words: readonly string[]): string {
  const identity = ["-c", "user.name=test", "-c", "user.email=test@localhost"];
  const done = spawnSync("git", ["-C", folder, ...identity, ...words], {
    env: { PATH: process.env.PATH ?? "", HOME: work, GIT_CONFIG_NOSYSTEM: "1" },
    encoding: "utf8",
  });
  if (done.status !== 0) throw new Error(done.stderr);
  return done.stdout.trim();
}

function commit(name: string): string {
  writeFileSync(join(origin, name), name);
  git(origin, "add", "-A");
  git(origin, "commit", "-q", "-m", name);
  return git(origin, "rev-parse", "HEAD");
}

function clone(name: string, ...words: readonly string[]): string {
  git(work, "clone", "-q", ...words, `file://${origin}`, name);
  return join(work, name);
}

describe("what --new-from compares with", () => {
  test("is where the branch left the revision", () => {
    const folder = clone("whole", "--branch", "feature");
    expect(findBase(folder, { newFrom: "origin/main", ref: undefined })).toEqual({
      commit: first,
      note: `comparing with ${first.slice(0, 12)}, where this branch left origin/main`,
    });
    expect(findBase(folder, { newFrom: "HEAD~1", ref: undefined })).toEqual({
      commit: first,
      note: undefined,
    });
    expect(findBase(folder, { newFrom: "origin/feature", ref: "origin/main" })?.commit).toBe(first);
  });

  test("is the revision itself where a shallow clone does not show more, and that is said", () => {
    const folder = clone("shallow", "--depth=1", "--no-single-branch", "--branch", "feature");
    const main = git(folder, "rev-parse", "origin/main");
    expect(findBase(folder, { newFrom: "origin/main", ref: undefined })).toEqual({
      commit: main,
      note: "comparing with origin/main itself: this clone is shallow and does not show where the branch left it",
    });
    expect(findBase(folder, { newFrom: main, ref: undefined })).toEqual({ commit: main, note: undefined });
  });

  test("is one clear line where a shallow clone does not have it", () => {
    const folder = clone("single", "--depth=1", "--branch", "feature");
    const hintOf = (newFrom: string): string | undefined => {
      try {
        findBase(folder, { newFrom, ref: undefined });
      } catch (error) {
        if (!(error instanceof UserError)) throw error;
        expect(error.message).toBe(
          `Cannot read revision "${newFrom}": this clone is shallow and does not have it`,
        );
        return error.hint;
      }
      return undefined;
    };
    const hint = hintOf("origin/main") ?? "";
    expect(hint).toBe("git fetch --depth=1 origin main:refs/remotes/origin/main");
    expect(hintOf("HEAD~1")).toBe("git fetch --unshallow origin");
    expect(hintOf("main")).toBe("git fetch --depth=1 origin main:main");
    git(folder, ...hint.split(" ").slice(1));
    expect(findBase(folder, { newFrom: "origin/main", ref: undefined })?.commit).toHaveLength(40);
  });

  test("is nothing before the first commit, so that everything is new", () => {
    const folder = join(work, "unborn");
    git(work, "init", "-q", folder);
    expect(findBase(folder, { newFrom: "HEAD", ref: undefined })).toBe(undefined);
    expect(() => findBase(folder, { newFrom: "main", ref: undefined })).toThrow("has no such commit");
  });
});

import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { findRoot } from "./find-root.ts";

const top = mkdtempSync(join(tmpdir(), "breakwater-root-"));
afterAll(() => rmSync(top, { recursive: true, force: true }));

test("git's folder wins over a nearer go.mod, go.work over go.mod, and without any there is no root", () => {
  mkdirSync(join(top, "repo/tools/cmd"), { recursive: true });
  expect(findRoot(join(top, "repo/tools/cmd"))).toBeUndefined();
  writeFileSync(join(top, "repo/tools/go.mod"), "module example.com/tools\n");
  expect(findRoot(join(top, "repo/tools/cmd"))).toEqual({ folder: join(top, "repo/tools"), mark: "go.mod" });
  writeFileSync(join(top, "repo/go.work"), "go 1.25.0\n");
  expect(findRoot(join(top, "repo/tools/cmd"))).toEqual({ folder: join(top, "repo"), mark: "go.work" });
  // In a submodule and in a second work tree .git is a file.
  writeFileSync(join(top, "repo/.git"), "gitdir: elsewhere\n");
  expect(findRoot(join(top, "repo/tools/cmd"))).toEqual({ folder: join(top, "repo"), mark: ".git" });
  expect(findRoot(join(top, "repo"))).toEqual({ folder: join(top, "repo"), mark: ".git" });
});

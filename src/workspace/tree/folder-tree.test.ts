import { afterAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { chmodSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../finding/user-error.ts";
import { createFolderTree } from "./folder-tree.ts";
import { createScratch, type Scratch } from "./scratch-repository.ts";
import type { Tree } from "./tree.ts";
import { treeSuite } from "./tree-suite.ts";

const scratches: Scratch[] = [];
afterAll(() => {
  for (const scratch of scratches) scratch.remove();
});

function scratchWith(files: Readonly<Record<string, string>> = {}): Scratch {
  const scratch = createScratch();
  scratches.push(scratch);
  for (const [path, text] of Object.entries(files)) scratch.write(path, text);
  return scratch;
}

function repositoryWith(files: Readonly<Record<string, string>>): Scratch {
  const scratch = scratchWith(files);
  scratch.git(["init", "-q"]);
  return scratch;
}

const paths = (tree: Tree): string[] => tree.entries.map((entry) => entry.path);

for (const isRepository of [false, true]) {
  treeSuite(isRepository ? "the folder of a repository" : "a folder", ({ files, links, executable }) => {
    const scratch = scratchWith(files);
    for (const path of executable) chmodSync(join(scratch.folder, path), 0o755);
    for (const [path, target] of Object.entries(links)) symlinkSync(target, join(scratch.folder, path));
    if (isRepository) scratch.git(["init", "-q"]);
    return createFolderTree(scratch.folder);
  });
}

describe("a folder tree", () => {
  test("has the files that git ls-files has, tracked or not ignored", () => {
    const scratch = repositoryWith({
      ".gitignore": "*.log\nbin/\n!bin/keep\nvendor\n",
      "a/.gitignore": "!important.log\n/only-here\n",
      "a/important.log": "",
      "a/only-here": "",
      "a/b/only-here": "",
      "b.log": "",
      "bin/tool": "",
      "bin/keep": "",
      "go.mod": "module a",
      "vendor/x/x.go": "package x",
      "vendor/x/y.go": "package x",
      "vendor/z/z.go": "package z",
    });
    scratch.git(["add", "."]);
    scratch.git(["add", "-f", "vendor/x/x.go", "bin/tool"]);
    scratch.write(".git/info/exclude", "*.tmp\n");
    scratch.write("later.tmp", "");
    scratch.write("later.go", "");
    const listed = Buffer.from(scratch.git(["ls-files", "-z", "--cached", "--others", "--exclude-standard"]))
      .toString()
      .split("\0")
      .filter((path) => path !== "");
    const tree = createFolderTree(scratch.folder);
    expect(paths(tree)).toEqual(listed.toSorted());
    expect(paths(tree)).toContain("vendor/x/x.go");
    expect(tree.isTracked("vendor/x/x.go")).toBe(true);
    expect(tree.isTracked("later.go")).toBe(false);
    expect(tree.isIgnored("vendor/x/x.go")).toBe(true);
    expect(tree.isIgnored("vendor")).toBe(true);
    expect(tree.isIgnored("later.tmp")).toBe(true);
    expect(tree.problems).toEqual([]);
  });

  test("of a subfolder obeys the ignore files above it and the index of the root", () => {
    const scratch = repositoryWith({
      ".gitignore": "*.log\n/app/gen/\n",
      "app/.gitignore": "/local\n",
      "app/cmd/main.go": "package main",
      "app/cmd/x.log": "",
      "app/gen/g.go": "package gen",
      "app/local": "",
      "app/new.go": "package app",
    });
    scratch.git(["add", "app/cmd", "app/.gitignore"]);
    const tree = createFolderTree(join(scratch.folder, "app"));
    expect(paths(tree)).toEqual([".gitignore", "cmd/main.go", "new.go"]);
    expect(tree.prefix).toBe("app/");
    expect(tree.isTracked("cmd/main.go")).toBe(true);
    expect(tree.isTracked("new.go")).toBe(false);
    expect(tree.isIgnored("gen/g.go")).toBe(true);
    expect(tree.isIgnored("x.log")).toBe(true);
    expect(paths(createFolderTree(join(scratch.folder, "app/cmd")))).toEqual(["main.go"]);
  });

  test("of a folder that the repository around it ignores is walked for itself", () => {
    const scratch = repositoryWith({
      ".gitignore": ".cache/\n*.go\n",
      ".cache/m/go.mod": "module m",
      ".cache/m/a.go": "package a",
    });
    const tree = createFolderTree(join(scratch.folder, ".cache/m"));
    expect(paths(tree)).toEqual(["a.go", "go.mod"]);
    expect(tree.isTracked("a.go")).toBeUndefined();
  });

  test("of a linked work tree finds index and exclude file through its .git file", () => {
    const scratch = repositoryWith({ "main/go.mod": "module a", "main/.keep": "" });
    const main = join(scratch.folder, "main");
    scratch.git(["-C", main, "init", "-q"]);
    scratch.git(["-C", main, "add", "."]);
    scratch.git(["-C", main, "commit", "-q", "-m", "one"]);
    scratch.git(["-C", main, "worktree", "add", "-q", "../linked"]);
    writeFileSync(join(main, ".git/info/exclude"), "*.tmp\n");
    scratch.write("linked/x.tmp", "");
    scratch.write("linked/new.go", "");
    const tree = createFolderTree(join(scratch.folder, "linked"));
    expect(paths(tree)).toEqual([".keep", "go.mod", "new.go"]);
    expect(tree.isTracked("go.mod")).toBe(true);
    expect(tree.isTracked("new.go")).toBe(false);
  });

  test("has the files of a submodule by the submodule's own rules and index", () => {
    const library = repositoryWith({ "lib.go": "package lib", ".gitignore": "*.log\n" });
    library.git(["add", "."]);
    library.git(["commit", "-q", "-m", "one"]);
    const scratch = repositoryWith({ "go.mod": "module a", ".gitignore": "third/\n*.go\n" });
    scratch.git([
      "-c",
      "protocol.file.allow=always",
      "submodule",
      "add",
      "-q",
      "-f",
      library.folder,
      "third/lib",
    ]);
    scratch.write("third/lib/x.log", "");
    scratch.write("third/lib/new.go", "");
    const tree = createFolderTree(scratch.folder);
    expect(paths(tree)).toEqual([
      ".gitignore",
      ".gitmodules",
      "go.mod",
      "third/lib/.gitignore",
      "third/lib/lib.go",
      "third/lib/new.go",
    ]);
    expect(tree.isTracked("third/lib/lib.go")).toBe(true);
    expect(tree.isTracked("third/lib/new.go")).toBe(false);
    expect(tree.isIgnored("third/lib/x.log")).toBe(true);
    expect(tree.isIgnored("third/lib/lib.go")).toBe(false);
  });

  test("says why nothing is known about tracking when the index is broken", () => {
    const scratch = repositoryWith({ "go.mod": "module a" });
    scratch.git(["add", "."]);
    writeFileSync(join(scratch.folder, ".git/index"), "DIRC broken");
    const tree = createFolderTree(scratch.folder);
    expect(tree.isTracked("go.mod")).toBeUndefined();
    expect(tree.problems).toEqual([{ path: ".git/index", reason: "it is not a git index" }]);
    expect(paths(tree)).toEqual(["go.mod"]);
  });

  test("of a new repository tracks nothing", () => {
    const tree = createFolderTree(repositoryWith({ "go.mod": "module a" }).folder);
    expect(tree.isTracked("go.mod")).toBe(false);
  });

  test("without a repository knows nothing about tracking, and has no problem with it", () => {
    const tree = createFolderTree(scratchWith({ "go.mod": "module a" }).folder);
    expect(tree.isTracked("go.mod")).toBeUndefined();
    expect(tree.problems).toEqual([]);
  });

  test("reads a SHA-256 repository", () => {
    const scratch = scratchWith({ "go.mod": "module a" });
    scratch.git(["init", "-q", "--object-format=sha256"]);
    scratch.git(["add", "."]);
    expect(createFolderTree(scratch.folder).isTracked("go.mod")).toBe(true);
  });

  test("skips pipes and does not hang on one that takes a file's place", () => {
    const scratch = scratchWith({ "a.go": "package a", "b.go": "package b" });
    Bun.spawnSync(["mkfifo", join(scratch.folder, "pipe")]);
    const tree = createFolderTree(scratch.folder);
    expect(paths(tree)).toEqual(["a.go", "b.go"]);
    renameSync(join(scratch.folder, "pipe"), join(scratch.folder, "a.go"));
    expect(tree.read("a.go")).toEqual({ ok: false, reason: "it is not a regular file any more" });
  });

  test("does not follow a link that takes a file's place", () => {
    const scratch = scratchWith({ "a.go": "package a", "link.go": "" });
    const tree = createFolderTree(scratch.folder);
    symlinkSync("/etc/hostname", join(scratch.folder, "new"));
    renameSync(join(scratch.folder, "new"), join(scratch.folder, "a.go"));
    expect(tree.read("a.go").ok).toBe(false);
  });

  test("has a problem, not a crash, for names that are not UTF-8", () => {
    const scratch = scratchWith({ "a.go": "package a" });
    writeFileSync(Buffer.from(`${scratch.folder}/b\xff.go`, "latin1"), "package b");
    const tree = createFolderTree(scratch.folder);
    expect(paths(tree)).toEqual(["a.go"]);
    expect(tree.problems).toEqual([{ path: "b\ufffd.go", reason: "its name is not UTF-8" }]);
  });

  test.skipIf(process.getuid?.() === 0)("has a problem for a folder that may not be read", () => {
    const scratch = scratchWith({ "a.go": "package a", "closed/b.go": "package b" });
    chmodSync(join(scratch.folder, "closed"), 0);
    const tree = createFolderTree(scratch.folder);
    chmodSync(join(scratch.folder, "closed"), 0o755);
    expect(paths(tree)).toEqual(["a.go"]);
    expect(tree.problems).toEqual([{ path: "closed", reason: "permission denied" }]);
  });

  test("gives a reason for a file that vanished", () => {
    const scratch = scratchWith({ "a.go": "package a" });
    const tree = createFolderTree(scratch.folder);
    renameSync(join(scratch.folder, "a.go"), join(scratch.folder, "b.go"));
    expect(tree.read("a.go")).toEqual({ ok: false, reason: "no such file" });
    expect(tree.entry("a.go")?.sizeBytes).toBe(0);
  });

  test("follows an absolute link that stays inside", () => {
    const scratch = scratchWith({ "a.go": "package a" });
    const tree = (): Tree => createFolderTree(scratch.folder);
    symlinkSync(`${tree().folder}/a.go`, join(scratch.folder, "abs.go"));
    expect(tree().read("abs.go").ok).toBe(true);
  });

  test("does not read an ignore file through a link, as git does not", () => {
    const scratch = repositoryWith({ rules: "*.log\n", "a.log": "" });
    symlinkSync("rules", join(scratch.folder, ".gitignore"));
    expect(paths(createFolderTree(scratch.folder))).toContain("a.log");
  });

  test("reads an ignore file with a byte-order mark", () => {
    const scratch = repositoryWith({ ".gitignore": "\ufeff*.log\n", "a.log": "" });
    expect(paths(createFolderTree(scratch.folder))).toEqual([".gitignore"]);
  });

  test("has one clear line for a path that is missing or a file", () => {
    const scratch = scratchWith({ "a.go": "package a" });
    const missing = join(scratch.folder, "missing");
    const file = join(scratch.folder, "a.go");
    expect(() => createFolderTree(missing)).toThrow(
      new UserError("no-such-path", `Cannot read "${missing}": no such file or folder`),
    );
    expect(() => createFolderTree(file)).toThrow(
      new UserError("not-a-folder", `Cannot read "${file}" as a folder: it is a file`),
    );
  });

  test("a file of more bytes than its status says is read as far as it went", () => {
    const scratch = scratchWith({ "a.go": "x".repeat(200_000) });
    mkdirSync(join(scratch.folder, "sub"));
    const tree = createFolderTree(scratch.folder);
    const result = tree.readStart("a.go", 100_000);
    expect(result.ok && result.bytes.length).toBe(100_000);
  });

  test("a peek into a file larger than its buffer reads all of it", () => {
    const scratch = scratchWith({ "a.go": "x".repeat(700_000), "b.go": "y".repeat(256 * 1024) });
    const tree = createFolderTree(scratch.folder);
    const length = (path: string, size: number): number => {
      const result = tree.peek(path, size);
      return result.ok ? result.bytes.length : -1;
    };
    expect(length("a.go", Number.POSITIVE_INFINITY)).toBe(700_000);
    expect(length("a.go", 300_000)).toBe(300_000);
    expect(length("b.go", Number.POSITIVE_INFINITY)).toBe(256 * 1024);
  });

  test("a .git file that names no repository is a problem, whatever lies above", () => {
    const scratch = scratchWith({ "in/go.mod": "module m\n", "in/.git": "gitdir: ../nowhere\n" });
    scratch.git(["init", "-q"]);
    const tree = createFolderTree(join(scratch.folder, "in"));
    expect(tree.entries.map(({ path }) => path)).toEqual(["go.mod"]);
    expect(tree.problems.map(({ path }) => path)).toEqual([".git"]);
    expect(tree.isTracked("go.mod")).toBeUndefined();
  });

  test("pipes in place of git's files are not waited for", () => {
    const scratch = scratchWith({ "go.mod": "module m\n" });
    scratch.git(["init", "-q"]);
    scratch.git(["add", "."]);
    for (const name of [".git/index", ".git/config", ".git/info/exclude", ".git/commondir"]) {
      rmSync(join(scratch.folder, name), { force: true });
      expect(spawnSync("mkfifo", [join(scratch.folder, name)]).status).toBe(0);
    }
    const tree = createFolderTree(scratch.folder);
    expect(tree.problems).toEqual([{ path: ".git/index", reason: "it cannot be read" }]);
  });
});

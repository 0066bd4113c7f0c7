import { afterAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { UserError } from "../../finding/user-error.ts";
import { commitFiles } from "./_repository-with.ts";
import { type RunGit, readRevisionTree } from "./revision-tree.ts";
import type { Scratch } from "./scratch-repository.ts";
import type { Tree } from "./tree.ts";
import { treeSuite } from "./tree-suite.ts";

const scratches: Scratch[] = [];
afterAll(() => {
  for (const scratch of scratches) scratch.remove();
});

function keep(scratch: Scratch): Scratch {
  scratches.push(scratch);
  return scratch;
}

const paths = (tree: Tree): string[] => tree.entries.map((entry) => entry.path);

treeSuite("a git revision", (wanted) => {
  const scratch = keep(commitFiles(wanted));
  scratch.write("go.mod", "module changed.since\n");
  return readRevisionTree(scratch.folder, "main", scratch.git);
});

describe("a revision tree", () => {
  const files = Object.fromEntries(
    Array.from({ length: 300 }, (_, index) => [`d${index % 7}/f${index}.go`, `package f${index}\n`]),
  );
  const repository = keep(
    commitFiles({
      files: { ...files, ".gitignore": "*.log\n", "app/.gitignore": "/gen\n", "app/go.mod": "module app\n" },
      links: {},
      executable: [],
    }),
  );

  test("reads many files of a kind with one call of git", () => {
    const calls: string[] = [];
    const count: RunGit = (args, input) => {
      calls.push(args.find((arg) => arg === "cat-file" || arg === "ls-tree" || arg === "rev-parse") ?? "");
      return repository.git(args, input);
    };
    const tree = readRevisionTree(repository.folder, "main", count);
    for (const [path, text] of Object.entries(files)) {
      const result = tree.read(path);
      expect(result.ok && Buffer.from(result.bytes).toString()).toBe(text);
    }
    expect(calls).toEqual(["rev-parse", "rev-parse", "ls-tree", "cat-file"]);
  });

  test("of a subfolder has its files only, and the ignore files above it", () => {
    const tree = readRevisionTree(join(repository.folder, "app"), "main", repository.git);
    expect(paths(tree)).toEqual([".gitignore", "go.mod"]);
    expect(tree.isIgnored("x.log")).toBe(true);
    expect(tree.isIgnored("gen/")).toBe(true);
    expect(tree.isIgnored("go.mod")).toBe(false);
  });

  test("has the name of the folder, the revision and the commit", () => {
    const commit = Buffer.from(repository.git(["rev-parse", "HEAD"]))
      .toString()
      .trim();
    const folder = repository.folder.split("/").pop();
    expect(readRevisionTree(repository.folder, "main", repository.git).name).toBe(
      `${folder}@main@${commit.slice(0, 12)}`,
    );
    expect(readRevisionTree(repository.folder, commit, repository.git).name).toBe(
      `${folder}@${commit.slice(0, 12)}`,
    );
  });

  test("tracks exactly its own files", () => {
    const tree = readRevisionTree(repository.folder, "main", repository.git);
    expect(tree.isTracked("d0/f0.go")).toBe(true);
    expect(tree.isTracked("new.go")).toBe(false);
  });

  test("says that files of a submodule are not in it", () => {
    const scratch = keep(commitFiles({ files: { "go.mod": "module a\n" }, links: {}, executable: [] }));
    const commit = Buffer.from(scratch.git(["rev-parse", "HEAD"]))
      .toString()
      .trim();
    scratch.git(["update-index", "--add", "--cacheinfo", `160000,${commit},third/lib`]);
    scratch.git(["commit", "-q", "-m", "two"]);
    expect(readRevisionTree(scratch.folder, "main", scratch.git).problems).toEqual([
      { path: "third/lib", reason: "it is a submodule, whose files are not part of this revision" },
    ]);
  });

  test("is refused in one line for a revision that git does not know, or that would be an option", () => {
    for (const revision of ["nowhere", "--upload-pack=x", ""])
      expect(() => readRevisionTree(repository.folder, revision, repository.git)).toThrow(UserError);
  });

  test("is refused in one line when the folder is not in the revision", () => {
    repository.write("later/x.go", "package x");
    expect(() => readRevisionTree(join(repository.folder, "later"), "main", repository.git)).toThrow(
      'Cannot read revision "main": the folder "later/" is not in it',
    );
  });
});

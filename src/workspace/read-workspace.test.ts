import { describe, expect, test } from "bun:test";
import { readWorkspace } from "./read-workspace.ts";
import { createMemoryTree } from "./tree/memory-tree.ts";
import type { ReadResult, Tree } from "./tree/tree.ts";

/** A tree in which some files exist and cannot be read. */
function withUnreadable(tree: Tree, paths: readonly string[]): Tree {
  const refuse = (path: string, read: () => ReadResult): ReadResult =>
    paths.includes(path) ? { ok: false, reason: "permission denied" } : read();
  return {
    ...tree,
    read: (path) => refuse(path, () => tree.read(path)),
    readStart: (path, sizeBytes) => refuse(path, () => tree.readStart(path, sizeBytes)),
    peek: (path, sizeBytes) => refuse(path, () => tree.peek(path, sizeBytes)),
    get bytesRead() {
      return tree.bytesRead;
    },
  };
}

const repository = {
  ".circleci/config.yml":
    "jobs: { build: { docker: [{ image: golang:1.22 }], steps: [{ run: go build }] } }\n",
  ".github/dependabot.yml": "updates: [{ package-ecosystem: gomod, directory: / }]\n",
  ".github/workflows/ci.yml": "on: push\njobs: { a: { runs-on: x, steps: [{ run: go test }] } }\n",
  ".gitignore": "bin/\n",
  ".gitlab-ci.yml": "include: ci/jobs.yml\n",
  ".go-version": "1.22\n",
  ".golangci.yml": "run: { go: '1.22' }\n",
  ".goreleaser.yml": "builds: [{ env: [CGO_ENABLED=0] }]\n",
  Dockerfile: "FROM golang:1.22\nRUN go build ./...\n",
  Makefile: "build:\n\tgo build ./...\n",
  "action.yml": "runs: { using: composite, steps: [] }\n",
  "ci/jobs.yml": "test: { script: [go test] }\n",
  "go.mod": "module example.com/m\n\ngo 1.22\n",
  "go.sum": "",
  "go.work": "go 1.22\n\nuse .\n",
  "main.go": "//go:build linux\n\npackage main\n",
  "scripts/test.sh": "#!/bin/sh\nset -e\ngo test ./...\n",
  "vendor/modules.txt": "",
  "vendor/x/x.go": "package x\n",
};

describe("readWorkspace", () => {
  test("every kind of file of a small repository is read, none is unknown", async () => {
    const workspace = await readWorkspace(createMemoryTree(repository));
    const counts = {
      modules: workspace.modules.length,
      workspaces: workspace.workspaces.length,
      dockerfiles: workspace.dockerfiles.length,
      workflows: workspace.workflows.length,
      actions: workspace.actions.length,
      gitlab: workspace.gitlab[0]?.jobs.length,
      circleci: workspace.circleci[0]?.jobs.length,
      makefiles: workspace.makefiles.length,
      scripts: workspace.scripts.length,
      goreleaser: workspace.goreleaser.length,
      versionFiles: workspace.versionFiles.length,
      golangci: workspace.golangci.length,
      dependabot: workspace.dependabot.length,
      gitignores: workspace.gitignores.length,
      goFiles: workspace.goFiles.length,
    };
    for (const [kind, count] of Object.entries(counts)) expect([kind, count]).toEqual([kind, 1]);
    expect(workspace.unknowns).toEqual([]);
  });

  test("Go headers are scanned when they are first asked for", async () => {
    const tree = createMemoryTree(repository);
    const workspace = await readWorkspace(tree);
    const { bytesParsed } = workspace;
    const { bytesRead } = tree;
    expect(workspace.goFiles.map(({ path }) => path)).toEqual(["main.go"]);
    expect(tree.bytesRead - bytesRead).toBe(repository["main.go"].length);
    expect(workspace.bytesParsed - bytesParsed).toBe(repository["main.go"].length);
    expect(workspace.goFiles).toBe(workspace.goFiles);
  });

  test("the text of a file is decoded once", async () => {
    const workspace = await readWorkspace(createMemoryTree(repository));
    expect(workspace.source("go.mod")?.text).toBe(repository["go.mod"]);
    expect(workspace.source("go.mod")).toBe(workspace.source("go.mod"));
    expect(workspace.source("gone")).toBeUndefined();
  });

  test("the bytes of included files count once", async () => {
    const files = { ".gitlab-ci.yml": "include: [a.yml, a.yml]\n", "a.yml": "a: { script: [x] }\n" };
    const workspace = await readWorkspace(createMemoryTree(files));
    expect(workspace.bytesParsed).toBe(files[".gitlab-ci.yml"].length + files["a.yml"].length);
  });

  test("broken files are unknowns with a place, one of each kind", async () => {
    const workspace = await readWorkspace(
      createMemoryTree({
        ".circleci/config.yml": "jobs: [\n",
        ".devcontainer.json": "{",
        ".github/dependabot.yml": "updates: [\n",
        ".github/workflows/ci.yml": "jobs: [\n",
        ".gitlab-ci.yml": "include: gone.yml\na: { extends: .b, script: [x] }\n",
        ".go-version": "",
        ".golangci.toml": "[run",
        ".goreleaser.yml": "builds: [\n",
        ".pre-commit-config.yaml": "repos: [\n",
        "go.mod": "modul m\n",
        "go.work": "us .\n",
        "renovate.json": "{",
      }),
    );
    const files = new Set(workspace.unknowns.map(({ at }) => at.file));
    expect([...files].toSorted()).toEqual(workspace.tree.entries.map(({ path }) => path));
    const codes = new Set(workspace.unknowns.map(({ code }) => code));
    expect([...codes].toSorted()).toEqual(["broken-file", "extends-missing", "include-missing"]);
    for (const { at, reason } of workspace.unknowns) {
      expect(reason).not.toBe("");
      expect(at.span.end).toBeLessThanOrEqual(workspace.source(at.file)?.text.length ?? 0);
    }
  });

  test("what is broken in an included Makefile is an unknown of that file", async () => {
    const { unknowns } = await readWorkspace(
      createMemoryTree({ Makefile: "include own.mk\nb:\n\tgo build\n", "own.mk": "a: b\n\nno separator\n" }),
    );
    expect(unknowns.map(({ at }) => at)).toEqual([{ file: "own.mk", span: { start: 6, end: 18 } }]);
  });

  test("an unreadable file is an unknown once, whichever reader wanted it", async () => {
    const paths = Object.keys(repository).filter((path) => !path.startsWith("vendor/x"));
    const workspace = await readWorkspace(withUnreadable(createMemoryTree(repository), paths));
    expect(workspace.goFiles).toHaveLength(1);
    const unread = workspace.unknowns
      .filter(({ code }) => code === "unreadable-file")
      .map(({ at }) => at.file);
    const neverAsked = ["ci/jobs.yml", "go.sum", "vendor/modules.txt"];
    expect(unread.toSorted()).toEqual(paths.filter((path) => !neverAsked.includes(path)).toSorted());
    expect(new Set(unread).size).toBe(unread.length);
  });

  test("problems of the tree are unknowns", async () => {
    const tree = createMemoryTree({ "go.mod": "module m\n" });
    const broken: Tree = { ...tree, problems: [{ path: ".git/index", reason: "the index is broken" }] };
    const { unknowns } = await readWorkspace(broken);
    expect(unknowns).toEqual([
      {
        at: { file: ".git/index", span: { start: 0, end: 0 } },
        reason: "the index is broken",
        code: "unreadable-file",
      },
    ]);
  });

  test("progress names each kind before it is read", async () => {
    const kinds: string[] = [];
    await readWorkspace(createMemoryTree({}), { onProgress: (kind) => kinds.push(kind) });
    expect(kinds[0]).toBe("modules");
    expect(kinds).toContain("Dockerfiles");
    expect(kinds).not.toContain("Go files");
  });

  test("an empty tree is an empty workspace", async () => {
    const workspace = await readWorkspace(createMemoryTree({}));
    expect([workspace.modules, workspace.goFiles, workspace.unknowns, workspace.bytesParsed]).toEqual([
      [],
      [],
      [],
      0,
    ]);
  });
});

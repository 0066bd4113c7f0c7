import { describe, expect, test } from "bun:test";
import { createMemoryTree } from "../tree/memory-tree.ts";
import type { Tree } from "../tree/tree.ts";
import { moduleOfFolder } from "./module-of-folder.ts";
import { readModules } from "./read-modules.ts";
import { workspaceOfFolder } from "./workspace-of-folder.ts";

const mod = (path: string): string => `module ${path}\n\ngo 1.22\n`;

describe("readModules", () => {
  test("go.mod and go.work are found where go looks for them", () => {
    const { modules, workspaces } = readModules(
      createMemoryTree({
        "_old/go.mod": mod("old"),
        ".hidden/go.mod": mod("hidden"),
        "api/go.mod": mod("example.com/api"),
        "api/testdata/m/go.mod": mod("testdata"),
        "cargo.mod": "x",
        "go.mod": mod("example.com/root"),
        "go.work": "go 1.22\n\nuse (\n\t.\n\t./api\n)\n",
        "notgo.work": "x",
        "vendor/x/go.mod": mod("vendored"),
      }),
    );
    expect(modules.map(({ file, folder, mod: parsed }) => [file, folder, parsed.module?.path])).toEqual([
      ["api/go.mod", "api", "example.com/api"],
      ["go.mod", "", "example.com/root"],
    ]);
    expect(workspaces.map(({ file, work }) => [file, work.uses.map(({ path }) => path)])).toEqual([
      ["go.work", [".", "./api"]],
    ]);
  });

  test("go.sum is read when it is first asked for, and once", () => {
    const tree = createMemoryTree({
      "go.mod": mod("m"),
      "go.sum": `example.com/a v1.0.0/go.mod h1:${"A".repeat(43)}=\n`,
      "go.work": "go 1.22\n",
      "go.work.sum": "",
    });
    const { modules, workspaces } = readModules(tree);
    const before = tree.bytesRead;
    const sum = modules[0]?.sum;
    expect(tree.bytesRead).toBe(before);
    expect(sum?.file).toBe("go.sum");
    expect(sum?.parsed.lines.map(({ path, version }) => `${path} ${version}`)).toEqual([
      "example.com/a v1.0.0",
    ]);
    const after = tree.bytesRead;
    expect(after).toBeGreaterThan(before);
    expect(sum?.parsed).toBe(modules[0]?.sum?.parsed);
    expect(tree.bytesRead).toBe(after);
    expect(workspaces[0]?.sum?.file).toBe("go.work.sum");
  });

  test("without go.sum there is none", () => {
    expect(readModules(createMemoryTree({ "go.mod": mod("m") })).modules[0]?.sum).toBeUndefined();
  });

  test("vendor has its modules.txt, or says that it is missing", () => {
    const listed = "# example.com/a v1.0.0\n## explicit\nexample.com/a\n";
    const { modules } = readModules(
      createMemoryTree({
        "a/go.mod": mod("a"),
        "a/vendor/modules.txt": listed,
        "b/go.mod": mod("b"),
        "b/vendor/x/x.go": "package x\n",
        "c/go.mod": mod("c"),
      }),
    );
    const [a, b, c] = modules;
    expect(a?.vendor?.modules?.parsed.entries.map(({ path }) => path)).toEqual(["example.com/a"]);
    expect([a?.vendor?.folder, a?.vendor?.modules?.file]).toEqual(["a/vendor", "a/vendor/modules.txt"]);
    expect(b?.vendor).toEqual({ folder: "b/vendor", modules: undefined, isIgnored: false });
    expect(c?.vendor).toBeUndefined();
  });

  test("a tracked vendor folder that git ignores is told so", () => {
    const tree = createMemoryTree(
      { ".gitignore": "vendor/\n", "go.mod": mod("m"), "vendor/modules.txt": "" },
      { tracked: ["vendor/modules.txt"] },
    );
    expect(readModules(tree).modules[0]?.vendor?.isIgnored).toBe(true);
  });

  test("a broken go.mod is a module with problems", () => {
    const [module] = readModules(createMemoryTree({ "go.mod": "module m\n\nrequire (\n" })).modules;
    expect(module?.mod.problems.length).toBeGreaterThan(0);
  });

  test("files that cannot be read are unknowns", () => {
    const tree = createMemoryTree(
      { "a/go.mod": mod("a") },
      { links: { "go.mod": "gone", "a/go.sum": "gone" } },
    );
    const { modules, unknowns } = readModules(tree);
    expect(modules.map(({ file }) => file)).toEqual(["a/go.mod"]);
    expect(modules[0]?.sum?.isUnreadable).toBe(true);
    expect(modules[0]?.sum?.parsed.lines).toEqual([]);
    expect(unknowns.map(({ at, code }) => `${at.file} ${code}`)).toEqual([
      "a/go.sum unreadable-file",
      "go.mod unreadable-file",
    ]);
  });

  test("a go.mod of 10 MB is read and one beyond the limit is an unknown", () => {
    const requires = `require example.com/a v1.0.0 // ${"x".repeat(200)}\n`.repeat(40_000);
    const big = readModules(createMemoryTree({ "go.mod": mod("m") + requires }));
    expect(big.modules[0]?.mod.requires).toHaveLength(40_000);
    const huge: Tree = createMemoryTree({ "go.mod": new Uint8Array((16 << 20) + 1) });
    expect(readModules(huge).unknowns.map(({ code }) => code)).toEqual(["too-large-file"]);
  });
});

describe("moduleOfFolder and workspaceOfFolder", () => {
  const { modules, workspaces } = readModules(
    createMemoryTree({
      "a/b/go.mod": mod("b"),
      "a/go.mod": mod("a"),
      "ab/x.go": "package x\n",
      "a/go.work": "go 1.22\n",
    }),
  );

  test.each([
    ["a", "a"],
    ["a/b", "a/b"],
    ["a/b/c/d", "a/b"],
    ["a/bc", "a"],
    ["ab", undefined],
    ["", undefined],
  ])("the module of %j is in %j", (folder, expected) => {
    expect(moduleOfFolder(modules, folder)?.folder).toBe(expected);
  });

  test("a module at the root holds every folder", () => {
    const root = readModules(createMemoryTree({ "go.mod": mod("m") })).modules;
    expect(moduleOfFolder(root, "x/y")?.folder).toBe("");
    expect(moduleOfFolder(root, "")?.folder).toBe("");
  });

  test("the workspace is the nearest above", () => {
    expect(workspaceOfFolder(workspaces, "a/b")?.file).toBe("a/go.work");
    expect(workspaceOfFolder(workspaces, "ab")).toBeUndefined();
  });
});

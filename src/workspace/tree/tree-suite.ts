/** What every implementation of `Tree` promises; each implementation's test runs it. */
import { describe, expect, test } from "bun:test";
import type { Tree } from "./tree.ts";

/** Files of a tree under test: path → text, links by path → target. */
export interface TreeSuiteFiles {
  readonly files: Readonly<Record<string, string>>;
  readonly links: Readonly<Record<string, string>>;
  readonly executable: readonly string[];
}

const files: TreeSuiteFiles = {
  files: {
    ".gitignore": "*.log\n/out/\n!keep.log\n",
    ".github/workflows/ci.yml": "on: push\n",
    "a-b/x.go": "package x\n",
    "a.go": "package a\n",
    "a/x.go": "package x\n\nfunc X() {}\n",
    "a/sub/deep.go": "package sub\n",
    "a/keep.log": "kept\n",
    "a0.go": "package a\n",
    "go.mod": "module example.com/a\n\ngo 1.24\n",
    "empty.txt": "",
    "tools/run.sh": "#!/bin/sh\n",
    "ü/ﬀ.go": "package one\n",
    "ü/😀.go": "package two\n",
  },
  links: {
    "link.go": "a/x.go",
    "a/up.mod": "../go.mod",
    twice: "link.go",
    folder: "a/sub",
    loop: "loop2",
    loop2: "loop",
    outside: "../../etc/passwd",
    absolute: "/etc/passwd",
    dangling: "nowhere.txt",
  },
  executable: ["tools/run.sh"],
};

/** Runs the contract; `create` makes a tree with exactly these files. */
export function treeSuite(name: string, create: (wanted: TreeSuiteFiles) => Tree): void {
  const decoder = new TextDecoder();
  const textOf = (tree: Tree, path: string): string => {
    const result = tree.read(path);
    return result.ok ? decoder.decode(result.bytes) : `cannot: ${result.reason}`;
  };

  describe(`${name} keeps the contract of trees`, () => {
    const tree = create(files);
    const allPaths = [...Object.keys(files.files), ...Object.keys(files.links)];

    test("entries are all files and links, sorted by bytes", () => {
      const sorted = allPaths.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
      expect(tree.entries.map((entry) => entry.path)).toEqual(sorted);
    });

    test("an entry is found by its path and by nothing else", () => {
      for (const path of allPaths) expect(tree.entry(path)?.path).toBe(path);
      for (const path of ["", "a", "a/", "/a.go", "./a.go", "a/../a.go", "folder/deep.go", "missing"])
        expect(tree.entry(path)).toBeUndefined();
    });

    test("an entry knows its size, its link and whether it can be run", () => {
      for (const [path, text] of Object.entries(files.files)) {
        const entry = tree.entry(path);
        expect(entry?.sizeBytes).toBe(Buffer.byteLength(text));
        expect(entry?.linkTarget).toBeUndefined();
        expect(entry?.isExecutable).toBe(files.executable.includes(path));
      }
      for (const [path, target] of Object.entries(files.links)) {
        expect(tree.entry(path)?.linkTarget).toBe(target);
        expect(tree.entry(path)?.isExecutable).toBe(false);
      }
    });

    test("folders are those that hold files", () => {
      for (const path of ["", "a", "a/sub", ".github", ".github/workflows", "ü"])
        expect(tree.hasFolder(path)).toBe(true);
      for (const path of ["a.go", "folder", "out", "a/", "missing"]) expect(tree.hasFolder(path)).toBe(false);
    });

    test("a folder is listed with files and folders, sorted", () => {
      expect(tree.list("a")).toEqual(["a/keep.log", "a/sub", "a/up.mod", "a/x.go"]);
      expect(tree.list("").slice(0, 6)).toEqual([".github", ".gitignore", "a", "a-b", "a.go", "a0.go"]);
      expect(tree.list("ü")).toEqual(["ü/ﬀ.go", "ü/😀.go"]);
      expect(tree.list("missing")).toEqual([]);
      expect(tree.list("a.go")).toEqual([]);
    });

    test("files are read whole", () => {
      for (const [path, text] of Object.entries(files.files)) expect(textOf(tree, path)).toBe(text);
    });

    test("files are read twice with the same result", () => {
      expect(textOf(tree, "go.mod")).toBe(textOf(tree, "go.mod"));
    });

    test("the start of a file has at most the bytes asked for", () => {
      const start = (path: string, size: number): string => {
        const result = tree.readStart(path, size);
        return result.ok ? decoder.decode(result.bytes) : `cannot: ${result.reason}`;
      };
      expect(start("a/x.go", 7)).toBe("package");
      expect(start("a/x.go", 0)).toBe("");
      expect(start("a/x.go", 100_000)).toBe("package x\n\nfunc X() {}\n");
      expect(start("empty.txt", 10)).toBe("");
      expect(start("twice", 7)).toBe("package");
    });

    test("a peek has the same bytes as a read", () => {
      const peek = (path: string, size: number): string => {
        const result = tree.peek(path, size);
        return result.ok ? decoder.decode(result.bytes) : `cannot: ${result.reason}`;
      };
      for (const [path, text] of Object.entries(files.files)) {
        expect(peek(path, Number.POSITIVE_INFINITY)).toBe(text);
        expect(peek(path, 7)).toBe(decoder.decode(new TextEncoder().encode(text).subarray(0, 7)));
      }
      expect(tree.peek("missing", 10).ok).toBe(false);
    });

    test("bytes of one read stay as they are after the next", () => {
      const first = tree.readStart("a/x.go", 9);
      tree.readStart("go.mod", 9);
      tree.peek("go.mod", 9);
      expect(first.ok && decoder.decode(first.bytes)).toBe("package x");
    });

    test("links are followed inside the tree", () => {
      expect(textOf(tree, "link.go")).toBe("package x\n\nfunc X() {}\n");
      expect(textOf(tree, "twice")).toBe("package x\n\nfunc X() {}\n");
      expect(textOf(tree, "a/up.mod")).toBe("module example.com/a\n\ngo 1.24\n");
      expect(textOf(tree, "folder/deep.go")).toBe("package sub\n");
    });

    test("links that lead nowhere, outside or in a circle give a reason", () => {
      expect(textOf(tree, "loop")).toBe("cannot: symbolic links lead in a circle");
      expect(textOf(tree, "outside")).toBe("cannot: symbolic link leads to outside the tree");
      expect(textOf(tree, "absolute")).toBe('cannot: symbolic link to "/etc/passwd", outside the tree');
      expect(textOf(tree, "dangling")).toBe(
        'cannot: symbolic link leads to "nowhere.txt", which is not in the tree',
      );
      expect(textOf(tree, "folder")).toBe('cannot: symbolic link leads to "a/sub", a folder');
    });

    test("what is no file gives a reason", () => {
      expect(textOf(tree, "a")).toBe("cannot: it is a folder");
      expect(textOf(tree, "missing")).toBe("cannot: no such file in the tree");
      expect(textOf(tree, "../x")).toBe("cannot: no such file in the tree");
      expect(tree.readStart("missing", 10).ok).toBe(false);
    });

    test("ignore files are asked about any path", () => {
      for (const path of ["x.log", "a/b/x.log", "out/", "out/main.go"])
        expect(tree.isIgnored(path)).toBe(true);
      for (const path of ["x.go", "a/keep.log", "a/out/main.go", "", "a"])
        expect(tree.isIgnored(path)).toBe(false);
    });

    test("reading is counted in bytes", () => {
      const before = tree.bytesRead;
      tree.read("go.mod");
      tree.readStart("a/x.go", 7);
      tree.read("missing");
      expect(tree.bytesRead - before).toBe(30 + 7);
    });

    test("nothing is wrong with these files", () => {
      expect(tree.problems).toEqual([]);
    });
  });
}

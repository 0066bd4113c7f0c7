import { describe, expect, test } from "bun:test";
import { compareTree } from "./compare-tree.ts";
import { compareVendor } from "./compare-vendor.ts";
import type { FolderFiles } from "./module-content.ts";

type Files = Readonly<Record<string, string>>;

function folderOf(files: Files, links: readonly string[] = []): FolderFiles {
  const names = [...Object.keys(files), ...links];
  return {
    files: names.map((name) => ({ name, isRegular: !links.includes(name) })),
    read: (name) => {
      const text = files[name];
      return text === undefined ? { reason: "no such file" } : Buffer.from(text);
    },
  };
}

interface Case {
  readonly module: Files;
  readonly copy: Files;
  readonly packages?: readonly string[];
  readonly goLine?: string;
  readonly links?: readonly string[];
  readonly folderLinks?: readonly string[];
  readonly hidden?: readonly string[];
}

function vendorFaults({ module, copy, packages = [""], goLine = "1.22", ...more }: Case): readonly string[] {
  const plain = folderOf(copy, more.links);
  const files = [
    ...plain.files,
    ...(more.folderLinks ?? []).map((name) => ({ name, isRegular: false, isFolderLink: true })),
    ...(more.hidden ?? []).map((name) => ({ name, isRegular: false, reason: "no permission" })),
  ];
  const comparison = compareVendor({ packageFolders: packages, goLine, copy: { ...plain, files } });
  for (const [name, text] of Object.entries(module)) comparison.see(name, Buffer.from(text));
  return comparison.end().map(({ kind, name, isNeeded }) => `${kind} ${name}${isNeeded ? " (needed)" : ""}`);
}

const module: Files = {
  "go.mod": "module m.test\n",
  "a.go": "package a\n",
  "a_test.go": "package a\n",
  "readme.md": "text\n",
  "sub/s.go": "package sub\n",
  "unused/u.go": "package unused\n",
  LICENSE: "free\n",
};
const copy: Files = { "a.go": "package a\n", "readme.md": "text\n", LICENSE: "free\n" };

describe("a vendored module", () => {
  test("that is as go mod vendor copies it has no fault", () => {
    expect(vendorFaults({ module, copy })).toEqual([]);
    expect(
      vendorFaults({ module, copy: { ...copy, "sub/s.go": "package sub\n" }, packages: ["", "sub"] }),
    ).toEqual([]);
  });

  test("with an edited, added or removed file has one fault for each", () => {
    expect(vendorFaults({ module, copy: { ...copy, "a.go": "package b\n" } })).toEqual(["changed a.go"]);
    expect(vendorFaults({ module, copy: { ...copy, "b.go": "package a\n" } })).toEqual([
      "added b.go (needed)",
    ]);
    const { "a.go": _, ...without } = copy;
    expect(vendorFaults({ module, copy: without })).toEqual(["missing a.go (needed)"]);
    const { "readme.md": __, ...unread } = copy;
    expect(vendorFaults({ module, copy: unread })).toEqual(["missing readme.md"]);
  });

  test("may keep genuine files that newer versions of go leave out", () => {
    expect(
      vendorFaults({ module, copy: { ...copy, "a_test.go": "package a\n", "go.mod": "module m.test\n" } }),
    ).toEqual([]);
  });

  test("with a package that modules.txt does not list says so", () => {
    expect(vendorFaults({ module, copy: { ...copy, "unused/u.go": "package unused\n" } })).toEqual([
      "unlisted unused",
    ]);
    expect(vendorFaults({ module, copy: { ...copy, "unused/u.go": "package evil\n" } })).toEqual([
      "changed unused/u.go",
    ]);
    expect(vendorFaults({ module, copy: { ...copy, "evil/e.go": "package evil\n" } })).toEqual([
      "added evil/e.go (needed)",
    ]);
  });

  test("whose list names a package that it does not have says so", () => {
    expect(vendorFaults({ module, copy, packages: ["", "gone"] })).toEqual(["no-package gone"]);
  });

  test("with a link in the place of a file cannot be compared there", () => {
    const { "a.go": _, ...others } = copy;
    expect(vendorFaults({ module, copy: others, links: ["a.go"] })).toEqual(["unreadable a.go"]);
    expect(vendorFaults({ module, copy, links: ["b.go"] })).toEqual(["added b.go (needed)"]);
  });

  test("has the files that it embeds, with all below an embedded folder", () => {
    const embedding: Files = {
      "a.go": 'package a\n\nimport "embed"\n\n//go:embed web *.txt\nvar files embed.FS\n',
      "web/index.html": "<p>\n",
      "web/deep/x.go": "package x\n",
      "web/.hidden": "no\n",
      "one.txt": "1\n",
    };
    const { "web/.hidden": _, ...all } = embedding;
    expect(vendorFaults({ module: embedding, copy: all })).toEqual([]);
    const { "web/index.html": __, ...without } = all;
    expect(vendorFaults({ module: embedding, copy: without })).toEqual(["missing web/index.html (needed)"]);
    const { "web/deep/x.go": ___, ...shallow } = all;
    expect(vendorFaults({ module: embedding, copy: shallow })).toEqual(["missing web/deep/x.go (needed)"]);
  });

  test("with a file added where an embedded folder takes it is another program", () => {
    const embedding: Files = {
      "a.go": 'package a\n\nimport "embed"\n\n//go:embed web all:hidden\nvar files embed.FS\n',
      "web/index.html": "<p>\n",
      "hidden/index.html": "<p>\n",
    };
    const more = { ...embedding, "web/evil.html": "<b>\n", "hidden/.evil": "<b>\n", "web/.evil": "<b>\n" };
    expect(vendorFaults({ module: embedding, copy: more })).toEqual([
      "added web/evil.html (needed)",
      "added hidden/.evil (needed)",
      "added web/.evil",
    ]);
    // Line endings are content there, and nowhere else.
    const ended = { ...embedding, "web/index.html": "<p>\r\n" };
    expect(vendorFaults({ module: embedding, copy: ended })).toEqual(["changed web/index.html (needed)"]);
    const source = { ...embedding, "a.go": embedding["a.go"]?.replaceAll("\n", "\r\n") ?? "" };
    expect(vendorFaults({ module: embedding, copy: source })).toEqual(["changed a.go"]);
  });

  test("with a folder that is a link has all behind it compiled", () => {
    const { "a.go": _, ...others } = copy;
    expect(
      vendorFaults({ module, copy: others, folderLinks: ["evil", "sub"], packages: ["", "sub"] }),
    ).toEqual(["missing a.go (needed)", "added evil (needed)", "added sub (needed)"]);
    expect(vendorFaults({ module, copy: {}, folderLinks: [""] })).toEqual(["added  (needed)"]);
  });

  test("with a folder that cannot be listed has nothing missing below it", () => {
    expect(vendorFaults({ module, copy, hidden: ["sub"], packages: ["", "sub"] })).toEqual(["hidden sub"]);
    expect(vendorFaults({ module, copy: {}, hidden: [""] })).toEqual(["hidden "]);
  });

  test("has the libraries that its cgo lines link", () => {
    const linking: Files = {
      "sub/a.go": '// #cgo linux LDFLAGS: -L. ${SRCDIR}/libx_linux.a -lm\nimport "C"\n\npackage a\n',
      "sub/libx_linux.a": "!<arch>\n",
      "sub/libx_other.a": "!<arch>\n",
    };
    const copied = { "sub/a.go": linking["sub/a.go"] ?? "" };
    expect(vendorFaults({ module: linking, copy: copied, packages: ["sub"] })).toEqual([
      "missing sub/libx_linux.a (needed)",
      "missing sub/libx_other.a",
    ]);
  });

  test("embeds nothing through a file that go leaves out", () => {
    const ignored: Files = {
      "a.go": "package a\n",
      "gen.go": '//go:build ignore\n\npackage main\n\nimport _ "embed"\n\n//go:embed data/x\nvar x string\n',
      "data/x": "x\n",
    };
    expect(vendorFaults({ module: ignored, copy: { "a.go": "package a\n" } })).toEqual([]);
  });
});

describe("an extracted module", () => {
  const treeFaults = (
    zip: Files,
    folder: Files,
    options?: { hasCopies: boolean },
    links?: readonly string[],
  ): readonly string[] => {
    const comparison = compareTree(folderOf(folder, links), options);
    for (const [name, text] of Object.entries(zip)) comparison.see(name, Buffer.from(text));
    return comparison.end().map(({ kind, name }) => `${kind} ${name}`);
  };

  test("has the files of its zip, no more and no less", () => {
    expect(treeFaults(module, module)).toEqual([]);
    expect(treeFaults(module, { ...module, "a.go": "package b\n" })).toEqual(["changed a.go"]);
    expect(treeFaults(module, { ...module, "b.go": "" })).toEqual(["added b.go"]);
    const { "a.go": _, ...without } = module;
    expect(treeFaults(module, without)).toEqual(["missing a.go"]);
    expect(treeFaults(module, without, undefined, ["a.go"])).toEqual(["changed a.go"]);
  });

  test("of a toolchain has copies of go.mod files, which no other module may have", () => {
    const zip: Files = { "src/_go.mod": "module std\n", "_go.mod": "module x\n" };
    const folder: Files = { ...zip, "src/go.mod": "module std\n" };
    expect(treeFaults(zip, folder, { hasCopies: true })).toEqual([]);
    expect(treeFaults(zip, folder)).toEqual(["added src/go.mod"]);
    expect(treeFaults(zip, { ...zip, "src/go.mod": "module evil\n" }, { hasCopies: true })).toEqual([
      "added src/go.mod",
    ]);
  });
});

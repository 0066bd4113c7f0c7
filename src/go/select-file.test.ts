import { describe, expect, test } from "bun:test";
import type { BuildContext } from "./build-context.ts";
import { scanCommentHeader, scanGoHeader } from "./go-header.ts";
import { listPackageFiles } from "./package-files.ts";
import { selectFile } from "./select-file.ts";

const encoder = new TextEncoder();
const linux: BuildContext = {
  goos: "linux",
  goarch: "amd64",
  cgo: true,
  tags: [],
  goMinor: 26,
  toolTags: ["amd64.v1"],
};

function select(name: string, text: string, change: Partial<BuildContext> = {}) {
  const bytes = encoder.encode(text);
  const header = name.endsWith(".go") ? scanGoHeader(bytes) : scanCommentHeader(bytes);
  const { because, reason } = selectFile(name, header, { ...linux, ...change });
  return `${because}: ${reason}`;
}

describe("file selection", () => {
  test.each([
    ["x.go", "package p\n", "selected: nothing excludes it"],
    ["_x.go", "package p\n", "name: go looks at no file with such a name"],
    ["x.txt", "", "name: go looks at no file with such a name"],
    ["wake_windows.go", "package p\n", "suffix: the name's ending demands another platform than linux/amd64"],
    ["x_arm_test.go", "package p\n", "suffix: the name's ending demands another platform than linux/amd64"],
    ["x_unix.go", "package p\n", "selected: nothing excludes it"],
    ["linux_arm.go", "package p\n", "suffix: the name's ending demands another platform than linux/amd64"],
    ["windows.go", "package p\n", "selected: nothing excludes it"],
    ["y_LINUX.go", "package p\n", "selected: nothing excludes it"],
    ["x.go", "//go:build !linux\n\npackage p\n", 'constraint: constraint "!linux" is false'],
    ["x.go", "//go:build amd64.v1 && unix\n\npackage p\n", 'selected: constraint "amd64.v1 && unix" is true'],
    [
      "x.go",
      "//go:build a,b\n\npackage p\n",
      "constraint-problem: parsing //go:build line: invalid syntax at ,",
    ],
    ["x.go", "package documentation\n", "documentation: package documentation is never built"],
    ["x.s", "// +build arm\n\nTEXT\n", 'constraint: constraint "arm" is false'],
  ])("%s with %j: %s", (name, text, outcome) => {
    expect(select(name, text)).toBe(outcome);
  });

  test("without cgo the files that import C vanish, and C sources with them", () => {
    expect(select("x.go", 'package p\nimport "C"\n')).toBe("selected: nothing excludes it");
    expect(select("x.go", 'package p\nimport "C"\n', { cgo: false })).toBe(
      'cgo: it imports "C" and cgo is off',
    );
    expect(select("x.c", "int x;\n", { cgo: false })).toBe("cgo: only cgo compiles it and cgo is off");
  });

  test("a package is sorted into go's lists", () => {
    const files = {
      "a.go": 'package p\nimport "C"\n',
      "b.go": "package p\n",
      "b_test.go": "package p\n",
      "c_test.go": "package p_test\n",
      "d.go": "//go:build ignore\n\npackage main\n",
      "e.S": "TEXT\n",
      "e.h": "\n",
      "f.go": "//go:build a b\n\npackage p\n",
    };
    const sources = Object.entries(files).map(([name, text]) => {
      const bytes = encoder.encode(text);
      return { name, header: name.endsWith(".go") ? scanGoHeader(bytes) : scanCommentHeader(bytes) };
    });
    expect(Object.fromEntries(listPackageFiles(sources, linux))).toEqual({
      CgoFiles: ["a.go"],
      GoFiles: ["b.go"],
      TestGoFiles: ["b_test.go"],
      XTestGoFiles: ["c_test.go"],
      IgnoredGoFiles: ["d.go"],
      SFiles: ["e.S"],
      HFiles: ["e.h"],
    });
    expect(Object.fromEntries(listPackageFiles(sources, { ...linux, cgo: false }))).toMatchObject({
      IgnoredGoFiles: ["a.go", "d.go"],
      IgnoredOtherFiles: ["e.S"],
    });
  });
});

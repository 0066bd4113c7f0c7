import { describe, expect, test } from "bun:test";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { readGoFiles } from "./read-go-files.ts";

describe("Go files of a tree", () => {
  const tree = createMemoryTree({
    "main.go": '//go:build linux\n// +build linux\n\npackage main\n\nimport "C"\n',
    "a/b_test.go": 'package a_test\n\nimport . "testing"\n',
    "a/testdata/x.go": "package x\n",
    "a/_old/x.go": "package x\n",
    ".hidden/x.go": "package x\n",
    "_gen.go": "package x\n",
    "vendor/m/x.go": "package m\n",
    "a/broken.go": "//go:build linux,amd64\n\npakage a\n",
    "long.go": `/*${"x".repeat(6000)}*/\n\npackage long\n\nimport "fmt"\n`,
    "README.md": "",
  });

  test("are those that a build could mean, with their headers", () => {
    const files = readGoFiles(tree, { includeVendor: false });
    expect(files.map(({ path }) => path)).toEqual(["a/b_test.go", "a/broken.go", "long.go", "main.go"]);
    const main = files.find(({ path }) => path === "main.go");
    expect(main).toMatchObject({
      folder: "",
      packageName: "main",
      usesCgo: true,
      isTest: false,
      problems: [],
    });
    expect(main?.constraintLines.map((line) => [line.kind, line.isHonoured, line.deadBecause])).toEqual([
      ["go:build", true, undefined],
      ["+build", false, "go-build-line"],
    ]);
    expect(files[0]).toMatchObject({ folder: "a", isTest: true, packageName: "a_test" });
    expect(files[0]?.imports).toEqual([{ path: "testing", name: ".", span: { start: 25, end: 34 } }]);
  });

  test("a header longer than the first read is read whole", () => {
    const long = readGoFiles(tree, { includeVendor: false }).find(({ path }) => path === "long.go");
    expect(long?.imports.map(({ path }) => path)).toEqual(["fmt"]);
  });

  test("what go would refuse is a problem with a place", () => {
    const broken = readGoFiles(tree, { includeVendor: false }).find(({ path }) => path === "a/broken.go");
    expect(broken?.constraint).toBeUndefined();
    expect(broken?.problems.map(({ reason }) => reason)).toEqual([
      "parsing //go:build line: invalid syntax at ,",
      "expected package",
    ]);
    expect(broken?.problems[0]?.span).toEqual({ start: 0, end: 22 });
  });

  test("vendor and single folders can be asked for", () => {
    expect(readGoFiles(tree, { includeVendor: true }).some(({ path }) => path === "vendor/m/x.go")).toBe(
      true,
    );
    const inA = readGoFiles(tree, { includeVendor: false, folders: ["a"] });
    expect(inA.map(({ path }) => path)).toEqual(["a/b_test.go", "a/broken.go"]);
  });
});

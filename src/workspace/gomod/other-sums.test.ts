import { expect, test } from "bun:test";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { readOtherSums } from "./other-sums.ts";

const mod = "module m.test\n\ngo 1.22\n";

test("sums are those beside files that go could be told to read, and no other program's", () => {
  const tree = createMemoryTree({
    "go.mod": mod,
    "go.sum": "",
    "tools.mod": mod,
    "tools.sum": "",
    "image.mod": "layers: 3\n",
    "image.sum": "sha256 of something\n",
    "alone.sum": "",
    "_examples/go.mod": mod,
    "_examples/go.sum": "",
    "testdata/w/go.work": "go 1.22\n",
    "testdata/w/go.work.sum": "",
    "testdata/n/go.sum": "",
    "vendor/m.test/x/go.mod": mod,
    "vendor/m.test/x/go.sum": "",
  });
  const { sums, vendors, unknowns } = readOtherSums(tree, new Set(["go.sum"]));
  expect(sums.map(({ file }) => file)).toEqual(["_examples/go.sum", "testdata/w/go.work.sum", "tools.sum"]);
  expect([vendors, unknowns]).toEqual([[], []]);
});

test("a vendor folder is compared where a file for -modfile stands beside it, and unknown elsewhere", () => {
  const tree = createMemoryTree({
    "a/old.mod": "module m.test\n\ngo 1.16\n",
    "a/vendor.mod": mod,
    "a/vendor/modules.txt": "# x.test v1.0.0\nx.test\n",
    "a/vendor/x.test/vendor/modules.txt": "",
    "testdata/go.mod": mod,
    "testdata/vendor/modules.txt": "",
    "alone/vendor/modules.txt": "",
  });
  const { vendors, unknowns } = readOtherSums(tree, new Set());
  expect(vendors.map(({ folder, goLine }) => [folder, goLine])).toEqual([["a", "1.22"]]);
  expect(unknowns.map(({ at }) => at.file)).toEqual(["alone/vendor", "testdata/vendor"]);
});

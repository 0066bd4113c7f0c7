import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import type { YamlNode } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { expandMatrix } from "./expand-matrix.ts";
import type { Matrix } from "./model.ts";

function expand(text: string): Matrix {
  const { root } = parseYaml(sourceFromText({ path: "m.yml", text }));
  if (!root) throw new TypeError("The case has no YAML");
  return expandMatrix(root);
}

function textOf(node: YamlNode): string {
  if (node.kind === "scalar") return node.text;
  if (node.kind === "sequence") return `[${node.items.map(textOf).join(" ")}]`;
  return `{${node.entries.map((entry) => `${entry.key.text}:${entry.value ? textOf(entry.value) : ""}`).join(" ")}}`;
}

function cells(text: string): readonly string[] {
  const matrix = expand(text);
  if (matrix.kind === "unknown") return [matrix.reason];
  return matrix.cells.map((cell) => [...cell].map(([key, value]) => `${key}=${textOf(value)}`).join(" "));
}

describe("expandMatrix", () => {
  test("makes the product, the first list outermost, texts as written", () => {
    expect(cells("go: [1.20, '1.21']\nos: [linux, darwin]")).toEqual([
      "go=1.20 os=linux",
      "go=1.20 os=darwin",
      "go=1.21 os=linux",
      "go=1.21 os=darwin",
    ]);
  });

  test("includes as the published fruit example does", () => {
    const text = `
fruit: [apple, pear]
animal: [cat, dog]
include:
  - color: green
  - color: pink
    animal: cat
  - fruit: apple
    shape: circle
  - fruit: banana
  - fruit: banana
    animal: cat
`;
    expect(cells(text)).toEqual([
      "fruit=apple animal=cat color=pink shape=circle",
      "fruit=apple animal=dog color=green shape=circle",
      "fruit=pear animal=cat color=pink",
      "fruit=pear animal=dog color=green",
      "fruit=banana",
      "fruit=banana animal=cat",
    ]);
  });

  test("makes a cell of every entry when there is only include", () => {
    expect(cells("include:\n  - site: production\n    go: 1.24\n  - site: staging\n")).toEqual([
      "site=production go=1.24",
      "site=staging",
    ]);
  });

  test("adds a new cell for a value the lists do not have", () => {
    expect(
      cells(
        "os: [a, b]\nnode: [14, 16]\ninclude:\n  - os: a\n    node: 16\n    npm: 6\n  - os: c\n    node: 17",
      ),
    ).toEqual(["os=a node=14", "os=a node=16 npm=6", "os=b node=14", "os=b node=16", "os=c node=17"]);
  });

  test("excludes every cell that has all values of an entry, before it includes", () => {
    const text = `
os: [macos, windows]
version: [12, 14, 16]
environment: [staging, production]
exclude:
  - {os: macos, version: 12, environment: production}
  - {os: Windows, version: 16}
include:
  - {os: windows, version: 16}
`;
    expect(cells(text)).toEqual([
      "os=macos version=12 environment=staging",
      "os=macos version=14 environment=staging",
      "os=macos version=14 environment=production",
      "os=macos version=16 environment=staging",
      "os=macos version=16 environment=production",
      "os=windows version=12 environment=staging",
      "os=windows version=12 environment=production",
      "os=windows version=14 environment=staging",
      "os=windows version=14 environment=production",
      "os=windows version=16",
    ]);
  });

  test("compares mappings by the keys an exclude names, and does not take 1.20 for the text 1.20", () => {
    expect(cells("t: [{os: a, arch: x}, {os: b, arch: x}]\nexclude: [{t: {os: a}}]")).toEqual([
      "t={os:b arch:x}",
    ]);
    expect(cells("go: ['1.20', 1.20]\nexclude: [{go: 1.2}]")).toEqual(["go=1.20"]);
  });

  test("leaves no cell when all are excluded", () => {
    expect(cells("go: [a]\nexclude: [{go: a}]")).toEqual([]);
  });

  test.each([
    ["$" + "{{ fromJSON(needs.a.outputs.m) }}", "the matrix comes from JSON"],
    ["go: $" + "{{ fromJson(inputs.versions) }}", 'the matrix list "go" comes from JSON'],
    ["go: [a]\ninclude: $" + "{{ inputs.x }}", 'the matrix list "include" comes from an expression'],
    ["go: 1.20", 'the matrix list "go" is not of the form GitHub reads'],
    ["go: []", 'the matrix list "go" is empty'],
    ["{}", "the matrix is empty"],
    [`a: [${"1,".repeat(20)}]\nb: [${"1,".repeat(20)}]`, "the matrix has more than 256 cells"],
    [`a: [${"1,".repeat(2000)}]\nb: [${"1,".repeat(2000)}]`, "the matrix has more than 256 cells"],
  ])("does not guess, case %#", (text, reason) => {
    expect(cells(text)).toEqual([reason]);
  });
});

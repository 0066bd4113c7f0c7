import { describe, expect, test } from "bun:test";
import { createSources } from "../sources.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import type { VersionFile } from "./model.ts";
import { readVersionFiles } from "./read-version-files.ts";

function readOne(path: string, text: string): VersionFile {
  const [file, ...more] = readVersionFiles(createSources(createMemoryTree({ [path]: text })));
  if (!file || more.length > 0) throw new TypeError("expected one file");
  return file;
}

function pins(path: string, text: string): readonly string[] {
  return readOne(path, text).tools.map(
    ({ tool, version, span }) => `${tool} ${version} ${text.slice(span.start, span.end)}`,
  );
}

describe(".go-version", () => {
  test.each([
    ["1.22.3\n", "1.22.3"],
    ["go1.22.3", "go1.22.3"],
    ["  1.22  \r\n", "1.22"],
    ["# pinned\n\n1.21.0 # why\n1.20\n", "1.21.0"],
    ["1.23rc1\r\n", "1.23rc1"],
  ])("%j pins one version", (text, version) => {
    expect(pins(".go-version", text)).toEqual([`go ${version} ${version}`]);
  });

  test.each(["", "\n\n", "# only words\n", "1.22 1.21\n"])("%j is a problem", (text) => {
    const { tools, problems } = readOne(".go-version", text);
    expect([tools, problems.length]).toEqual([[], 1]);
  });
});

describe(".tool-versions", () => {
  test("each line pins one tool, fallbacks and comments aside", () => {
    const text =
      "# tools\ngolang 1.22.3 1.21.0 # main\n  nodejs\t20.1\r\ngolangci-lint latest\n\nerlang ref:main";
    expect(pins(".tool-versions", text)).toEqual([
      "golang 1.22.3 1.22.3",
      "nodejs 20.1 20.1",
      "golangci-lint latest latest",
      "erlang ref:main ref:main",
    ]);
  });

  test("a tool without a version is a problem at its name", () => {
    const text = "golang\nnodejs 20\n";
    const { problems } = readOne(".tool-versions", text);
    expect(problems.map(({ span }) => text.slice(span.start, span.end))).toEqual(["golang"]);
  });
});

describe("mise", () => {
  test("tools are strings, lists, tables or sections of their own", () => {
    const text = `min_version = "2024.1"
[env]
GOFLAGS = "-mod=mod"
[tools]
go = "1.22.3"
node = ["20", "18"]
python = { version = '3.12', virtualenv = ".venv" }
"go:golang.org/x/tools/cmd/stringer" = "latest"
"core:zig" = "0.12"
[tools.golangci-lint]
version = "1.60"
`;
    expect(pins("mise.toml", text)).toEqual([
      'go 1.22.3 "1.22.3"',
      'node 20 "20"',
      "python 3.12 '3.12'",
      'go:golang.org/x/tools/cmd/stringer latest "latest"',
      'zig 0.12 "0.12"',
      'golangci-lint 1.60 "1.60"',
    ]);
  });

  test("dotted keys are read", () => {
    expect(pins(".mise.toml", 'tools.go = "1.22"\n')).toEqual(['go 1.22 "1.22"']);
  });

  test("a broken file is a problem with its place", () => {
    const { tools, problems } = readOne("mise.toml", '[tools]\ngo = "1.22\n');
    expect([tools, problems.length]).toEqual([[], 1]);
    expect(problems[0]?.span.start).toBeGreaterThan(7);
  });
});

test("version files are found by name at any level outside copied folders", () => {
  const names = [
    ".config/mise.toml",
    ".config/mise/config.toml",
    ".go-version",
    ".mise.toml",
    ".mise/config.toml",
    "a/.tool-versions",
    "config.toml",
    "mise.toml",
    "mise/config.toml",
    "testdata/.go-version",
    "vendor/x/.tool-versions",
  ];
  const tree = createMemoryTree(Object.fromEntries(names.map((name) => [name, "go 1\n"])));
  expect(readVersionFiles(createSources(tree)).map(({ file }) => file)).toEqual([
    ".config/mise.toml",
    ".config/mise/config.toml",
    ".go-version",
    ".mise.toml",
    ".mise/config.toml",
    "a/.tool-versions",
    "mise.toml",
    "mise/config.toml",
  ]);
});

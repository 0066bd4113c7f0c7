import { expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import { parseWorkFile } from "./parse-work-file.ts";
import type { WorkFile } from "./work-model.ts";

function parse(text: string): WorkFile {
  return parseWorkFile(sourceFromText({ path: "go.work", text }));
}

test("a go.work gives its folders, versions and replacements with their places", () => {
  const text =
    'go 1.24.0\n\ntoolchain go1.24.3\n\nuse (\n\t.\n\t"./with blank" // tools\n)\n\nuse ../api\n\nreplace example.com/a => ./a\n\ngodebug default=go1.21\n';
  const work = parse(text);
  expect(work.problems).toEqual([]);
  expect(work.go?.version).toBe("1.24.0");
  expect(work.toolchain?.name).toBe("go1.24.3");
  expect(work.uses.map(({ path, pathSpan }) => [path, text.slice(pathSpan.start, pathSpan.end)])).toEqual([
    [".", "."],
    ["./with blank", '"./with blank"'],
    ["../api", "../api"],
  ]);
  expect(work.replaces.map((replace) => replace.isLocal)).toEqual([true]);
  expect(work.godebugs.map((godebug) => godebug.value)).toEqual(["go1.21"]);
  expect(work.comments.map((comment) => comment.text)).toEqual(["// tools"]);
});

test("directives of go.mod are unknown in a go.work", () => {
  expect(
    parse("go 1.24\nrequire a v1.0.0\nrequire (\n\tb v1.0.0\n)\n").problems.map(({ reason }) => reason),
  ).toEqual(["unknown directive: require", "unknown block type: require"]);
});

test("a use line needs exactly one folder", () => {
  const work = parse("use\nuse a b\nuse ./c\n");
  expect(work.problems.map(({ reason }) => reason)).toEqual(["usage: use local/dir", "usage: use local/dir"]);
  expect(work.uses.map((use) => use.path)).toEqual(["./c"]);
});

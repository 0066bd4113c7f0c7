import { expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import { ignoringLine } from "./ignoring-line.ts";
import { readGitIgnore } from "./read-pattern-files.ts";

const files = [
  readGitIgnore(sourceFromText({ path: ".gitignore", text: "bin/\n*.pb.go\n!keep.pb.go\n/vendor\n" })),
  readGitIgnore(sourceFromText({ path: "app/.gitignore", text: "!api.pb.go\n/build\n" })),
];

test.each([
  ["vendor/a/a.go", "/vendor"],
  ["app/x/bin/tool.go", "bin/"],
  ["app/x.pb.go", "*.pb.go"],
  ["app/build/x.go", "/build"],
  ["app/api.pb.go", undefined],
  ["keep.pb.go", undefined],
  ["bin", undefined],
  ["app/vendor/a.go", undefined],
])("%p is excluded by %p", (path, pattern) => {
  expect(ignoringLine(files, path)?.pattern).toBe(pattern);
});

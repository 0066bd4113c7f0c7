import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import type { PatternFile } from "./model.ts";
import { readDockerIgnore, readGitAttributes, readGitIgnore } from "./read-pattern-files.ts";

const shown = (text: string, read: (source: ReturnType<typeof sourceFromText>) => PatternFile): unknown =>
  read(sourceFromText({ path: "x", text })).lines.map((line) => [
    line.pattern,
    line.isNegated,
    line.attributes,
    text.slice(line.span.start, line.span.end),
  ]);

describe("pattern files", () => {
  test("a .gitignore file keeps patterns as git sees them", () => {
    expect(shown("# all\nvendor/ \n!vendor/keep\r\n\\#x\n\n", readGitIgnore)).toEqual([
      ["vendor/", false, [], "vendor/"],
      ["vendor/keep", true, [], "!vendor/keep"],
      ["\\#x", false, [], "\\#x"],
    ]);
  });

  test("a .dockerignore file keeps patterns as Docker cleans them", () => {
    expect(shown("*\n! /go.mod\n/docs/\n", readDockerIgnore)).toEqual([
      ["*", false, [], "*"],
      ["go.mod", true, [], "! /go.mod"],
      ["docs", false, [], "/docs/"],
    ]);
  });

  test("a .gitattributes file keeps attributes as written", () => {
    expect(shown("go.sum -text\nvendor/** linguist-vendored eol=lf\n", readGitAttributes)).toEqual([
      ["go.sum", false, ["-text"], "go.sum -text"],
      ["vendor/**", false, ["linguist-vendored", "eol=lf"], "vendor/** linguist-vendored eol=lf"],
    ]);
  });
});

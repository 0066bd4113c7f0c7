import { describe, expect, test } from "bun:test";
import { createDockerIgnore, parseDockerIgnoreLines } from "./docker-ignore.ts";

describe("docker ignore rules", () => {
  const cases: [patterns: string, ignored: string[], kept: string[]][] = [
    ["vendor", ["vendor", "vendor/a.go"], ["a/vendor", "vendors"]],
    ["/vendor/", ["vendor/a.go"], ["a/vendor"]],
    ["**/vendor", ["vendor", "a/vendor/x", "a/b/vendor"], ["vendors"]],
    ["*.md", ["README.md"], ["docs/a.md"]],
    ["**/*.md", ["README.md", "docs/a.md"], ["a.mdx"]],
    ["**.go", ["a.go", "x/y/a.go"], ["a.gox"]],
    ["*/temp*", ["a/temp", "a/temporary/x"], ["temp", "a/b/temp"]],
    ["temp?", ["tempa"], ["temp", "tempab"]],
    ["*\n!go.mod\n!cmd", ["a.go", "pkg/a.go"], ["go.mod", "cmd", "cmd/a.go"]],
    ["vendor\n!vendor/keep", ["vendor/a"], ["vendor/keep", "vendor/keep/b"]],
    ["!go.mod\n*", ["go.mod"], []],
    ["docs\n!docs/*.md\ndocs/secret.md", ["docs/a.txt", "docs/secret.md"], ["docs/a.md"]],
    ["a/**", ["a/b", "a/b/c"], ["a", "ab"]],
    ["a/**/z", ["a/z", "a/b/c/z"], ["a/bz"]],
    ["./a/../b//c", ["b/c"], ["a", "b"]],
    ["  spaced  \n# comment\n #kept", ["spaced", "#kept"], ["comment"]],
    ["[a-c].go\n[^a-c].md", ["a.go", "d.md"], ["d.go", "a.md"]],
    ["\\*x", ["*x"], ["ax"]],
    ["a\r\nb\r\n", ["a", "b"], []],
    [".", [], ["a"]],
    ["é?", ["éü"], ["é"]],
  ];
  for (const [patterns, ignored, kept] of cases)
    test(`${JSON.stringify(patterns)} leaves out ${ignored.join(", ") || "nothing"}`, () => {
      const rules = createDockerIgnore(patterns);
      expect(ignored.filter((path) => !rules.isIgnored(path))).toEqual([]);
      expect(kept.filter((path) => rules.isIgnored(path))).toEqual([]);
      expect(rules.malformed).toEqual([]);
    });

  test("a folder brought back before its files are left out again stays left out", () => {
    // BuildKit does not ask `!a` about the folder, which nothing leaves out, and so not about what is in it.
    expect(createDockerIgnore("**.key\n!a").isIgnored("a/b.key")).toBe(true);
  });

  test("lines that stop a build are named", () => {
    expect(createDockerIgnore("ok\n!\n[a\nx\\").malformed.map((line) => line.pattern)).toEqual([
      "",
      "[a",
      "x\\",
    ]);
  });

  test("the line that decides is found with its place", () => {
    const text = "*\n\n!cmd\n";
    const line = createDockerIgnore(text).find("cmd/main.go");
    expect(line && text.slice(line.span.start, line.span.end)).toBe("!cmd");
  });

  test("patterns come cleaned, spans as written", () => {
    const text = "  /a/./b/  \n! c\n";
    expect(
      parseDockerIgnoreLines(text).map(({ pattern, isNegated, span }) => [
        pattern,
        isNegated,
        text.slice(span.start, span.end),
      ]),
    ).toEqual([
      ["a/b", false, "/a/./b/"],
      ["c", true, "! c"],
    ]);
  });
});

import { afterAll, describe, expect, test } from "bun:test";
import { createIgnoreRules, type IgnoreRules } from "./ignore-rules.ts";
import { createRandom, createScratch } from "./scratch-repository.ts";

const rulesOf = (text: string, more: Record<string, string> = {}): IgnoreRules =>
  createIgnoreRules((folder) => (folder === "" ? text : more[folder]));

describe("ignore rules", () => {
  const cases: [patterns: string, ignored: string[], kept: string[]][] = [
    ["vendor/", ["vendor/", "a/vendor/x.go"], ["vendor"]],
    ["/vendor", ["vendor", "vendor/x.go"], ["a/vendor"]],
    ["*.o\n!keep.o", ["a.o", "b/c.o"], ["keep.o", "b/keep.o"]],
    ["build/\n!build/keep.txt", ["build/keep.txt"], ["keep.txt"]],
    ["build/*\n!build/keep.txt", ["build/x"], ["build/keep.txt"]],
    ["**/gen", ["gen", "a/gen", "a/b/gen/x"], ["gens"]],
    ["a/**/z", ["a/z", "a/b/z", "a/b/c/z"], ["a/bz", "b/a/z"]],
    ["doc/**", ["doc/a", "doc/a/b"], ["doc", "docs/a"]],
    ["doc/*.txt", ["doc/a.txt"], ["doc/b/a.txt", "x/doc/a.txt"]],
    ["\\#x\n\\!y", ["#x", "!y"], ["x", "y"]],
    ["# comment\n\n", [], ["# comment", "comment"]],
    ["a \nb\\ ", ["a", "b "], ["a ", "b"]],
    ["a\t", ["a\t"], ["a"]],
    ["[a-c]x\n[!a-c]y\n[]-]z", ["ax", "dy", "]z", "-z"], ["dx", "ay", "az"]],
    ["[[:digit:]]", ["1"], ["a", "12"]],
    ["[a-", [], ["a", "[a-"]],
    ["x\\", [], ["x", "x\\"]],
    ["fo?", ["foo"], ["fo", "fooo", "fo/"]],
    ["?", ["a"], ["é"]],
    ["??", ["é", "ab"], []],
    ["caf*", ["café", "é/café"], []],
    ["a\r\nb\r\n", ["a", "b"], ["a\r"]],
    ["/*\n!/keep", ["x", "x/keep"], ["keep", "keep/x"]],
  ];
  for (const [patterns, ignored, kept] of cases) {
    test(`${JSON.stringify(patterns)} ignores ${ignored.join(", ") || "nothing"}`, () => {
      const rules = rulesOf(patterns);
      const isIgnored = (path: string): boolean =>
        rules.isIgnored(path.replace(/\/$/, ""), path.endsWith("/"));
      expect(ignored.filter((path) => !isIgnored(path))).toEqual([]);
      expect(kept.filter(isIgnored)).toEqual([]);
    });
  }

  test("a nearer file decides against one above it", () => {
    const rules = rulesOf("*.log\n", { a: "!keep.log\n" });
    expect(rules.isIgnored("a/keep.log", false)).toBe(false);
    expect(rules.isIgnored("keep.log", false)).toBe(true);
  });

  test("the exclude file comes after every .gitignore", () => {
    const rules = createIgnoreRules((folder) => (folder === "" ? "!a.txt\n" : undefined), "*.txt\n");
    expect(rules.isIgnored("a.txt", false)).toBe(false);
    expect(rules.isIgnored("b.txt", false)).toBe(true);
  });

  test("thousands of names in one file are asked for thousands of paths", () => {
    const names = Array.from({ length: 20_000 }, (_, index) => `name${index}\n/folder/path${index}/`);
    const rules = rulesOf(names.join("\n"));
    let ignored = 0;
    for (let index = 0; index < 20_000; index++) if (rules.isIgnored(`a/name${index * 2}`, false)) ignored++;
    expect(ignored).toBe(10_000);
    expect(rules.isIgnored("folder/path7", true)).toBe(true);
    expect(rules.isIgnored("folder/path7", false)).toBe(false);
  });

  test("a file of many megabytes excludes nothing", () => {
    const rules = rulesOf(`kept\n${"noise and more\n".repeat(300_000)}`);
    expect(rules.isIgnored("kept", false)).toBe(false);
  });

  test("a pattern with many stars is decided", () => {
    const rules = rulesOf(`${"*a".repeat(60)}b\n${"**/a*/".repeat(30)}z`);
    expect(rules.isIgnored(`${"a".repeat(4000)}`, false)).toBe(false);
    expect(rules.isIgnored(`${"aa/".repeat(1000)}q`, false)).toBe(false);
  });
});

describe("ignore rules against git check-ignore", () => {
  const scratch = createScratch();
  afterAll(() => scratch.remove());
  scratch.git(["init", "-q"]);

  const folderNames = ["a", "b", "foo", "é"];
  const fileNames = ["x.go", "foobar", "a b", "[z]", "#c", "!d", ".h", "ü.go", "b\\c", "z-", "tail "];
  const folders = ["", ...folderNames.map((name) => `${name}/`)];
  for (const outer of folderNames) for (const inner of folderNames) folders.push(`${outer}/${inner}/`);
  for (const inner of folderNames) folders.push(`a/b/${inner}/`);
  const files = folders.flatMap((folder) => fileNames.map((name) => folder + name));
  for (const file of files) scratch.write(file, "");
  const subjects = [...files, ...folders.filter((folder) => folder !== "")].filter((path) => path !== "");

  const pieces = ["a", "b", "foo", "bar", "x", ".go", "é", " ", "z", "*", "*", "**", "**/", "/**", "?"];
  const odd = [
    "[a-f]",
    "[!a]",
    "[^z-]",
    "[[:alpha:]]",
    "[",
    "]",
    "\\",
    "\\*",
    "/",
    "/",
    "-",
    "[é]",
    "***",
    "[]a]",
    "[a\\]b]",
  ];
  const random = createRandom(Number(process.env.BREAKWATER_SEED ?? 20260521));
  const randomPattern = (): string => {
    const all = [...pieces, ...odd];
    let pattern = random(5) === 0 ? "!" : "";
    if (random(4) === 0) pattern += "/";
    for (let count = 1 + random(4); count > 0; count--)
      pattern += all[random(random(2) === 0 ? pieces.length : all.length)];
    if (random(4) === 0) pattern += "/";
    if (random(12) === 0) pattern += " ";
    return pattern;
  };
  const randomFile = (): string =>
    Array.from({ length: 1 + random(8) }, randomPattern).join(random(6) === 0 ? "\r\n" : "\n");

  test("the same line decides about every path", () => {
    let compared = 0;
    let decided = 0;
    for (let round = 0; round < 40; round++) {
      const ignoreFiles: Record<string, string> = { "": randomFile(), a: randomFile(), "a/b": randomFile() };
      const exclude = randomFile();
      scratch.write(".git/info/exclude", exclude);
      for (const [folder, text] of Object.entries(ignoreFiles))
        scratch.write(folder === "" ? ".gitignore" : `${folder}/.gitignore`, text);
      const output = Buffer.from(
        scratch.git(
          ["check-ignore", "-v", "-n", "-z", "--no-index", "--stdin"],
          subjects.map((path) => `${path.replace(/\/$/, "")}\0`).join(""),
        ),
      )
        .toString("utf8")
        .split("\0");
      const rules = createIgnoreRules((folder) => ignoreFiles[folder], exclude);
      subjects.forEach((subject, index) => {
        const [source, line, , path] = output.slice(index * 4, index * 4 + 4);
        const found = rules.find(subject.replace(/\/$/, ""), subject.endsWith("/"));
        const text = source?.endsWith("exclude")
          ? exclude
          : ignoreFiles[(source ?? "").replace(/\/?\.gitignore$/, "")];
        const pattern = line === "" ? undefined : text?.split("\n")[Number(line) - 1]?.replace(/\r$/, "");
        const ours = found && (found.isNegated ? "!" : "") + found.line.pattern;
        expect({ path, by: ours?.trimEnd(), files: ignoreFiles }).toEqual({
          path: subject.replace(/\/$/, ""),
          by: pattern?.trimEnd(),
          files: ignoreFiles,
        });
        compared++;
        if (found) decided++;
      });
    }
    console.log(`ignore rules: ${compared} decisions like git's, ${decided} of them by a pattern`);
    expect(decided).toBeGreaterThan(2000);
  });
});

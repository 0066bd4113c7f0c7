/** The runner of the documentation's blocks can fail: what it must see as wrong. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createDocsHome, type DocsHome } from "./docs-home.ts";
import { runBlock } from "./run-block.ts";
import { indentedCode, isShell, parseBlocks, parseConsole, printsAsShown } from "./shell-blocks.ts";

setDefaultTimeout(120_000);

describe("a page", () => {
  const page = [
    "```",
    "output",
    "```",
    "",
    "<!-- not run: needs a runner -->",
    "",
    "````sh",
    "```",
    "````",
    "- <!-- not the line before -->",
    "  ```console",
    "  $ a",
    "    b",
    "  $ c",
    "  ```",
    "<!-- run in ~/Downloads -->",
    "```zsh",
    "d",
    "```",
  ].join("\n");
  const blocks = parseBlocks(page);

  test("has its blocks with language, line, text and what the comment before them says", () => {
    expect(blocks).toEqual([
      { language: "", line: 2, text: "output\n" },
      { language: "sh", line: 8, text: "```\n", notRun: "needs a runner" },
      { language: "console", line: 12, text: "$ a\n  b\n$ c\n" },
      { language: "zsh", line: 18, text: "d\n", folder: "~/Downloads" },
    ]);
    expect(blocks.map(isShell)).toEqual([false, true, true, true]);
  });

  test("shows commands and what they print", () => {
    expect(blocks.slice(2, 3).map(parseConsole)).toEqual([
      [
        { command: "a", output: ["  b"] },
        { command: "c", output: [] },
      ],
    ]);
  });

  test("has no code that only stands indented", () => {
    expect(indentedCode(page)).toEqual([]);
    expect(indentedCode("text\n\n    breakwater check\n")).toEqual(["    breakwater check"]);
  });
});

test.each([
  [["a", "b"], "a\nb\n", true],
  [["a", "b"], "a\nc\n", false],
  [["a"], "a\nb\n", false],
  [["a", "…"], "a\nb\nc\n", true],
  [["a", "…", "c"], "a\nb\nc\n", true],
  [["a", "…", "c"], "a\nb\nc\nd\n", false],
  [["…", "b", "…", "d"], "a\nb\nc\nd\n", true],
  [["…", "d", "…", "b"], "a\nb\nc\nd\n", false],
  [["a", "…", "a"], "a\n", false],
  [["1 site, 130 rules (0.1 s)."], "1 site, 131 rules (2.75 s).\n", true],
  [["1 site, 130 rules (0.1 s)."], "2 sites, 130 rules (0.1 s).\n", false],
] as const)("%j is %j: %j", (shown, printed, isSame) => {
  expect(printsAsShown([...shown], printed)).toBe(isSame);
});

describe("a block", () => {
  let home: DocsHome | undefined;
  beforeAll(() => {
    home = createDocsHome({ downloads: false });
  });
  afterAll(() => home?.remove());

  test.each([
    ["sh", "breakwater check\n", "good"],
    ["sh", "breakwater check --fail-on never\n", "bad"],
    ["sh", "breakwater check --fail-on never\nbreakwater env\n", "bad"],
    ["sh", "breakwater env --site nowhere\nbreakwater check\n", "bad"],
    ["sh", "false\n", "bad"],
    ["sh", "no-such-program\n", "bad"],
    ["bash", "for\n", "bad"],
    ["console", "$ echo a\na\n", "good"],
    ["console", "$ echo a\nb\n", "bad"],
    ["console", "$ breakwater nonsense\n…\n", "bad"],
    ["console", "breakwater check\n", "bad"],
  ])("in %s that says %j is %s", (language, text, kind) => {
    if (home === undefined) throw new Error("There is no home to run it in");
    expect(runBlock({ language, line: 1, text }, home).kind).toBe(kind as "good" | "bad");
  });
});

import { describe, expect, test } from "bun:test";
import { applyEdits } from "../../text/edit.ts";
import { sourceFromText } from "../../text/source-file.ts";
import { addPrecommitHook } from "./add-precommit-hook.ts";

const path = ".pre-commit-config.yaml";

function added(text: string): string {
  const edits = addPrecommitHook(sourceFromText({ path, text }));
  return typeof edits === "string" ? edits : applyEdits(text, edits);
}

const hook = (indent: string, blanks = " "): string =>
  [
    `- ${blanks.slice(1)}repo: local`,
    `  ${blanks.slice(1)}hooks:`,
    `  ${blanks.slice(1)}  - id: breakwater`,
    `  ${blanks.slice(1)}    name: breakwater`,
    `  ${blanks.slice(1)}    entry: breakwater check --new-from HEAD`,
    `  ${blanks.slice(1)}    language: system`,
    `  ${blanks.slice(1)}    pass_filenames: false`,
    `  ${blanks.slice(1)}    always_run: true`,
  ]
    .map((line) => `${indent}${line}\n`)
    .join("");

describe("the pre-commit entry", () => {
  test("stands behind the last repository, with its indent, before what follows", () => {
    const text =
      "repos:\n- repo: a\n  rev: v1 # kept\n  hooks:\n  - id: x\n  # - id: y\n\n# the rest\nci:\n  skip: [x]\n";
    expect(added(text)).toBe(text.replace("  # - id: y\n", `  # - id: y\n${hook("")}`));
  });

  test("takes over a wider dash, and a file that does not end its last line", () => {
    const text = "repos:\n  -   repo: a\n      hooks:\n        - id: x";
    expect(added(text)).toBe(`${text}\n${hook("  ", "   ")}`.trimEnd());
  });

  test("keeps the line ends of Windows", () => {
    const text = "repos:\r\n  - repo: a\r\n    hooks: [{ id: x }]\r\n";
    expect(added(text)).toBe(text + hook("  ").replaceAll("\n", "\r\n"));
  });

  test("is there already, by its id or by the program", () => {
    expect(added("repos:\n  - repo: local\n    hooks:\n      - id: breakwater\n")).toBe("present");
    expect(
      added("repos:\n  - repo: local\n    hooks:\n      - id: x\n        entry: breakwater check\n"),
    ).toBe("present");
  });

  test.each([
    ["a list on one line", "repos: [{ repo: a, hooks: [{ id: x }] }]\n"],
    ["an empty list", "repos: []\n"],
    ["no list", "ci: {}\n"],
    ["an item that begins below its dash", "repos:\n  -\n    repo: a\n    hooks: []\n"],
    ["broken YAML", "repos:\n  - repo: [\n"],
  ])("is not sure for %s", (_, text) => {
    expect(added(text)).toBe("unsure");
  });
});

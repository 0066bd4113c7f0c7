import { describe, expect, test } from "bun:test";
import { applyEdits } from "../../text/edit.ts";
import { sourceFromText } from "../../text/source-file.ts";
import { addGitlabInclude } from "./add-gitlab-include.ts";

const file = ".gitlab/breakwater.gitlab-ci.yml";

function added(text: string): string {
  const edits = addGitlabInclude(sourceFromText({ path: ".gitlab-ci.yml", text }), file);
  return typeof edits === "string" ? edits : applyEdits(text, edits);
}

describe("the include", () => {
  test("joins a list, behind its last item and that item's comments", () => {
    const text = "include:\n- template: A.yml # why\n  # more of why\n\n# jobs\nbuild:\n  script: make\n";
    expect(added(text)).toBe(text.replace("of why\n", `of why\n- local: ${file}\n`));
  });

  test("makes a list of one text, which keeps its comment", () => {
    expect(added('a: { script: b }\ninclude: "/a.yml" # why\nb: { script: c }\n')).toBe(
      `a: { script: b }\ninclude:\n  - "/a.yml" # why\n  - local: ${file}\nb: { script: c }\n`,
    );
  });

  test("joins a list on one line", () => {
    expect(added("include: [a.yml, b.yml] # why\n")).toBe(`include: [a.yml, b.yml, ${file}] # why\n`);
  });

  test("is appended where nothing is included, also behind a text of many lines", () => {
    const text = "build:\n  script: |\n    make\n\n    make install";
    expect(added(text)).toBe(`${text}\n\ninclude:\n  - local: ${file}\n`);
  });

  test.each([
    "include: .gitlab/breakwater.gitlab-ci.yml\n",
    "include:\n  - local: /.gitlab/breakwater.gitlab-ci.yml\n",
    "include:\n  - local: .gitlab/*.yml\n",
    "include:\n  local: .gitlab/**.gitlab-ci.yml\n",
  ])("is there already in %j", (text) => {
    expect(added(text)).toBe("present");
  });

  test.each([
    ["a mapping", "include:\n  project: a/b\n  file: c.yml\n"],
    ["an alias", "x: &x [a.yml]\ninclude: *x\n"],
    ["two documents", "spec: {}\n---\na: { script: b }\n"],
    ["a text of several lines", "include: >\n  a.yml\n"],
    ["a root that is no mapping", "[1]\n"],
    ["a root on one line", "{ a: { script: b } }\n"],
    ["broken YAML", "include: [\n"],
  ])("is not sure for %s", (_, text) => {
    expect(added(text)).toBe("unsure");
  });
});

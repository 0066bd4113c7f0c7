import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import {
  addExclude,
  addReplace,
  addRequire,
  addRetract,
  addTool,
  dropExclude,
  dropReplace,
  dropRequire,
  dropToolchain,
  setGoLine,
  setRequireVersion,
  setToolchain,
} from "./edit-mod-file.ts";
import { formatModFile } from "./format-mod-file.ts";
import { parseModFile } from "./parse-mod-file.ts";
import type { ModSyntax } from "./syntax.ts";

function edit(text: string, change: (syntax: ModSyntax) => ModSyntax): string {
  return formatModFile(change(parseModFile(sourceFromText({ path: "go.mod", text })).syntax));
}

const text = `module m

go 1.21.5

toolchain go1.21.5

require (
	example.com/a v1.0.0 // pinned, see #12
	// the second
	example.com/b v1.0.0
)
`;

describe("requirements", () => {
  test("a new version keeps the comments of its line", () => {
    expect(edit(text, (syntax) => setRequireVersion(syntax, "example.com/a", "v1.1.0"))).toBe(
      text.replace("example.com/a v1.0.0", "example.com/a v1.1.0"),
    );
  });

  test("a version for a module that is not required changes nothing", () => {
    expect(edit(text, (syntax) => setRequireVersion(syntax, "example.com/c", "v1.1.0"))).toBe(text);
  });

  test("a new requirement joins the last block", () => {
    expect(edit(text, (syntax) => addRequire(syntax, "example.com/c", "v1.1.0"))).toBe(
      text.replace("\texample.com/b v1.0.0\n", "\texample.com/b v1.0.0\n\texample.com/c v1.1.0\n"),
    );
  });

  test("dropping leaves one line where a block was, with its comments", () => {
    expect(edit(text, (syntax) => dropRequire(syntax, "example.com/a"))).toEndWith(
      "\n// the second\nrequire example.com/b v1.0.0\n",
    );
  });

  test("a block keeps standing for the sake of the comment behind its parenthesis", () => {
    const block = "require ( // direct\n\ta v1.0.0\n\tb v1.0.0\n)\n";
    expect(edit(block, (syntax) => dropRequire(syntax, "a"))).toBe("require ( // direct\n\tb v1.0.0\n)\n");
  });
});

test("the toolchain line goes, is set, and comes back below the go line", () => {
  const bare = edit(text, dropToolchain);
  expect(bare).toBe(text.replace("toolchain go1.21.5\n\n", ""));
  expect(edit(bare, (syntax) => setToolchain(syntax, "go1.21.5"))).toBe(text);
  expect(edit(text, (syntax) => setToolchain(syntax, "go1.22.1"))).toContain("\ntoolchain go1.22.1\n");
  expect(() => edit(text, (syntax) => setToolchain(syntax, "1.22.1"))).toThrow(
    'invalid toolchain name "1.22.1"',
  );
});

test("the go line is set in place, and a version that is none is refused", () => {
  expect(edit(text, (syntax) => setGoLine(syntax, "1.25.0"))).toBe(
    text.replace("go 1.21.5\n", "go 1.25.0\n"),
  );
  expect(() => edit(text, (syntax) => setGoLine(syntax, "1"))).toThrow('invalid language version "1"');
});

describe("replacements and excludes", () => {
  const replaced = edit(text, (syntax) =>
    addReplace(syntax, { oldPath: "example.com/a", newPath: "../with blank" }),
  );

  test("a replacement is added with quotes where they are needed, and dropped again", () => {
    expect(replaced).toBe(`${text}\nreplace example.com/a => "../with blank"\n`);
    expect(edit(replaced, (syntax) => dropReplace(syntax, "example.com/a"))).toBe(text);
    expect(edit(replaced, (syntax) => dropReplace(syntax, "example.com/a", "v1.0.0"))).toBe(replaced);
  });

  test("a replacement of one version stands beside that of all", () => {
    const both = edit(replaced, (syntax) =>
      addReplace(syntax, {
        oldPath: "example.com/a",
        oldVersion: "v1.0.0",
        newPath: "example.com/b",
        newVersion: "v1.2.0",
      }),
    );
    expect(both).toEndWith(
      'replace (\n\texample.com/a => "../with blank"\n\texample.com/a v1.0.0 => example.com/b v1.2.0\n)\n',
    );
  });

  test("an exclude is added once and dropped by its version", () => {
    const once = (syntax: ModSyntax) => addExclude(syntax, "example.com/a", "v1.0.0");
    expect(edit(text, (syntax) => once(once(syntax)))).toBe(`${text}\nexclude example.com/a v1.0.0\n`);
    expect(edit(text, (syntax) => dropExclude(once(syntax), "example.com/a", "v1.0.0"))).toBe(text);
  });
});

test("a retraction carries its reason, tools stand in order", () => {
  expect(
    edit("module m\n", (syntax) => addRetract(syntax, { low: "v1.0.0", high: "v1.0.3" }, "Broken.")),
  ).toBe("module m\n\n// Broken.\nretract [v1.0.0, v1.0.3]\n");
  expect(edit("module m\n", (syntax) => addTool(addTool(syntax, "b"), "a"))).toBe(
    "module m\n\ntool (\n\ta\n\tb\n)\n",
  );
});

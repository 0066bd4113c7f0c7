import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import { scalarAt, valueAt } from "../yaml/node.ts";
import { plain } from "./_plain.ts";
import { parseToml } from "./parse-toml.ts";

const parse = (text: string) => parseToml(sourceFromText({ path: "x.toml", text }));

describe("parseToml", () => {
  test("tables, arrays of tables, inline tables and dotted keys become nodes", () => {
    const { root } = parse(`top = 1
[a.b]
c.d = true
"quoted key" = 'x'
[a]
e = [1, 2.5, "s"]
[[list]]
n = 1
[[list]]
n = 2
[list.inner]
deep = { x = 1979-05-27, y = { z = "w" } }
`);
    expect(plain(root)).toEqual({
      top: 1,
      a: { b: { c: { d: true }, "quoted key": "x" }, e: [1, 2.5, "s"] },
      list: [{ n: 1 }, { n: 2, inner: { deep: { x: "1979-05-27", y: { z: "w" } } } }],
    });
  });

  test("a number keeps its text and its place", () => {
    const text = "[run]\ngo = 1.20\n";
    const go = scalarAt(parse(text).root, "run", "go");
    expect([go?.text, go?.value, go?.style]).toEqual(["1.20", 1.2, "plain"]);
    expect(text.slice(go?.span.start, go?.span.end)).toBe("1.20");
  });

  test.each([
    ['k = "a\\tb\\u0041c"', "a\tbAc", "c"],
    ["k = 'a\\tb'", "a\\tb", "b"],
    ['k = """\nline\\\n   more"""', "linemore", "more"],
    ["k = '''\nline\nmore'''", "line\nmore", "more"],
    ['k = "plain"', "plain", "in"],
  ])("offsets inside %j lead to the file", (text, value, part) => {
    const scalar = scalarAt(parse(text).root, "k");
    expect(scalar?.text).toBe(value);
    expect(scalar?.embedded.fileOffset(value.lastIndexOf(part))).toBe(text.lastIndexOf(part));
    expect(scalar?.embedded.text).toBe(value);
  });

  test("comments have their text and place", () => {
    const text = "a = 1 # one\n# two\n";
    expect(
      parse(text).comments.map((comment) => [comment.text, text.slice(comment.span.start, comment.span.end)]),
    ).toEqual([
      ["one", "# one"],
      ["two", "# two"],
    ]);
  });

  test("a syntax error is one problem inside the file", () => {
    for (const text of ["a = ", "[a", "a = 1\na = 2\n", "=", '"', "a = [1", "a = { b = 1"]) {
      const { problems, root } = parse(text);
      expect([problems.length, root]).toEqual([1, undefined]);
      expect(problems[0]?.span.end).toBeLessThanOrEqual(text.length);
    }
  });

  test("nesting without end is a problem, not a crash", () => {
    for (const text of [
      `a = ${"[".repeat(50_000)}`,
      `a${".a".repeat(50_000)} = 1`,
      `[${"a.".repeat(50_000)}a]`,
    ]) {
      expect(parse(text).problems).toHaveLength(1);
    }
  });

  test("an empty file is an empty mapping", () => {
    expect(plain(valueAt(parse("").root))).toEqual({});
  });
});

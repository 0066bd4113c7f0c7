import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import { scalarAt } from "../yaml/node.ts";
import { plain } from "./_plain.ts";
import { parseJson } from "./parse-json.ts";

const parse = (text: string) => parseJson(sourceFromText({ path: "x.json", text }));

describe("parseJson", () => {
  test("comments and trailing commas are no problem", () => {
    const { root, problems } = parse(
      '{ // one\n "a": [1, true, null, "x",], /* two */ "b": { "c": -1.5e3 }, }',
    );
    expect([plain(root), problems]).toEqual([{ a: [1, true, null, "x"], b: { c: -1500 } }, []]);
  });

  test("a number keeps its text, a string its place with the quotes", () => {
    const text = '{"v": 1.20, "s": "go"}';
    const { root } = parse(text);
    expect(scalarAt(root, "v")?.text).toBe("1.20");
    const scalar = scalarAt(root, "s");
    expect(text.slice(scalar?.span.start, scalar?.span.end)).toBe('"go"');
    expect(scalar?.embedded.fileOffset(0)).toBe(text.indexOf("go"));
  });

  test("offsets behind escapes lead to the file", () => {
    const text = '{"s": "a\\n\\u0041\\"z"}';
    const scalar = scalarAt(parse(text).root, "s");
    expect(scalar?.text).toBe('a\nA"z');
    expect(scalar?.embedded.fileOffset(4)).toBe(text.indexOf("z"));
    expect(scalar?.embedded.fileOffset(1)).toBe(text.indexOf("\\n"));
    expect(scalar?.embedded.fileOffset(5)).toBe(text.indexOf("z") + 1);
  });

  test("what stands before and after a mistake is read", () => {
    const { root, problems } = parse('{"a": 1, "b": , "c": 3}');
    expect(problems).toHaveLength(1);
    expect(problems[0]?.reason).toBe("JSON is broken here (value expected)");
    expect(scalarAt(root, "a")?.value).toBe(1);
    expect(scalarAt(root, "c")?.value).toBe(3);
  });

  test("an open string and an empty file give problems", () => {
    for (const text of ['{"a": "open', "", "{", "[1, 2", '{"a" 1}']) {
      expect(parse(text).problems.length).toBeGreaterThan(0);
    }
  });

  test("nesting without end is a problem, not a crash", () => {
    expect(parse("[".repeat(100_000)).problems).toHaveLength(1);
    expect(parse('{"a":'.repeat(100_000)).problems).toHaveLength(1);
  });
});

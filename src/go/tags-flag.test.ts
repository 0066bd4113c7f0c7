import { describe, expect, test } from "bun:test";
import { parseTagsFlag } from "./tags-flag.ts";

describe("-tags", () => {
  test("commas separate, empty parts do not count", () => {
    expect(parseTagsFlag("a,,b,")).toEqual({ tags: ["a", "b"], problems: [], isSpaceSeparated: false });
    expect(parseTagsFlag("")).toEqual({ tags: [], problems: [], isSpaceSeparated: false });
  });

  test("blanks separate in the deprecated form, with quotes", () => {
    expect(parseTagsFlag("a b").tags).toEqual(["a", "b"]);
    expect(parseTagsFlag("'a' b")).toMatchObject({ tags: ["a", "b"], problems: [], isSpaceSeparated: true });
  });

  test.each(["a+b", "!debug", "a||b", "a&&b", "(a)"])("%s is one tag that no file can ask for", (value) => {
    const { tags, problems } = parseTagsFlag(value);
    expect(tags).toEqual([value]);
    expect(problems).toEqual([{ kind: "operator", element: value, span: { start: 0, end: value.length } }]);
  });

  test.each(["a;b", '"a"', "my-tag", "a/b"])("%s can stand in no constraint", (value) => {
    expect(parseTagsFlag(value).problems.map(({ kind }) => kind)).toEqual(["unusable"]);
  });

  test("a blank-separated list with a comma is refused", () => {
    expect(parseTagsFlag("a, b").problems).toEqual([
      { kind: "mixed", element: "a,", span: { start: 0, end: 2 } },
    ]);
  });

  test("a problem points at its element", () => {
    const value = "netgo,a+b,osusergo";
    expect(parseTagsFlag(value).problems.map(({ span }) => value.slice(span.start, span.end))).toEqual([
      "a+b",
    ]);
  });

  test("letters and digits of any script make a tag", () => {
    expect(parseTagsFlag("größe,386,go1.21,_x").problems).toEqual([]);
  });
});

import { describe, expect, test } from "bun:test";
import { expandDockerText } from "./expand-docker-text.ts";

const variables = new Map([
  ["GO", "1.24.3"],
  ["EMPTY", ""],
  ["OS", "linux"],
  ["PATH", "/usr/bin:/go/bin"],
  ["DOT", ".*"],
]);
const expand = (text: string) => expandDockerText({ text }, (name) => variables.get(name));

/** Writes `§` for `$`: the linter takes `${…}` in a plain string for a mistake. */
const dollars = (text: string) => text.replaceAll("§", "$");

describe("expandDockerText", () => {
  test.each([
    ["golang:§GO-alpine", "golang:1.24.3-alpine"],
    ["golang:§{GO}", "golang:1.24.3"],
    ["golang:§{GO:-1.20}", "golang:1.24.3"],
    ["§{NONE:-1.20}", "1.20"],
    ["§{NONE-1.20}", "1.20"],
    ["§{EMPTY:-x}", "x"],
    ["§{EMPTY-x}", ""],
    ["a§{GO:+-§GO}b", "a-1.24.3b"],
    ["a§{NONE:+-§GO}b", "ab"],
    ["a§{EMPTY+x}b", "axb"],
    ["a§{EMPTY:+x}b", "ab"],
    ["§{NONE:-§{ALSO:-deep}}", "deep"],
    ["§{GO?must}", "1.24.3"],
    ["§{GO%.*}", "1.24"],
    ["§{GO%%.*}", "1"],
    ["§{GO#*.}", "24.3"],
    ["§{GO##*.}", "3"],
    ["§{GO#9}", "1.24.3"],
    ["§{GO/./-}", "1-24.3"],
    ["§{GO//./-}", "1-24-3"],
    ["§{PATH//\\//_}", "_usr_bin:_go_bin"],
    ["§{GO%§DOT}", "1.24"],
    [`"-X main.v=§GO" 'not §GO'`, "-X main.v=1.24.3 not §GO"],
    ["\\§GO a\\ b", "§GO a b"],
    [`"a\\§b\\"c\\d"`, `a§b"c\\d`],
    ["100§ §.", "100§ §."],
    ["§{GO}}", "1.24.3}"],
    ["§{GO%\\\\3}", "1.24.3"],
  ])("%s becomes %s", (text, expected) => {
    expect(expand(dollars(text))).toEqual({ text: dollars(expected), unresolved: [] });
  });

  test("names what is missing, once, and leaves out what an unused word would need", () => {
    expect(expand(dollars("§A/§{B}/§A"))).toEqual({ text: undefined, unresolved: ["A", "B"] });
    expect(expand(dollars("§{GO:-§A}"))).toEqual({ text: "1.24.3", unresolved: [] });
    expect(expand(dollars("§{NONE:-§A}"))).toEqual({ text: undefined, unresolved: ["A"] });
    expect(expand(dollars("§A§{GO:-§A}"))).toEqual({ text: undefined, unresolved: ["A"] });
  });

  test.each([
    "§{",
    "§{}",
    "§{GO",
    "§{GO:=x}",
    "§{GO:#x}",
    "§{.}",
    "'x",
    `"x`,
    "§{NONE?why}",
    "§{EMPTY:?why}",
    "§{GO^^}",
  ])("%s has a problem and no text", (text) => {
    const result = expand(dollars(text));
    expect(result.text).toBeUndefined();
    expect(result.problem).toBeString();
  });

  test("uses the backtick where the escape directive says so", () => {
    expect(expandDockerText({ text: dollars("c:\\dir`§GO") }, () => "x", "`").text).toBe(
      dollars("c:\\dir§GO"),
    );
  });

  test("comes to an end on long and deep text", () => {
    expect(() => expand(dollars("§{A:-".repeat(10_000)))).not.toThrow();
    expect(() => expand(dollars(`§{GO%${"*a".repeat(50)}}`))).not.toThrow();
    const stars = dollars("§{A##*a*a*a*a*b}");
    expect(() => expandDockerText({ text: stars }, () => "a".repeat(4000))).not.toThrow();
  });
});

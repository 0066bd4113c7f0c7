import { describe, expect, test } from "bun:test";
import { readGoLiteralAfter, readGoVariable, rowsOf } from "./go-literals.ts";
import { readGoSource, readXMod } from "./go-sources.ts";

describe("Go test tables", () => {
  test("an inline struct type names the fields of rows without keys", () => {
    const rows = rowsOf(readGoVariable(readXMod("module/module_test.go"), "checkTests"));
    expect(rows[0]).toEqual({ path: "rsc.io/quote", version: "0.1.0", ok: false });
  });

  test("a generic struct type declared in the source names fields too", () => {
    const rows = rowsOf(readGoVariable(readGoSource("internal/gover/gover_test.go"), "compareTests"));
    expect(rows[3]).toEqual({ in1: "1", in2: "1.1", out: -1 });
  });

  test("nested structs, calls and conversions keep their parts", () => {
    const source =
      'type v struct{ a, b string }\nvar t = []struct {\n\tin v // c\n\tout []byte\n}{\n\t{v{"1", `2`}, []byte("x" + "\\xFF\\u00e9\\n")},\n\t{in: v{a: "3"}},\n\t{out: nil},\n}\n';
    expect(readGoVariable(source, "t")).toEqual([
      { in: { a: "1", b: "2" }, out: { call: "[]byte", args: ["x\ufffdé\n"] } },
      { in: { a: "3" } },
      { out: null },
    ]);
  });

  test("a table inside a function is found by the text before it", () => {
    const source = readXMod("module/module_test.go");
    const rows = rowsOf(readGoLiteralAfter(source, "func TestMatchPathMajor(", "range "));
    expect(rows[0]).toEqual({ v: "v0.0.0", pathMajor: "", want: true });
  });

  test("functions, numbers, maps and operators are read or kept as source", () => {
    const source =
      'var t = map[string]any{\n\t"a": func() int { return 1 },\n\t"b": 1<<10 - \'a\',\n\t"c": pkg.Name,\n\t"d": !x,\n}\n';
    expect(() => readGoVariable(source, "t")).toThrow();
    expect(readGoVariable(source.replace("!x", "&y{-1}"), "t")).toEqual({
      a: { code: "func() int { return 1 }" },
      b: 927,
      c: { code: "pkg.Name" },
      d: [-1],
    });
  });

  test("a name that is not there is an error", () => {
    expect(() => readGoVariable("package x\n", "tests")).toThrow(
      'Cannot read Go variable "tests": not found',
    );
  });
});

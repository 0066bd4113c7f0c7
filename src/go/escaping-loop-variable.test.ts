import { describe, expect, test } from "bun:test";
import { blankGoText } from "./blank-go-text.ts";
import { findEscapingLoopVariable } from "./escaping-loop-variable.ts";

describe("a loop variable that outlives its pass", () => {
  test.each([
    ["a goroutine", "for i, v := range list {\n\tgo func() { use(v) }()\n}", "v"],
    ["a deferred call", "for i := 0; i < 3; i++ {\n\tdefer func() { println(i) }()\n}", "i"],
    ["a stored closure", "for i := 0; i < 3; i++ {\n\tfs = append(fs, func() { println(i) })\n}", "i"],
    ["a stored address", "for _, v := range list {\n\tout = append(out, &v)\n}", "v"],
    ["an assigned address", "for _, v := range list {\n\tm[v.Name] = &v\n}", "v"],
    ["a map in the header", "for _, v := range f(map[int]T{}) {\n\tgo func() { use(v) }()\n}", "v"],
  ])("is found in %s", (_, code, name) => {
    expect(findEscapingLoopVariable(`package p\nfunc f() {\n${code}\n}`)?.name).toBe(name);
  });

  test.each([
    ["an argument", "for _, v := range list {\n\tgo func(v T) { use(v) }(v)\n}"],
    ["a copy", "for _, v := range list {\n\tv := v\n\tgo func() { use(v) }()\n}"],
    ["a closure that is called at once", "for _, v := range list {\n\teach(func() { use(v) })\n}"],
    ["an address that is only handed on", "for _, v := range list {\n\tdecode(&v)\n}"],
    ["the address of a field", "for _, v := range list {\n\tp = &v.field\n}"],
    ["a field of the same name", "for _, v := range list {\n\tgo func() { use(x.v) }()\n}"],
    ["a comment", "for _, v := range list {\n\t// go func() { use(v) }()\n}"],
    ["a loop without its own variable", "for i = 0; i < 3; i++ {\n\tgo func() { println(i) }()\n}"],
    ["a comparison", "for _, v := range list {\n\tif p == &v {\n\t}\n}"],
  ])("is not seen in %s", (_, code) => {
    expect(findEscapingLoopVariable(`package p\nfunc f() {\n${code}\n}`)).toBeUndefined();
  });

  test("blanking keeps offsets and lines", () => {
    const text = 'a := "x\\"{" // {\n/* {\n*/ b := `{\n`; c := \'{\'';
    expect(blankGoText(text)).toHaveLength(text.length);
    expect(blankGoText(text)).not.toContain("{");
    expect(blankGoText(text).split("\n")).toHaveLength(4);
  });
});

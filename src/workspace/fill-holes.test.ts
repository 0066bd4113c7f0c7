import { describe, expect, test } from "bun:test";
import { embedUnchanged } from "../text/embedded-text.ts";
import { fillHoles } from "./fill-holes.ts";
import { markHoles } from "./mark-holes.ts";

const file = "xx go<<v>>-<<os>> <<v>> end";
const marked = markHoles(embedUnchanged(file.slice(3), 3), /<<(.*?)>>/g);

describe("markHoles", () => {
  test("marks stand with their expression, trimmed", () => {
    const { holes } = markHoles(embedUnchanged("a {{ .X }} b"), /\{\{(.*?)\}\}/g);
    expect(holes).toEqual([{ start: 2, end: 10, expression: ".X" }]);
  });

  test("text without marks is the same value", () => {
    const text = embedUnchanged("plain");
    expect(markHoles(text, /<<(.*?)>>/g)).toBe(text);
  });
});

describe("fillHoles", () => {
  test("a value replaces each of its marks and the other marks stay holes at their new place", () => {
    const filled = fillHoles(marked, (name) => (name === "v" ? "1.22.3-long" : undefined));
    expect(filled.text).toBe("go1.22.3-long-<<os>> 1.22.3-long end");
    expect(filled.holes).toEqual([{ start: 14, end: 20, expression: "os" }]);
  });

  test("offsets outside values map to the file, those inside to the start of the mark", () => {
    const filled = fillHoles(marked, (name) => (name === "v" ? "1.22.3-long" : undefined));
    const at = (part: string, from = 0): number => filled.fileOffset(filled.text.indexOf(part, from));
    expect(at("go")).toBe(file.indexOf("go"));
    expect(at("22.3")).toBe(file.indexOf("<<v>>"));
    expect(at("-<<os")).toBe(file.indexOf("-<<os"));
    expect(at("os>>")).toBe(file.indexOf("os>>"));
    expect(at("1.22", 20)).toBe(file.lastIndexOf("<<v>>"));
    expect(at(" end")).toBe(file.indexOf(" end"));
    expect(filled.fileOffset(filled.text.length)).toBe(file.length);
  });

  test("file offsets never go back", () => {
    const filled = fillHoles(marked, () => "a value that is longer than its mark");
    const offsets = Array.from({ length: filled.text.length + 1 }, (_, at) => filled.fileOffset(at));
    expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
  });

  test("an empty value and a value at both ends work", () => {
    const both = markHoles(embedUnchanged("<<a>><<b>>", 5), /<<(.*?)>>/g);
    const filled = fillHoles(both, (name) => (name === "a" ? "" : "x"));
    expect([filled.text, filled.holes]).toEqual(["x", []]);
    expect([filled.fileOffset(0), filled.fileOffset(1)]).toEqual([10, 15]);
  });

  test("nothing known gives the same value", () => {
    expect(fillHoles(marked, () => undefined)).toBe(marked);
  });
});

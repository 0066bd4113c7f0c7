import { describe, expect, test } from "bun:test";
import { compareFiles } from "./compare-files.ts";

const compare = (expected: string, actual: string) =>
  compareFiles(Buffer.from(expected, "latin1"), Buffer.from(actual, "latin1"));

describe("two contents", () => {
  test("that are equal do not differ", () => {
    expect(compare("a\nb\n", "a\nb\n")).toBeUndefined();
    expect(compare("", "")).toBeUndefined();
    expect(compare("\0", "\0")).toBeUndefined();
  });

  test("differ at the first line that is not the same", () => {
    expect(compare("a\nb\nc\n", "a\n  x\nc\n")).toEqual({ line: 2, quote: "x", isLineEndings: false });
    expect(compare("a\n", "a\nmore\n")).toEqual({ line: 2, quote: "more", isLineEndings: false });
    expect(compare("a\nb\n", "a\n")).toEqual({ line: 2, quote: "", isLineEndings: false });
    expect(compare("a\nb\nc", "a")?.line).toBe(1);
    expect(compare("a", "")).toEqual({ line: 1, quote: "", isLineEndings: false });
  });

  test("that differ by carriage returns alone differ in line endings", () => {
    expect(compare("a\nb\n", "a\r\nb\r\n")).toMatchObject({ line: 1, isLineEndings: true });
    expect(compare("a\r\nb\r\n", "a\nb\n")).toMatchObject({ line: 1, isLineEndings: true });
    expect(compare("a\nb\n", "a\r\nx\r\n")?.isLineEndings).toBe(false);
    // In the middle of a line it is content.
    expect(compare("ab\n", "a\rb\n")?.isLineEndings).toBe(false);
    expect(compare("a\n", "a\r\r\n")?.isLineEndings).toBe(false);
  });

  test("that are no text have no line", () => {
    expect(compare("a\0", "b\0")).toEqual({ line: undefined, quote: undefined, isLineEndings: false });
  });

  test("are quoted up to 120 characters", () => {
    expect(compare("", "x".repeat(1000))?.quote).toHaveLength(120);
  });
});

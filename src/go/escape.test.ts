import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { escapePath, escapeVersion, unescapePath, unescapeVersion } from "./escape.ts";

describe("escaping", () => {
  test("an escaped path has no upper case and gives the path back", () => {
    const element = fc.stringMatching(/^[A-Za-z0-9_][A-Za-z0-9_-]{0,8}[A-Z]$/);
    fc.assert(
      fc.property(element, element, (a, b) => {
        const path = `example.com/${a}/${b}`;
        const escaped = escapePath(path);
        fc.pre(escaped !== undefined);
        expect(escaped).not.toMatch(/[A-Z]/);
        expect(unescapePath(escaped ?? "")).toBe(path);
      }),
    );
  });

  test("what is no path or version has no escaped form", () => {
    expect(escapePath("m")).toBeUndefined();
    expect(escapeVersion("v1!")).toBeUndefined();
    expect(escapeVersion("../v1")).toBeUndefined();
    expect(escapeVersion("master")).toBe("master");
    expect(unescapeVersion("V1")).toBeUndefined();
    expect(unescapeVersion("v1.0.0-!")).toBeUndefined();
    expect(unescapeVersion("")).toBeUndefined();
  });
});

import { describe, expect, test } from "bun:test";
import { type AskedSum, findHash } from "./find-hash.ts";

const asked: AskedSum = { path: "m.test/a", version: "v1.0.0" };
const find = (lines: readonly string[], more: Partial<AskedSum> = {}): string => {
  const found = findHash(new TextEncoder().encode(`${lines.join("\n")}\n`), { ...asked, ...more });
  return found.kind === "found" ? found.hash : found.kind;
};
const zip = "m.test/a v1.0.0 h1:zip=";
const mod = "m.test/a v1.0.0/go.mod h1:mod=";

describe("the hash of a record", () => {
  test("is the one of the zip, or of the go.mod file", () => {
    expect([find([zip, mod]), find([mod, zip], { isGoMod: true })]).toEqual(["h1:zip=", "h1:mod="]);
    expect(find([zip, zip, "m.test/a v1.0.0 h2:zip=", "m.test/b v1.0.0 h1:b="])).toBe("h1:zip=");
  });

  // CVE-2026-42501
  test("is absent where nothing is said of what was asked", () => {
    for (const lines of [
      [mod],
      ["m.test/b v1.0.0 h1:b="],
      ["m.test/a v1.0.1 h1:a="],
      ["m.test/a v1.0.0 h2:a="],
      [""],
    ]) {
      expect([lines, find(lines)]).toEqual([lines, "absent-line"]);
    }
    expect(find([zip], { isGoMod: true })).toBe("absent-line");
  });

  test("is not chosen among two", () => {
    expect(find([zip, "m.test/a v1.0.0 h1:other="])).toBe("two-hashes");
    expect(find([zip, mod, "m.test/a v1.0.0/go.mod h1:other="])).toBe("h1:zip=");
  });
});

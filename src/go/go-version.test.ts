import { describe, expect, test } from "bun:test";
import {
  compareGoVersions,
  isPrereleaseGoVersion,
  isValidGoLine,
  languageVersion,
  maxGoVersion,
  parseGoVersion,
} from "./go-version.ts";

describe("Go versions", () => {
  test("from 1.21 on a language comes before its candidates and its first release", () => {
    expect(["1.21.0", "1.21rc2", "1.21", "1.20.14", "1.20", "1.20rc1"].toSorted(compareGoVersions)).toEqual([
      "1.20rc1",
      "1.20",
      "1.20.14",
      "1.21",
      "1.21rc2",
      "1.21.0",
    ]);
  });

  test("what is no version has no parts and is smaller than every version", () => {
    for (const text of ["", "1.", "1.02", "01.2", "1.21.3rc1", "1.21.3.4", "v1.21", "1.21-custom", "1.21 "]) {
      expect([text, parseGoVersion(text)]).toEqual([text, undefined]);
      expect(compareGoVersions(text, "1")).toBe(-1);
    }
  });

  test("the newest of equals is the first, and of none the empty text", () => {
    expect(maxGoVersion("1.20", "1.20.0", "1.19.13")).toBe("1.20");
    expect(maxGoVersion()).toBe("");
  });

  test("a go line may be what is no version, such as a candidate of a patch", () => {
    for (const text of ["1.21", "1.21.0", "1.21rc1", "1.21.3rc1", "2.0"])
      expect([text, isValidGoLine(text)]).toEqual([text, true]);
    for (const text of [
      "1",
      "0.9",
      "1.21.",
      "1.021",
      "1.21.01",
      "go1.21",
      "1.21rc",
      "1.21-custom",
      "latest",
    ]) {
      expect([text, isValidGoLine(text)]).toEqual([text, false]);
    }
  });

  test("languages and pre-releases are told from releases", () => {
    expect(languageVersion("1.22.3")).toBe("1.22");
    expect(languageVersion("nonsense")).toBe("");
    expect(isPrereleaseGoVersion("1.22rc1")).toBe(true);
    expect(isPrereleaseGoVersion("1.22.1")).toBe(false);
  });
});

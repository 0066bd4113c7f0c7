import { describe, expect, test } from "bun:test";
import {
  goVersionOfToolchain,
  isToolchainName,
  isValidToolchainLine,
  parseGotoolchain,
  parseGotoolchainSyntax,
} from "./toolchain-name.ts";

describe("toolchain names", () => {
  test("a suffix after a dash or a blank is no part of the version", () => {
    expect(goVersionOfToolchain("go1.21.3-custom")).toBe("1.21.3");
    expect(goVersionOfToolchain("go1.21.3 X:rangefunc")).toBe("1.21.3");
    expect(goVersionOfToolchain("go1.21.3+x")).toBeUndefined();
    expect(goVersionOfToolchain("go1.21.3-a/b")).toBeUndefined();
    expect(isToolchainName("1.21.3")).toBe(false);
  });

  test("a toolchain line is default or starts with go1", () => {
    expect(["default", "go1", "go1.21", "go1.x"].map(isValidToolchainLine)).toEqual([true, true, true, true]);
    expect(["local", "1.21", "go2.0", "go12", ""].map(isValidToolchainLine)).toEqual([
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("GOTOOLCHAIN", () => {
  test("it names a mode, a minimum or both", () => {
    expect(parseGotoolchain("local")).toEqual({ mode: "local", minimum: undefined });
    expect(parseGotoolchain("")).toEqual({ mode: "local", minimum: undefined });
    expect(parseGotoolchain("auto")).toEqual({ mode: "auto", minimum: undefined });
    expect(parseGotoolchain("local+auto")).toEqual({ mode: "auto", minimum: undefined });
    expect(parseGotoolchain("go1.22.1")).toEqual({ mode: "local", minimum: "go1.22.1" });
    expect(parseGotoolchain("go1.20+path")).toEqual({ mode: "path", minimum: "go1.20" });
  });

  test("what go refuses is a problem in its words", () => {
    expect(parseGotoolchain("on")).toEqual({ problem: 'invalid GOTOOLCHAIN "on"' });
    expect(parseGotoolchain("1.22.1")).toEqual({ problem: 'invalid GOTOOLCHAIN "1.22.1"' });
    expect(parseGotoolchain("auto+path")).toEqual({
      problem: 'invalid GOTOOLCHAIN "auto+path": invalid minimum toolchain "auto"',
    });
    expect(parseGotoolchain("go1.22.1+local")).toEqual({
      problem: 'invalid GOTOOLCHAIN "go1.22.1+local": only version suffixes are +auto and +path',
    });
  });

  test("a language of 1.21 or later is no toolchain, while 1.20 is one", () => {
    expect(parseGotoolchain("go1.22+auto")).toEqual({
      problem: "invalid toolchain: go1.22 is a language version but not a toolchain version (go1.22.x)",
    });
    expect(parseGotoolchainSyntax("go1.22+auto")).toEqual({ mode: "auto", minimum: "go1.22" });
    expect(parseGotoolchain("go1.22rc1")).toEqual({ mode: "local", minimum: "go1.22rc1" });
  });
});

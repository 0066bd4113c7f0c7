import { describe, expect, test } from "bun:test";
import { parseGoBuild } from "./constraint.ts";
import { languageOfFile } from "./file-language.ts";

function language(expression: string | undefined, goLineMinor: number, toolchainMinor: number) {
  const result = expression === undefined ? undefined : parseGoBuild(`//go:build ${expression}`);
  const goBuild = result?.ok ? result.constraint : undefined;
  const { minor, hasOldLoopVariables } = languageOfFile({ goBuild, goLineMinor, toolchainMinor });
  return `1.${minor}${hasOldLoopVariables ? " old loops" : ""}`;
}

describe("the language version of a file", () => {
  test.each([
    [undefined, 22, 26, "1.22"],
    ["go1.18", 22, 26, "1.21 old loops"],
    ["go1.21", 24, 27, "1.21 old loops"],
    ["go1.22", 24, 26, "1.22"],
    ["go1.18", 20, 26, "1.21"],
    ["go1.24", 22, 26, "1.24"],
    ["go1.16 || linux", 22, 26, "1.22"],
    ["go1.16 && go1.23", 22, 26, "1.23"],
    ["!go1.18", 22, 26, "1.22"],
    ["go1.18", 22, 22, "1.18 old loops"],
    ["go1.18", 20, 22, "1.20"],
    ["go1.21", 20, 21, "1.21"],
    ["go1.21", 20, 20, "1.20"],
  ])("//go:build %s at go 1.%d under Go 1.%d is %s", (expression, goLine, toolchain, expected) => {
    expect(language(expression, goLine, toolchain)).toBe(expected);
  });
});

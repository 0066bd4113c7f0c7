import { describe, expect, test } from "bun:test";
import { parseGoEnvFile, settingsOfEnvFile } from "./env-file.ts";

describe("the file of go env -w", () => {
  test("lines are taken as they stand", () => {
    const text =
      "GOPROXY=https://example.com, direct\nCGO_ENABLED=0\r\nGOFLAGS='-v'\n GOOS=linux\nGOARCH =arm64\n# note\n\n";
    const file = parseGoEnvFile(text);
    expect([...settingsOfEnvFile(file)]).toEqual([
      ["GOPROXY", "https://example.com, direct"],
      ["CGO_ENABLED", "0\r"],
      ["GOFLAGS", "'-v'"],
      ["GOARCH ", "arm64"],
    ]);
    expect(file.problems.map(({ kind, span }) => [kind, text.slice(span.start, span.end)])).toEqual([
      ["carriage-return", "CGO_ENABLED=0\r"],
      ["quotes", "GOFLAGS='-v'"],
      ["ignored", " GOOS=linux"],
      ["blank-in-name", "GOARCH =arm64"],
    ]);
  });

  test("the last line of a name counts", () => {
    const { entries } = parseGoEnvFile("GOOS=linux\nGOOS=darwin");
    expect(entries.map(({ value, isOverridden }) => [value, isOverridden])).toEqual([
      ["linux", true],
      ["darwin", false],
    ]);
  });
});

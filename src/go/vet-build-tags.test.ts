import { describe, expect, test } from "bun:test";
import { type Constraint, parseGoBuild, parsePlusBuild } from "./constraint.ts";
import { vetRefusesPlusBuild } from "./vet-build-tags.ts";

function refusal(goBuild: string, ...plusBuild: string[]): string | undefined {
  const parsed = [
    parseGoBuild(`//go:build ${goBuild}`),
    ...plusBuild.map((text) => parsePlusBuild(`// +build ${text}`)),
  ];
  const [first, ...rest] = parsed.map((result): Constraint => {
    if (!result.ok) throw new Error(result.problem.reason);
    return result.constraint;
  });
  if (!first) throw new Error("no constraint");
  return vetRefusesPlusBuild(first, rest);
}

describe("vet's check of build tags", () => {
  test("accepts what gofmt writes", () => {
    expect(refusal("linux && (amd64 || arm64)", "linux", "amd64 arm64")).toBeUndefined();
    expect(refusal("linux && !cgo", "linux,!cgo")).toBeUndefined();
    expect(refusal("linux")).toBeUndefined();
  });

  test("refuses other conditions, and equal ones in other words", () => {
    const mismatch = "+build lines do not match //go:build condition";
    expect(refusal("linux", "darwin")).toBe(mismatch);
    expect(refusal("linux || darwin", "darwin linux")).toBe(mismatch);
    expect(refusal("v || (w && (x || (y && z)))", "v")).toBe("expression too complex for // +build lines");
  });
});

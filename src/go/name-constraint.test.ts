import { describe, expect, test } from "bun:test";
import { parseGoBuild } from "./constraint.ts";
import { buildsByName, nameDemands } from "./name-constraint.ts";

function demands(path: string, expression: string): boolean {
  const parsed = parseGoBuild(`//go:build ${expression}`);
  if (!parsed.ok) throw new Error(parsed.problem.reason);
  return nameDemands(path, parsed.constraint);
}

describe("a file's name", () => {
  test("asks for its own system and architecture, and for what they bring", () => {
    expect(demands("pkg/x_linux.go", "linux")).toBe(true);
    expect(demands("pkg/x_linux.go", "unix")).toBe(true);
    expect(demands("pkg/x_linux_arm64.go", "linux && arm64")).toBe(true);
    expect(demands("pkg/x_linux.go", "linux || darwin")).toBe(true);
  });

  test("asks for nothing else", () => {
    expect(demands("pkg/x_linux.go", "linux && debug")).toBe(false);
    expect(demands("pkg/linux.go", "linux")).toBe(false);
    expect(demands("pkg/x.go", "ignore")).toBe(false);
  });

  test("says which builds are left", () => {
    expect(buildsByName("pkg/x.go")).toBe("every build");
    expect(buildsByName("pkg/x_windows_amd64.go")).toBe("every build for windows/amd64");
    expect(buildsByName("pkg/x_linux_test.go")).toBe("every go test for linux");
  });
});

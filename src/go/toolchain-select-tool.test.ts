import { describe, expect, test } from "bun:test";
import { newerToolchain } from "./newer-toolchain.ts";
import { selectToolchainForTool } from "./toolchain-select-tool.ts";

const tool = "tool.test/t@v1.0.0";

describe("the toolchain of a tool with a version", () => {
  test("up to 1.24 the enclosing module plays no part, from 1.25 it does", () => {
    const request = { tool, toolGoLine: "1.22.0", gotoolchain: "auto", goLine: "1.27.1" };
    expect(selectToolchainForTool({ ...request, installed: "1.24.0" })).toMatchObject({
      outcome: "runs",
      version: "1.24.0",
    });
    expect(selectToolchainForTool({ ...request, installed: "1.25.0" })).toMatchObject({
      outcome: "switches",
      version: "1.27.1",
    });
  });

  test("a tool that needs more makes go switch to a newer release than it names", () => {
    const request = { tool, toolGoLine: "1.27.1", gotoolchain: "auto", installed: "1.26.8" };
    expect(selectToolchainForTool(request)).toMatchObject({
      outcome: "switches",
      version: "1.27.1",
      isLowerBound: true,
    });
    const releases = ["1.26.8", "1.27.0", "1.27.1", "1.27.4"];
    expect(selectToolchainForTool({ ...request, releases })).toMatchObject({
      version: "1.27.4",
      isLowerBound: false,
    });
    expect(newerToolchain("1.28", releases)).toBeUndefined();
    expect(selectToolchainForTool({ ...request, releases, gosumdb: "off" }).outcome).toBe("refuses");
    expect(selectToolchainForTool({ ...request, gotoolchain: "path" }).error).toBe(
      "go: switching to go >= 1.27.1: no releases found for go >= 1.27.1",
    );
  });

  test("under local it is refused, and an enclosing module that is too new is not", () => {
    const request = { tool, gotoolchain: "local", goLine: "1.99.0", installed: "1.26.8" };
    expect(selectToolchainForTool({ ...request, toolGoLine: "1.27.0" }).error).toBe(
      "go: tool.test/t@v1.0.0 requires go >= 1.27.0 (running go 1.26.8; GOTOOLCHAIN=local)",
    );
    expect(selectToolchainForTool({ ...request, toolGoLine: "1.26" }).outcome).toBe("runs");
  });

  test("a go without selection compiles the tool or refuses go 1.22 and up", () => {
    const request = { tool, toolGoLine: "1.23.0", gotoolchain: "auto" };
    expect(selectToolchainForTool({ ...request, installed: "1.20.7" }).outcome).toBe("runs");
    expect(selectToolchainForTool({ ...request, installed: "1.20.14" }).error).toBe(
      "cannot compile Go 1.23 code",
    );
  });
});

import { describe, expect, test } from "bun:test";
import { selectToolchain, selectToolchainForMinor } from "./toolchain-select.ts";

const outcome = (installed: string, gotoolchain: string, goLine?: string, toolchainLine?: string): string => {
  const { outcome, version, error } = selectToolchain({ installed, gotoolchain, goLine, toolchainLine });
  return `${outcome} ${version}${error === undefined ? "" : `: ${error}`}`;
};

describe("toolchain selection", () => {
  test("the official image stops below the go line and would not with auto", () => {
    expect(outcome("1.24.3", "local", "1.25.0")).toBe(
      "refuses 1.24.3: go: go.mod requires go >= 1.25.0 (running go 1.24.3; GOTOOLCHAIN=local)",
    );
    expect(outcome("1.24.3", "auto", "1.25.0")).toBe("switches 1.25.0");
    expect(outcome("1.24.3", "local", "1.24.3")).toBe("runs 1.24.3");
  });

  test("a newer toolchain line counts under auto, and under local nobody reads it", () => {
    expect(outcome("1.24.3", "auto", "1.22.0", "go1.25.1")).toBe("switches 1.25.1");
    expect(outcome("1.24.3", "local", "1.22.0", "go1.25.1")).toBe("runs 1.24.3");
    expect(outcome("1.24.3", "local", "1.22.0", "go1.99.0")).toBe("runs 1.24.3");
  });

  test("a language in the go line gets its first release, in the toolchain line it is no toolchain", () => {
    expect(outcome("1.24.3", "auto", "1.25")).toBe("switches 1.25.0");
    expect(outcome("1.24.3", "auto", "1.22", "go1.25")).toBe(
      "refuses 1.24.3: go: invalid toolchain: go1.25 is a language version but not a toolchain version (go1.25.x)",
    );
    expect(outcome("1.25.0", "auto", "1.22", "go1.25")).toBe("runs 1.25.0");
  });

  test("path needs the exact name, even when a newer go is at hand", () => {
    expect(outcome("1.26.8", "path", "1.27.0")).toBe('refuses 1.26.8: go: cannot find "go1.27.0" in PATH');
    expect(outcome("1.26.8", "go1.25.0+path", "1.20")).toBe(
      'refuses 1.26.8: go: cannot find "go1.25.0" in PATH',
    );
    const found = selectToolchain({
      installed: "1.26.8",
      gotoolchain: "path",
      goLine: "1.27.0",
      onPath: ["go1.27.0"],
    });
    expect(found.outcome).toBe("switches");
  });

  test("a named toolchain can be older, and then its own rules hold", () => {
    expect(outcome("1.26.8", "go1.20.14", "1.22")).toBe("refuses 1.20.14: cannot compile Go 1.22 code");
    expect(outcome("1.26.8", "go1.25.0", "1.25.0")).toBe("switches 1.25.0");
    expect(outcome("1.26.8", "go1.25.0", "1.25.1")).toBe(
      "refuses 1.25.0: go: go.mod requires go >= 1.25.1 (running go 1.25.0; GOTOOLCHAIN=go1.25.0)",
    );
  });

  test("go before 1.14 reads any go line, 1.14 has words of its own, and before 1.11 nobody reads go.mod", () => {
    for (const own of ["1.10.8", "1.11.13", "1.12.17", "1.13.15"]) {
      expect(outcome(own, "auto", "1.26.0")).toBe(`runs ${own}`);
      expect(outcome(own, "auto", "1.20")).toBe(`runs ${own}`);
    }
    expect(outcome("1.14.15", "auto", "1.20")).toBe("runs 1.14.15");
    expect(outcome("1.14.15", "auto", "1.26.0")).toBe(
      "refuses 1.14.15: go: errors parsing go.mod:\ngo.mod: usage: go 1.23",
    );
    for (const own of ["1.15.15", "1.16.15"]) {
      expect(outcome(own, "auto", "1.20")).toBe(`runs ${own}`);
      expect(outcome(own, "auto", "1.26.0")).toBe(
        `refuses ${own}: go: errors parsing go.mod:\ngo.mod: invalid go version '1.26.0': must match format 1.23`,
      );
    }
    const directives = { gotoolchain: "auto", goLine: "1.20", toolchainLine: "go1.26.1" };
    expect(selectToolchain({ ...directives, installed: "1.10.8" }).outcome).toBe("runs");
    expect(selectToolchain({ ...directives, installed: "1.12.17" }).outcome).toBe("refuses");
  });

  test("go before 1.19.13 and 1.20.8 builds newer modules, later patches refuse 1.22 and up", () => {
    expect(outcome("1.18.10", "auto", "1.26")).toBe("runs 1.18.10");
    expect(outcome("1.19.12", "auto", "1.22")).toBe("runs 1.19.12");
    expect(outcome("1.19.13", "auto", "1.21")).toBe("runs 1.19.13");
    expect(outcome("1.19.13", "auto", "1.22")).toBe("refuses 1.19.13: cannot compile Go 1.22 code");
    expect(outcome("1.20.7", "auto", "1.22")).toBe("runs 1.20.7");
    expect(outcome("1.20.8", "auto", "1.25")).toBe("refuses 1.20.8: cannot compile Go 1.25 code");
  });

  test("go before 1.21 stops at words of newer go.mod files", () => {
    expect(outcome("1.20.7", "auto", "1.21.0")).toBe(
      "refuses 1.20.7: go: errors parsing go.mod:\ngo.mod: invalid go version '1.21.0': must match format 1.23",
    );
    expect(outcome("1.20.7", "auto", "1.20", "go1.21.1")).toBe(
      "refuses 1.20.7: go: errors parsing go.mod:\ngo.mod: unknown directive: toolchain",
    );
    const tool = selectToolchain({
      installed: "1.23.4",
      gotoolchain: "auto",
      goLine: "1.22",
      directives: ["godebug", "tool"],
    });
    expect(tool.error).toBe("go: errors parsing go.mod:\ngo.mod: unknown directive: tool");
    const block = { installed: "1.23.4", gotoolchain: "local", goLine: "1.24.0", directives: ["tool"] };
    expect(selectToolchain({ ...block, blocks: ["tool"] }).error).toBe(
      "go: errors parsing go.mod:\ngo.mod: unknown block type: tool",
    );
    const later = { installed: "1.24.0", gotoolchain: "local", goLine: "1.25.0", directives: ["ignore"] };
    expect(selectToolchain(later).error).toBe(
      "go: go.mod requires go >= 1.25.0 (running go 1.24.0; GOTOOLCHAIN=local)",
    );
  });

  test("a member of a workspace that is newer than go.work is refused even under auto", () => {
    const request = { installed: "1.26.8", gotoolchain: "auto", goLine: "1.21", file: "go.work" };
    const newer = selectToolchain({ ...request, members: [{ folder: "a", goLine: "1.27.1" }] });
    expect(newer.error).toBe(
      "go: module a listed in go.work file requires go >= 1.27.1, but go.work lists go 1.21",
    );
    expect(
      selectToolchain({ ...request, goLine: "1.18", members: [{ folder: "a", goLine: "1.20" }] }).outcome,
    ).toBe("runs");
    expect(selectToolchain({ ...request, members: [{ folder: "a", goLine: "1.21.0" }] }).outcome).toBe(
      "refuses",
    );
  });

  test("without the checksum database no toolchain is downloaded, while PATH still provides one", () => {
    const request = { installed: "1.24.3", gotoolchain: "auto", goLine: "1.25.0", gosumdb: "off" };
    expect(selectToolchain(request).error).toEndWith(
      "verifying module: checksum database disabled by GOSUMDB=off",
    );
    expect(selectToolchain({ ...request, onPath: ["go1.25.0"] }).outcome).toBe("switches");
    expect(selectToolchain({ ...request, goproxy: "file:///mirror" }).outcome).toBe("switches");
    expect(selectToolchain({ ...request, goLine: "1.24.0" }).outcome).toBe("runs");
  });

  test("each decision names the lines that made it", () => {
    expect(
      selectToolchain({
        installed: "1.24.3",
        gotoolchain: "auto",
        goLine: "1.25.0",
        toolchainLine: "go1.25.1",
      }).why,
    ).toEqual(["go1.24.3 is installed", "the toolchain line of go.mod asks for go1.25.1"]);
  });
});

describe("toolchain selection for a minor version", () => {
  test("it is known when every patch decides alike", () => {
    expect(selectToolchainForMinor({ minor: "1.24", gotoolchain: "local", goLine: "1.25.0" })).toMatchObject({
      outcome: "refuses",
      version: "1.24",
      error: "go: go.mod requires go >= 1.25.0 (running go 1.24.x; GOTOOLCHAIN=local)",
    });
    expect(selectToolchainForMinor({ minor: "1.24", gotoolchain: "local", goLine: "1.24.0" })).toMatchObject({
      outcome: "runs",
      version: "1.24",
      toolchain: "go1.24.x",
    });
    expect(selectToolchainForMinor({ minor: "1.24", gotoolchain: "auto", goLine: "1.25" })).toMatchObject({
      outcome: "switches",
      version: "1.25.0",
    });
  });

  test("it is unknown when the patch decides", () => {
    expect(selectToolchainForMinor({ minor: "1.24", gotoolchain: "local", goLine: "1.24.5" })).toMatchObject({
      outcome: "unknown",
      reason: "1.24.4 refuses, 1.24.5 runs",
    });
    expect(selectToolchainForMinor({ minor: "1.24", gotoolchain: "auto", goLine: "1.24.5" })).toMatchObject({
      outcome: "unknown",
      reason: "1.24.4 switches to 1.24.5, 1.24.5 runs",
    });
    expect(selectToolchainForMinor({ minor: "1.20", gotoolchain: "auto", goLine: "1.22" })).toMatchObject({
      outcome: "unknown",
      reason: "1.20.7 runs, 1.20.8 refuses",
    });
  });
});

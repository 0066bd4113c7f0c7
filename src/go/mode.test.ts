import { describe, expect, test } from "bun:test";
import { type ModeQuestion, selectMode } from "./mode.ts";

const inModule: ModeQuestion = {
  hasModFile: true,
  inWorkspace: false,
  goLine: "1.21",
  vendorFolderExists: false,
  toolchain: "1.25.3",
  subcommand: "build",
};
const vendored: ModeQuestion = {
  ...inModule,
  vendorFolderExists: true,
  vendorModules: { isWorkspace: false },
};
const workspace: ModeQuestion = { ...inModule, inWorkspace: true };

function modeOf(question: ModeQuestion): string {
  return selectMode(question).mode;
}

describe("without a -mod flag", () => {
  test("go builds readonly from 1.16 on and changed go.mod before", () => {
    expect(modeOf(inModule)).toBe("readonly");
    expect(modeOf({ ...inModule, toolchain: "1.16" })).toBe("readonly");
    expect(modeOf({ ...inModule, toolchain: "1.15.15" })).toBe("mod");
  });

  test("a vendor folder is used from 1.14 on, when the go line is at least 1.14", () => {
    expect(selectMode(vendored)).toEqual({
      mode: "vendor",
      why: ["A vendor folder exists and the go line of go.mod (1.21) is at least 1.14"],
    });
    expect(modeOf({ ...vendored, toolchain: "1.14", goLine: "1.14" })).toBe("vendor");
    expect(modeOf({ ...vendored, toolchain: "1.13.15" })).toBe("mod");
  });

  test("a go line below 1.14, or none, leaves the vendor folder unused without a word", () => {
    expect(selectMode({ ...vendored, goLine: "1.13" })).toEqual({
      mode: "readonly",
      why: [
        "The go line of go.mod (1.13) is below 1.14, so the vendor folder is not used",
        "Go 1.25.3 defaults to readonly",
      ],
    });
    expect(selectMode({ ...vendored, goLine: undefined }).why[0]).toBe(
      "go.mod has no go line, so the vendor folder is not used",
    );
  });

  test("a workspace is vendored from 1.22 on, by a vendor folder made for it", () => {
    const made: ModeQuestion = { ...vendored, inWorkspace: true, vendorModules: { isWorkspace: true } };
    expect(modeOf(made)).toBe("vendor");
    expect(modeOf({ ...made, toolchain: "1.21.13" })).toBe("readonly");
    expect(modeOf({ ...made, vendorModules: { isWorkspace: false } })).toBe("readonly");
    expect(modeOf({ ...made, inWorkspace: false })).toBe("readonly");
  });

  test("commands that update go.mod run in mod mode beside a vendor folder too", () => {
    for (const subcommand of ["get", "mod tidy", "mod download", "mod verify", "mod why", "mod graph"]) {
      expect(modeOf({ ...vendored, subcommand })).toBe("mod");
    }
    expect(modeOf({ ...vendored, subcommand: "mod vendor" })).toBe("readonly");
  });
});

describe("with a -mod flag", () => {
  test("the flag decides", () => {
    expect(modeOf({ ...inModule, modFlag: "vendor" })).toBe("vendor");
    expect(modeOf({ ...vendored, modFlag: "readonly" })).toBe("readonly");
    expect(modeOf({ ...vendored, modFlag: "mod" })).toBe("mod");
  });

  test("commands without the flag pass over it in GOFLAGS and refuse it on the command line", () => {
    const tidy: ModeQuestion = { ...inModule, subcommand: "mod tidy", modFlag: "vendor" };
    expect(selectMode(tidy).why).toEqual([
      "go mod tidy passes over -mod=vendor in GOFLAGS",
      "go mod tidy always runs in mod mode",
    ]);
    expect(selectMode({ ...tidy, modFlagFrom: "command" }).error).toBe("flag provided but not defined: -mod");
  });

  test("a workspace refuses -mod=mod, and before 1.22 also -mod=vendor", () => {
    expect(selectMode({ ...workspace, modFlag: "mod" })).toMatchObject({
      mode: "refuses",
      error: '-mod may only be set to readonly or vendor when in workspace mode, but it is set to "mod"',
    });
    expect(modeOf({ ...workspace, modFlag: "vendor" })).toBe("vendor");
    expect(modeOf({ ...workspace, modFlag: "vendor", toolchain: "1.21.13" })).toBe("refuses");
  });

  test("-mod=mod is unknown up to 1.13, as any other word is always", () => {
    expect(modeOf({ ...inModule, modFlag: "mod", toolchain: "1.13.15" })).toBe("refuses");
    expect(selectMode({ ...inModule, modFlag: "update" }).error).toBe(
      "-mod=update not supported (can be '', 'mod', 'readonly', or 'vendor')",
    );
  });

  test("go get took the flag up to 1.13", () => {
    const get: ModeQuestion = { ...inModule, subcommand: "get", toolchain: "1.13.15" };
    expect(modeOf({ ...get, modFlag: "readonly" })).toBe("mod");
    expect(selectMode({ ...get, modFlag: "vendor" }).error).toBe("go get: disabled by -mod=vendor");
  });
});

describe("GO111MODULE", () => {
  test("off means GOPATH mode for builds and an end for module commands", () => {
    expect(modeOf({ ...vendored, go111module: "off" })).toBe("gopath");
    expect(selectMode({ ...inModule, go111module: "off", subcommand: "mod tidy" }).error).toBe(
      "modules disabled by GO111MODULE=off; see 'go help modules'",
    );
  });

  test("a -mod flag has no effect in GOPATH mode, or is refused there", () => {
    const off: ModeQuestion = { ...inModule, go111module: "off", modFlag: "readonly" };
    expect(selectMode(off).why[0]).toBe("-mod=readonly in GOFLAGS has no effect without modules");
    expect(selectMode({ ...off, modFlagFrom: "command" }).error).toBe(
      "build flag -mod=readonly only valid when using modules",
    );
  });

  test("auto needs a go.mod, and up to 1.12 a place outside GOPATH", () => {
    const auto: ModeQuestion = { ...inModule, go111module: "auto" };
    expect(modeOf(auto)).toBe("readonly");
    expect(modeOf({ ...auto, hasModFile: false })).toBe("gopath");
    expect(modeOf({ ...inModule, toolchain: "1.12.17", gopathFolder: true })).toBe("gopath");
    expect(modeOf({ ...inModule, toolchain: "1.13.15", gopathFolder: true })).toBe("mod");
  });

  test("another word stops every command but go version", () => {
    expect(selectMode({ ...inModule, go111module: "true" }).error).toBe(
      "unknown environment setting GO111MODULE=true",
    );
    expect(modeOf({ ...inModule, go111module: "true", subcommand: "version" })).toBe("readonly");
  });
});

describe("a missing or unfit module", () => {
  test("go mod tidy needs a go.mod; go build finds out later", () => {
    const nowhere: ModeQuestion = { ...inModule, hasModFile: false, goLine: undefined };
    expect(selectMode(nowhere).why[0]).toBe("There is no go.mod");
    expect(selectMode({ ...nowhere, subcommand: "install", isVersioned: true }).why[0]).toBe(
      "go install with @version looks at no go.mod",
    );
    expect(modeOf({ ...nowhere, subcommand: "mod tidy" })).toBe("refuses");
    expect(modeOf(nowhere)).toBe("readonly");
  });

  test("go mod vendor does not run in a workspace from 1.22 on", () => {
    expect(modeOf({ ...workspace, subcommand: "mod vendor" })).toBe("refuses");
    expect(modeOf({ ...workspace, subcommand: "mod vendor", toolchain: "1.21.13" })).toBe("readonly");
  });
});

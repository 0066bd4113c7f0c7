import { describe, expect, test } from "bun:test";
import { developerMachine } from "./bare-machine.ts";
import type { Machine } from "./machine.ts";
import { resolveCgo } from "./resolve-cgo.ts";
import type { GoResolution } from "./site.ts";
import { known, type Value } from "./value.ts";

const go: GoResolution = {
  version: "1.26.0",
  range: "1.26.0",
  outcome: "runs",
  installed: undefined,
  gotoolchain: known("local"),
  why: [],
};

const outputOf = (command: string): Value => ({
  kind: "unknown",
  reason: "it is the output of a command",
  at: undefined,
  outputOf: command,
});

/** A developer's machine, or one of which more is known. */
function answer(settings: Readonly<Record<string, string | Value>>, parts: Partial<Machine> = {}): string {
  let machine: Machine = { ...developerMachine("the machine that runs make", undefined), ...parts };
  for (const [name, value] of Object.entries(settings)) {
    const setting = { value: typeof value === "string" ? known(value) : value, at: undefined, by: "export" };
    machine = { ...machine, environment: machine.environment.with(name, setting) };
  }
  const { value, why } = resolveCgo(machine, go);
  return `${value}: ${why.map(({ text }) => text).join("; ")}`;
}

const linux = { hostOs: known("linux") };
const bareCompiler = {
  compiler: { present: false, reason: "image alpine has no C compiler", at: undefined },
};

describe("cgo on a machine whose platform is not known", () => {
  test("is off for a platform that has none, whatever the machine is", () => {
    expect(answer({ GOOS: "js", GOARCH: "wasm" })).toBe(
      "off: CGO_ENABLED is not set; js/wasm has no cgo by default",
    );
    expect(answer({ GOOS: "plan9", GOARCH: "amd64" })).toStartWith("off: ");
  });

  test("is open for a platform that may be the machine's own", () => {
    expect(answer({ GOOS: "linux", GOARCH: "amd64" })).toBe(
      "unknown: CGO_ENABLED is not set, and whether linux/amd64 is the platform of the machine itself is not known",
    );
    expect(answer({ GOARCH: "386" })).toStartWith("unknown: ");
    expect(answer({ GOOS: outputOf("./pick-os.sh") })).toStartWith("unknown: ");
  });

  test("follows the compiler where go is asked for its own platform", () => {
    expect(answer({ GOOS: outputOf("go env GOOS"), GOARCH: outputOf("go env GOHOSTARCH") })).toStartWith(
      "on: CGO_ENABLED is not set; a C compiler is on PATH",
    );
    expect(answer({ GOOS: "", GOARCH: "" })).toStartWith("on: ");
  });

  test("is off without a C compiler, native or not", () => {
    expect(answer({ GOARCH: "386" }, bareCompiler)).toStartWith("off: ");
    expect(answer({ GOARCH: "386", CC: "clang" }, bareCompiler)).toStartWith("unknown: ");
  });
});

describe("cgo where half of the platform is known", () => {
  test("is off when that half is another one", () => {
    expect(answer({ GOOS: "windows", GOARCH: "amd64" }, linux)).toBe(
      "off: CGO_ENABLED is not set; windows is another platform than the host's linux",
    );
    expect(answer({ GOOS: "darwin", GOARCH: outputOf("./pick.sh") }, linux)).toStartWith("off: ");
    expect(answer({ GOOS: "windows", GOARCH: "386" }, { ...linux, hostArch: known("amd64") })).toBe(
      "off: CGO_ENABLED is not set; windows/386 is another platform than the host's linux/amd64",
    );
  });

  test("is open when the other half decides", () => {
    expect(answer({ GOOS: "linux", GOARCH: "amd64" }, linux)).toStartWith("unknown: ");
  });

  test("is what CGO_ENABLED says in a cross build, too", () => {
    expect(answer({ GOOS: "windows", CGO_ENABLED: "1" }, linux)).toBe("on: CGO_ENABLED is 1");
    expect(answer({ GOOS: "windows", CGO_ENABLED: "yes" }, linux)).toStartWith(
      "off: CGO_ENABLED=yes has no effect: only 0 and 1 have; windows",
    );
  });
});

import { describe, expect, test } from "bun:test";
import { type CgoQuestion, decideCgo } from "./cgo.ts";

const linux: CgoQuestion = {
  cgoEnabled: undefined,
  hostGoos: "linux",
  hostGoarch: "amd64",
  cc: undefined,
  compilerOnPath: true,
  goVersion: "1.26.8",
};

describe("cgo", () => {
  test.each([
    ["a host with a compiler", {}, "on"],
    ["CGO_ENABLED=0", { cgoEnabled: "0" }, "off"],
    ["CGO_ENABLED=1 across platforms", { cgoEnabled: "1", goos: "windows" }, "on"],
    ["CGO_ENABLED=false", { cgoEnabled: "false" }, "on"],
    ["an empty CGO_ENABLED", { cgoEnabled: "" }, "on"],
    ["another GOARCH", { goarch: "arm64" }, "off"],
    ["another GOOS with CC set", { goos: "darwin", cc: "clang" }, "off"],
    ["an empty GOOS", { goos: "" }, "on"],
    ["no compiler", { compilerOnPath: false }, "off"],
    ["no compiler before 1.20", { compilerOnPath: false, goVersion: "1.19.13" }, "on"],
    ["no compiler and an unknown version", { compilerOnPath: false, goVersion: undefined }, "unknown"],
    ["CC set without a compiler", { compilerOnPath: false, cc: "clang" }, "on"],
    ["an unknown compiler", { compilerOnPath: undefined }, "unknown"],
    ["an unknown compiler with CC set", { compilerOnPath: undefined, cc: "gcc" }, "on"],
    ["an unknown compiler before 1.20", { compilerOnPath: undefined, goVersion: "1.19" }, "on"],
    ["plan9", { hostGoos: "plan9" }, "off"],
  ] as const)("%s gives the right answer", (_, change, value) => {
    const decision = decideCgo({ ...linux, ...change });
    expect(decision.value).toBe(value);
    expect(decision.why.length).toBeGreaterThan(0);
  });

  test("the reasons say that a value is passed over", () => {
    expect(decideCgo({ ...linux, cgoEnabled: "false" }).why).toEqual([
      "CGO_ENABLED=false has no effect: only 0 and 1 have",
      "a C compiler is on PATH",
    ]);
  });
});

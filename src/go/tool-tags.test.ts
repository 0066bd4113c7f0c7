import { describe, expect, test } from "bun:test";
import { defaultToolTags } from "./tool-tags.ts";

describe("tool tags", () => {
  test.each([
    ["amd64", "v3", "amd64.v1 amd64.v2 amd64.v3"],
    ["amd64", "3", "amd64.v1"],
    ["arm", "6,softfloat", "arm.5 arm.6"],
    ["arm64", "v8.2,lse", "arm64.v8.0 arm64.v8.1 arm64.v8.2"],
    ["arm64", "v9.0", "arm64.v9.0 arm64.v8.0 arm64.v8.1 arm64.v8.2 arm64.v8.3 arm64.v8.4 arm64.v8.5"],
    ["386", "", "386.sse2"],
    ["mipsle", "softfloat", "mipsle.softfloat"],
    ["ppc64le", "power10", "ppc64le.power8 ppc64le.power9 ppc64le.power10"],
    ["riscv64", "rva22u64", "riscv64.rva20u64 riscv64.rva22u64"],
    ["s390x", "", ""],
  ])("%s with level %j brings %s", (goarch, level, expected) => {
    const tags = defaultToolTags({ goos: "linux", goarch, goMinor: 26, level });
    expect(tags.filter((tag) => !tag.startsWith("goexperiment.")).join(" ")).toBe(expected);
  });

  test("features are tags from 1.20 on", () => {
    expect(defaultToolTags({ goos: "linux", goarch: "amd64", goMinor: 19 })).toEqual([
      "goexperiment.regabiwrappers",
      "goexperiment.regabiargs",
    ]);
  });
});

import { describe, expect, test } from "bun:test";
import { judgeEnvironmentValue } from "./environment-values.ts";

function verdict(name: string, value: string, goMinor?: number, goarch?: string) {
  return judgeEnvironmentValue({ name, value, goMinor, goarch })?.verdict;
}

describe("environment values", () => {
  test.each(["false", "off", "no", "true", "2", "0\r"])("CGO_ENABLED=%j does nothing", (value) => {
    expect(verdict("CGO_ENABLED", value)).toBe("ineffective");
  });

  test("only 0 and 1 switch cgo", () => {
    expect([verdict("CGO_ENABLED", "0"), verdict("CGO_ENABLED", "1")]).toEqual(["effective", "effective"]);
  });

  test("a wrong GOAMD64 or GOARM stopped go up to 1.22 and is passed over since", () => {
    for (const [name, value] of [
      ["GOAMD64", "3"],
      ["GOAMD64", "v5"],
      ["GOARM", "v7"],
      ["GOARM", "8"],
    ] as const) {
      expect([verdict(name, value, 22), verdict(name, value, 23)]).toEqual(["refused", "ineffective"]);
    }
    expect(verdict("GOARM64", "9", 23)).toBe("refused");
  });

  test("a float suffix of GOARM came with 1.22", () => {
    expect([verdict("GOARM", "7,softfloat", 21), verdict("GOARM", "7,softfloat", 22)]).toEqual([
      "refused",
      "effective",
    ]);
  });

  test("a level of another architecture has no effect", () => {
    expect(verdict("GOAMD64", "v3", 26, "arm64")).toBe("ineffective");
    expect(verdict("GOAMD64", "v3", 26, "amd64")).toBe("effective");
    expect([verdict("GO386", "387", 26, "386"), verdict("GO386", "387", 26, "amd64")]).toEqual([
      "refused",
      "ineffective",
    ]);
  });

  test.each([
    ["local", "effective"],
    ["go1.26.8", "effective"],
    ["go1.21.0+auto", "effective"],
    ["go1.20", "effective"],
    ["go1.27rc1", "effective"],
    ["local+path", "effective"],
    ["go1.21", "refused"],
    ["1.26.8", "refused"],
    ["latest", "refused"],
    ["go1.26.8+foo", "refused"],
  ])("GOTOOLCHAIN=%s is %s", (value, expected) => {
    expect(verdict("GOTOOLCHAIN", value)).toBe(expected as "effective");
    expect(verdict("GOTOOLCHAIN", value, 20)).toBe("ineffective");
  });

  test("a removed GODEBUG with its old value kills what 1.27 builds", () => {
    expect(judgeEnvironmentValue({ name: "GODEBUG", value: "tls3des=1", goMinor: 27 })).toEqual({
      verdict: "refused",
      reason: 'removed GODEBUG "tls3des" set to old value "1" in environment',
    });
    expect(verdict("GODEBUG", "tls3des=1", 26)).toBe("effective");
  });

  test("empty counts as not set, and unknown names are not judged", () => {
    expect(verdict("GOFLAGS", "")).toBe("ineffective");
    expect(verdict("GONOSUMCHECK", "1")).toBeUndefined();
  });
});

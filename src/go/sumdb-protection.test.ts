import { describe, expect, test } from "bun:test";
import { sumdbProtection } from "./goproxy.ts";

describe("protection by the checksum database", () => {
  test("a module is covered unless a setting takes it out", () => {
    const modulePath = "corp.test/m";
    expect(sumdbProtection({ modulePath })).toEqual({ kind: "covered" });
    expect(sumdbProtection({ modulePath, gosumdb: "off" })).toEqual({
      kind: "exempt",
      reason: "GOSUMDB=off",
    });
    expect(sumdbProtection({ modulePath, goprivate: "corp.test" })).toEqual({
      kind: "exempt",
      reason: "GOPRIVATE=corp.test matches corp.test/m",
    });
  });

  test("GONOSUMDB replaces GOPRIVATE, also when it matches nothing", () => {
    expect(sumdbProtection({ modulePath: "corp.test/m", gonosumdb: "none", goprivate: "corp.test" })).toEqual(
      { kind: "covered" },
    );
    expect(sumdbProtection({ modulePath: "corp.test/m", gonosumdb: "", goprivate: "corp.test" }).kind).toBe(
      "exempt",
    );
  });

  test("toolchains are always checked, but not from a single file proxy", () => {
    const modulePath = "golang.org/toolchain";
    expect(sumdbProtection({ modulePath, gosumdb: "off", gonosumdb: "*" })).toEqual({ kind: "covered" });
    expect(sumdbProtection({ modulePath, goproxy: "file:///p" }).kind).toBe("exempt");
    expect(sumdbProtection({ modulePath, goproxy: "file:///p,direct" })).toEqual({ kind: "covered" });
  });
});

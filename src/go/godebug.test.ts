import { describe, expect, test } from "bun:test";
import { godebugKillsPrograms, godebugStopsBuild } from "./godebug.ts";

describe("GODEBUG", () => {
  test("the first old value of a removed setting kills programs built by 1.27", () => {
    expect(godebugKillsPrograms("http2client=0,tls3des=1,tls3des=0", 27)).toEqual({
      name: "tls3des",
      value: "1",
      removedIn: 27,
    });
  });

  test.each([
    "tlsrsakex=0",
    "nosuchthing=1",
    "tls3des",
    "",
    "gotypesalias=1",
    "asynctimerchan=0",
  ])("%j harms nobody", (variable) => {
    expect(godebugKillsPrograms(variable, 27)).toBeUndefined();
  });

  test("programs built by 1.26 pass over removed settings", () => {
    expect(godebugKillsPrograms("x509sha1=1", 26)).toBeUndefined();
  });

  test("at build time 1.26 refuses any value, 1.27 only the old ones", () => {
    expect(godebugStopsBuild("x509sha1", "0", 26)?.removedIn).toBe(24);
    expect(godebugStopsBuild("x509sha1", "0", 27)).toBeUndefined();
    expect(godebugStopsBuild("x509sha1", "1", 27)?.removedIn).toBe(24);
    expect(godebugStopsBuild("asynctimerchan", "2", 27)?.removedIn).toBe(27);
    expect(godebugStopsBuild("asynctimerchan", "2", 26)).toBeUndefined();
  });
});

import { describe, expect, test } from "bun:test";
import { createTestSigner } from "./_test-signer.ts";
import { parseGosumdb } from "./gosumdb.ts";
import { parseVerifierKey } from "./verifier-key.ts";

const { key } = createTestSigner("log.test/sums");

/** The reason of a bad value; its kind otherwise. */
function outcome(value: string): string {
  const parsed = parseGosumdb(value);
  return parsed.kind === "bad" ? parsed.reason : parsed.kind;
}

describe("GOSUMDB", () => {
  test("names go's own log when it is empty, by name and by alias", () => {
    const known = { name: "sum.golang.org", keyHash: "033de0ae" };
    for (const value of ["", "sum.golang.org", " sum.golang.org "]) {
      const parsed = parseGosumdb(value);
      expect(parsed).toMatchObject({ kind: "log", key: known });
      expect(parsed).not.toHaveProperty("url");
    }
    expect(parseGosumdb("sum.golang.google.cn")).toMatchObject({
      key: known,
      url: "https://sum.golang.google.cn",
    });
    expect(parseGosumdb("sum.golang.org https://mirror.test/x")).toMatchObject({
      key: known,
      url: "https://mirror.test/x",
    });
  });

  test("may hold a key, and an address with it", () => {
    expect(parseGosumdb(key.text)).toMatchObject({ kind: "log", key: { name: "log.test/sums" } });
    expect(parseGosumdb(`${key.text}  http://127.0.0.1:1/x`)).toMatchObject({ url: "http://127.0.0.1:1/x" });
  });

  test("turns the database off", () => expect(parseGosumdb("off")).toEqual({ kind: "off" }));

  test.each([
    ["on", "invalid GOSUMDB: malformed verifier id"],
    ["OFF", "invalid GOSUMDB: malformed verifier id"],
    [" ", "missing GOSUMDB"],
    ["sum.golang.org a b", "invalid GOSUMDB: too many fields"],
    ["sum.golang.org nowhere", "invalid GOSUMDB URL"],
    ["other.test", "invalid GOSUMDB: malformed verifier id"],
    ["constructor", "invalid GOSUMDB: malformed verifier id"],
    [
      "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
      "invalid GOSUMDB: invalid verifier hash",
    ],
  ])("%j is refused in go's words", (value, reason) => expect(outcome(value)).toBe(reason));

  test.each([
    "../up",
    "a/../b",
    "a//b",
    "a/",
    "/a",
    "a\\b",
    "a?b",
    "user@host",
    "-",
    "a/.",
  ])("a log may not be named %j: its name is an address and a folder", (name) =>
    expect(outcome(createTestSigner(name).key.text)).toStartWith("invalid sumdb name"));

  test("a key with white space in its name is none", () => {
    for (const blank of [" ", "\t", "\u0085", "\u00a0", "\u2003"]) {
      expect(parseVerifierKey(key.text.replace("log", `lo${blank}g`))).toEqual({
        kind: "bad-key",
        reason: "malformed verifier id",
      });
    }
  });
});

import { describe, expect, test } from "bun:test";
import { decodeBase64 } from "./base64.ts";

describe("base64", () => {
  test.each([
    "A",
    "AA",
    "AA=",
    "A===",
    "AAAA=",
    "AA-_",
    " AAA",
    "AAA\n",
    "AAAA\n",
    "AAAAA",
    "é===",
  ])("%j is refused", (text) => expect(decodeBase64(text)).toBeUndefined());

  test("of one, two and three bytes is read", () => {
    expect(["", "AQ==", "AQI=", "AQID"].map((text) => decodeBase64(text)?.length)).toEqual([0, 1, 2, 3]);
  });
});

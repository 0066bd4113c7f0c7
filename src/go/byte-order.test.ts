import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compareBytes } from "./byte-order.ts";

describe("byte order", () => {
  test("it is the order of UTF-8 bytes for every text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (a, b) => {
        expect(Math.sign(compareBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
      }),
    );
  });

  test("a character beyond the basic plane comes after U+FFFD, unlike in JavaScript", () => {
    expect("\u{1f600}" < "\ufffd").toBe(true);
    expect(compareBytes("\u{1f600}", "\ufffd")).toBeGreaterThan(0);
  });
});

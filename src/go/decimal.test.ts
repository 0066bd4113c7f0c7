import { describe, expect, test } from "bun:test";
import { compareDecimals, decrementDecimal, incrementDecimal } from "./decimal.ts";

describe("decimals", () => {
  test("they are compared by value whatever their length", () => {
    expect(compareDecimals("9", "10")).toBe(-1);
    expect(compareDecimals("99999999999999999999", "99999999999999999998")).toBe(1);
    expect(compareDecimals("7", "7")).toBe(0);
    expect(compareDecimals("", "0")).toBe(-1);
  });

  test("they count up and down beyond what a number can hold", () => {
    expect(incrementDecimal("99999999999999999999")).toBe("100000000000000000000");
    expect(decrementDecimal("100000000000000000000")).toBe("99999999999999999999");
    expect(decrementDecimal("0")).toBeUndefined();
  });
});

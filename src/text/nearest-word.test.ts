import { expect, test } from "bun:test";
import { nearestWord } from "./nearest-word.ts";

const ids = ["toolchain/go-older-than-module", "image/unpinned-base-image", "tags/exclusive"];

test.each([
  ["toolchain/go-older-then-module", "toolchain/go-older-than-module"],
  ["toolchain/go-older-than-modules", "toolchain/go-older-than-module"],
  ["tag/exclusive", "tags/exclusive"],
  ["no/such-rule-anywhere", undefined],
  ["", undefined],
])("%p most likely means %p", (mistyped, expected) => {
  expect(nearestWord(mistyped, ids)).toBe(expected);
});

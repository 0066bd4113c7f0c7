import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createNeedleFinder } from "./needle-finder.ts";

function find(needles: readonly string[], text: string): Set<number> {
  const { next, classOf, needlesAt } = createNeedleFinder(needles);
  const found = new Set<number>();
  let row = 0;
  for (const byte of Buffer.from(text)) {
    row = next[row + (classOf[byte] ?? 0)] ?? 0;
    if (row >= 0) continue;
    row = ~row;
    for (const index of needlesAt(row)) found.add(index);
  }
  return found;
}

describe("a needle finder", () => {
  test("finds needles inside of needles and across failed beginnings", () => {
    expect(find(["he", "she", "his", "hers"], "ushers")).toEqual(new Set([0, 1, 3]));
    expect(find(["aab"], "aaab")).toEqual(new Set([0]));
    expect(find(["go: x", "no"], "go: go: x")).toEqual(new Set([0]));
  });

  test("refuses an empty needle", () => {
    expect(() => createNeedleFinder([""])).toThrow(RangeError);
  });

  test("finds what a plain search finds", () => {
    const word = fc.stringMatching(/^[abc]{1,4}$/);
    fc.assert(
      fc.property(
        fc.uniqueArray(word, { maxLength: 8 }),
        fc.stringMatching(/^[abcd]{0,40}$/),
        (needles, text) => {
          const wanted = new Set(needles.flatMap((needle, index) => (text.includes(needle) ? [index] : [])));
          expect(find(needles, text)).toEqual(wanted);
        },
      ),
      { numRuns: 500 },
    );
  });
});

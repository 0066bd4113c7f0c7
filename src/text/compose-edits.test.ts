import { expect, test } from "bun:test";
import fc from "fast-check";
import { composeEdits } from "./compose-edits.ts";
import { applyEdits, areInConflict, type Edit } from "./edit.ts";

test("an edit behind another one is told in places of the first text", () => {
  const first = [{ span: { start: 0, end: 1 }, text: "long" }];
  const second = [{ span: { start: 6, end: 7 }, text: "C" }];
  expect(composeEdits("a b c", first, second)).toEqual([
    { span: { start: 0, end: 1 }, text: "long" },
    { span: { start: 3, end: 4 }, text: "C" },
  ]);
});

test("an edit of what the first step wrote becomes one edit with it", () => {
  const first = [{ span: { start: 2, end: 3 }, text: "bb" }];
  const second = [{ span: { start: 3, end: 4 }, text: "" }];
  expect(composeEdits("a b c", first, second)).toEqual([{ span: { start: 2, end: 3 }, text: "b" }]);
});

const edits = (length: number): fc.Arbitrary<readonly Edit[]> =>
  fc
    .array(
      fc.tuple(fc.nat(length), fc.nat(3), fc.string({ maxLength: 3 })).map(([start, size, text]) => ({
        span: { start, end: Math.min(length, start + size) },
        text,
      })),
      { maxLength: 4 },
    )
    .map((list) => {
      const kept: Edit[] = [];
      for (const edit of list) if (!kept.some((other) => areInConflict(edit, other))) kept.push(edit);
      return kept;
    });

test("one step does what the two do", () => {
  const steps = fc
    .string({ maxLength: 20 })
    .chain((text) =>
      edits(text.length).chain((first) =>
        edits(applyEdits(text, first).length).map((second) => ({ text, first, second })),
      ),
    );
  fc.assert(
    fc.property(steps, ({ text, first, second }) => {
      const composed = composeEdits(text, first, second);
      expect(applyEdits(text, composed)).toBe(applyEdits(applyEdits(text, first), second));
    }),
    { numRuns: 2_000 },
  );
});

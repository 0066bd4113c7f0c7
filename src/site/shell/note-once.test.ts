import { expect, test } from "bun:test";
import type { Unknown } from "../../workspace/unknown.ts";
import { noteOnce } from "./note-once.ts";

function unknownAt(start: number, code = "not-followed"): Unknown {
  return { at: { file: "x.sh", span: { start, end: start + 1 } }, reason: "somewhere else", code };
}

test("an unknown of the same code and place is kept once, also when it was pushed by hand", () => {
  const unknowns = [unknownAt(1)];
  noteOnce(unknownAt(1), unknowns);
  noteOnce(unknownAt(2), unknowns);
  unknowns.push(unknownAt(3));
  noteOnce(unknownAt(3), unknowns);
  noteOnce(unknownAt(3, "broken-script"), unknowns);
  expect(unknowns.map(({ at, code }) => `${at.span.start} ${code}`)).toEqual([
    "1 not-followed",
    "2 not-followed",
    "3 not-followed",
    "3 broken-script",
  ]);
});

import { expect, test } from "bun:test";
import {
  buildOf,
  canonicalSemver,
  compareSemver,
  isValidSemver,
  majorMinorOf,
  majorOf,
  prereleaseOf,
} from "../../src/go/semver.ts";
import { readGoLiteralAfter, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { readXMod } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

const source = readXMod("semver/semver_test.go");
const rows = rowsOf(readGoVariable(source, "tests")).map((row) => ({
  in: textOf(row.in),
  out: textOf(row.out),
}));
const sign = (order: number): number => Math.sign(order);

test("versions are judged and taken apart as x/mod/semver does", () => {
  for (const row of rows) {
    expect([row.in, isValidSemver(row.in)]).toEqual([row.in, row.out !== ""]);
    expect([row.in, canonicalSemver(row.in)]).toEqual([row.in, row.out]);
    expect([row.in, majorOf(row.in)]).toEqual([row.in, row.out.split(".")[0] ?? ""]);
    const dash = row.out.indexOf("-");
    expect([row.in, prereleaseOf(row.in)]).toEqual([row.in, dash === -1 ? "" : row.out.slice(dash)]);
    const plus = row.out === "" ? -1 : row.in.indexOf("+");
    expect([row.in, buildOf(row.in)]).toEqual([row.in, plus === -1 ? "" : row.in.slice(plus)]);
    expect([row.in, majorMinorOf(row.in)]).toEqual([row.in, row.out.split(".").slice(0, 2).join(".")]);
  }
  reportSuite("x/mod semver", rows.length);
});

test("the table's own order is the order of versions", () => {
  let compared = 0;
  rows.forEach((left, i) => {
    rows.forEach((right, j) => {
      const wanted = left.out === right.out ? 0 : i < j ? -1 : 1;
      expect([left.in, right.in, sign(compareSemver(left.in, right.in))]).toEqual([
        left.in,
        right.in,
        wanted,
      ]);
      compared++;
    });
  });
  reportSuite("x/mod semver order", compared);
});

test("Go's golden sorted list is sorted here too", () => {
  const golden = readGoLiteralAfter(source, "func TestSort(", "golden := ");
  const list = Array.isArray(golden) ? golden.map(textOf) : [];
  for (let at = 1; at < list.length; at++) {
    expect(compareSemver(list[at - 1] ?? "", list[at] ?? "")).toBeLessThanOrEqual(0);
  }
  reportSuite("x/mod semver sort", list.length);
});

import { expect, test } from "bun:test";
import { incrementDecimal } from "../../src/go/decimal.ts";
import {
  formatPseudoVersion,
  isPseudoVersion,
  isZeroPseudoVersion,
  parsePseudoVersion,
} from "../../src/go/pseudo-version.ts";
import { readGoLiteralAfter, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { readXMod } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

const source = readXMod("module/pseudo_test.go");
const rows = rowsOf(readGoVariable(source, "pseudoTests"));

test("pseudo-versions are built and taken apart as in x/mod/module", () => {
  for (const row of rows) {
    const [major, older, version] = [textOf(row.major), textOf(row.older), textOf(row.version)];
    expect(formatPseudoVersion({ major, older, time: "20060102150405", revision: "hash" })).toBe(version);
    expect([version, isPseudoVersion(version)]).toEqual([version, true]);
    expect([older, isPseudoVersion(older), parsePseudoVersion(older)]).toEqual([older, false, undefined]);
    expect(parsePseudoVersion(version)).toEqual({
      base: older,
      time: "20060102150405",
      timeMs: Date.UTC(2006, 0, 2, 15, 4, 5),
      revision: "hash",
      problem: undefined,
    });
  }
  reportSuite("x/mod pseudo", rows.length);
});

test("impossible bases are refused as in x/mod/module", () => {
  const list = readGoLiteralAfter(source, "func TestInvalidPseudoVersionBase(", "range ");
  if (!Array.isArray(list)) throw new TypeError("The table is no list");
  for (const version of list.map(textOf)) {
    expect([version, parsePseudoVersion(version)?.base]).toEqual([version, undefined]);
  }
  reportSuite("x/mod pseudo bases", list.length);
});

test("decimals are raised as in x/mod/module", () => {
  const cases = rowsOf(readGoLiteralAfter(source, "func TestIncDecimal(", "cases := "));
  for (const row of cases) expect(incrementDecimal(textOf(row.in))).toBe(textOf(row.want));
  reportSuite("x/mod decimals", cases.length);
});

test("a time that does not exist and the zero pseudo-version are told apart", () => {
  expect(parsePseudoVersion("v0.0.0-20230231000000-abcdefabcdef")?.problem).toBe(
    'malformed time "20230231000000"',
  );
  expect(isZeroPseudoVersion("v0.0.0-00010101000000-000000000000")).toBe(true);
  expect(parsePseudoVersion("v0.0.0-00010101000000-000000000000")?.problem).toBeUndefined();
  expect(isZeroPseudoVersion("v0.0.0-20230131000000-000000000000")).toBe(false);
});

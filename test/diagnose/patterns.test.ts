import { afterAll, describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { patterns } from "../../src/diagnose/patterns.gen.ts";
import { rules } from "../../src/rules/index.gen.ts";
import { parseLogCases, patternsFolder, readPatternArchive, runLogCase } from "./log-cases.ts";

let looked = 0;

afterAll(() => {
  console.log(`diagnose: ${looked} cases of ${patterns.length} patterns`);
});

test("there are patterns, each with an id of its own and rules that exist", () => {
  expect(patterns.length).toBeGreaterThan(0);
  expect(new Set(patterns.map(({ id }) => id)).size).toBe(patterns.length);
  const known = new Set(rules.map(({ id }) => id));
  expect(patterns.flatMap((pattern) => pattern.rules ?? []).filter((id) => !known.has(id))).toEqual([]);
  const ids = new Set(patterns.map(({ id }) => id));
  expect(patterns.flatMap(({ explains }) => explains ?? []).filter((id) => !ids.has(id))).toEqual([]);
});

describe.each(patterns.map((pattern) => [pattern.id, pattern] as const))("%s", (id, pattern) => {
  const cases = parseLogCases(readPatternArchive(id));

  test("its file has its name, and its needles are printable ASCII", () => {
    expect(existsSync(join(patternsFolder, `${id}.ts`))).toBe(true);
    expect(pattern.needles.length).toBeGreaterThan(0);
    for (const needle of pattern.needles) expect(needle).toMatch(/^[\x20-\x7e]{4,}$/);
  });

  test("has a case that is it and one that only looks like it", () => {
    expect(cases.some(({ want }) => want.startsWith(`${id} `))).toBe(true);
    expect(cases.some(({ want }) => !want.includes(`${id} `))).toBe(true);
  });

  test.each(cases.map((each) => [each.name, each] as const))("%s", async (_, each) => {
    looked++;
    expect(await runLogCase(each)).toBe(each.want);
  });
});

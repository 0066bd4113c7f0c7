import { describe, expect, test } from "bun:test";
import { FailureRun, longestRun } from "./failure-run.ts";

describe("a run of failures", () => {
  test("three in a row within a minute, to the millisecond", () => {
    const run = new FailureRun();
    for (const at of [0, 30_000, 60_000]) run.record(true, at);
    expect(run.reaches(3, { withinMs: 60_000, elapsedMs: 60_000 })).toBe(true);
    expect(run.reaches(3, { withinMs: 60_000, elapsedMs: 60_001 })).toBe(false);
    expect(run.reaches(2, { withinMs: 60_000, elapsedMs: 60_001 })).toBe(true);
    expect(run.reaches(4, { withinMs: 1e9, elapsedMs: 60_000 })).toBe(false);
  });

  test("one success ends it", () => {
    const run = new FailureRun();
    run.record(true, 0);
    run.record(true, 1);
    run.record(false, 2);
    run.record(true, 3);
    expect(run.length).toBe(1);
    expect(run.reaches(2, { withinMs: 1000, elapsedMs: 3 })).toBe(false);
  });

  test("it remembers no more than it can be asked about", () => {
    const run = new FailureRun();
    for (let at = 0; at < 10_000; at++) run.record(true, at);
    expect(run.length).toBe(longestRun);
    expect(run.reaches(longestRun, { withinMs: longestRun - 1, elapsedMs: 9999 })).toBe(true);
  });
});

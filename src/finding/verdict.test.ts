import { expect, test } from "bun:test";
import { exitCodeOf } from "./verdict.ts";

test("only findings at stage enforce fail a run by default", () => {
  expect(exitCodeOf({ findings: [{ stage: "warn" }], unknowns: 9, failOn: "enforce" })).toBe(0);
  expect(exitCodeOf({ findings: [{ stage: "enforce" }], unknowns: 0, failOn: "enforce" })).toBe(1);
});

test("--fail-on moves the border down", () => {
  expect(exitCodeOf({ findings: [{ stage: "warn" }], unknowns: 0, failOn: "warn" })).toBe(1);
  expect(exitCodeOf({ findings: [{ stage: "observe" }], unknowns: 0, failOn: "warn" })).toBe(0);
  expect(exitCodeOf({ findings: [{ stage: "observe" }], unknowns: 0, failOn: "observe" })).toBe(1);
});

test("--fail-on unknown fails on what could not be known, and on enforced findings", () => {
  expect(exitCodeOf({ findings: [], unknowns: 1, failOn: "unknown" })).toBe(1);
  expect(exitCodeOf({ findings: [{ stage: "enforce" }], unknowns: 0, failOn: "unknown" })).toBe(1);
  expect(exitCodeOf({ findings: [{ stage: "warn" }], unknowns: 0, failOn: "unknown" })).toBe(0);
});

import { expect, test } from "bun:test";
import { isAtLeast, stageOf } from "./stage.ts";

test("a rule without proof only observes, whatever its harm", () => {
  expect(stageOf({ proof: [] }, "S0")).toBe("observe");
});

test("a proven rule enforces, or warns when the harm is drift", () => {
  expect(stageOf({ proof: ["x"] }, "S0")).toBe("enforce");
  expect(stageOf({ proof: ["x"] }, "S2")).toBe("enforce");
  expect(stageOf({ proof: ["x"] }, "S3")).toBe("warn");
});

test("stages are ordered from observe to enforce", () => {
  expect(isAtLeast("warn", "observe")).toBe(true);
  expect(isAtLeast("warn", "warn")).toBe(true);
  expect(isAtLeast("warn", "enforce")).toBe(false);
});

import { expect, test } from "bun:test";
import { toolchainLineProblem } from "./toolchain-line.ts";

test("a toolchain line that repeats the go line is one that go drops", () => {
  expect(toolchainLineProblem({ goLine: "1.21.5", toolchainLine: "go1.21.5" })?.reason).toBe(
    "The toolchain line repeats the go line (1.21.5), and go drops it",
  );
  expect(toolchainLineProblem({ goLine: "1.25", toolchainLine: "go1.25.0" })).toBeUndefined();
});

test("`toolchain default` is dropped under any go line", () => {
  expect(toolchainLineProblem({ goLine: "1.25.0", toolchainLine: "default" })).toBeDefined();
  expect(toolchainLineProblem({ goLine: undefined, toolchainLine: "default" })).toBeDefined();
});

test("a toolchain below 1.21 or of no version is dropped, an older one from 1.21 on is not", () => {
  expect(toolchainLineProblem({ goLine: "1.21", toolchainLine: "go1.20.3" })).toBeDefined();
  expect(toolchainLineProblem({ goLine: "1.21.5", toolchainLine: "go1.21.6/x" })).toBeDefined();
  expect(toolchainLineProblem({ goLine: "1.21.5", toolchainLine: "go1.21.3" })).toBeUndefined();
});

test("no toolchain line is no problem", () => {
  expect(toolchainLineProblem({ goLine: "1.21.5", toolchainLine: undefined })).toBeUndefined();
});

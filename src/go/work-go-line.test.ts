import { expect, test } from "bun:test";
import { workGoLineProblem } from "./work-go-line.ts";

test("a member above the go line of go.work stops the workspace", () => {
  expect(workGoLineProblem({ workGoLine: "1.21", member: "m", memberGoLine: "1.21.0" })?.reason).toBe(
    "module m listed in go.work file requires go >= 1.21.0, but go.work lists go 1.21",
  );
  expect(workGoLineProblem({ workGoLine: undefined, member: "m", memberGoLine: "1.21" })?.reason).toBe(
    "module m listed in go.work file requires go >= 1.21, but go.work implicitly requires go 1.18",
  );
});

test("members below 1.21, without a go line or at most equal are fine", () => {
  expect(workGoLineProblem({ workGoLine: "1.18", member: "m", memberGoLine: "1.20" })).toBeUndefined();
  expect(workGoLineProblem({ workGoLine: "1.18", member: "m", memberGoLine: undefined })).toBeUndefined();
  expect(workGoLineProblem({ workGoLine: "1.24.0", member: "m", memberGoLine: "1.24.0" })).toBeUndefined();
});

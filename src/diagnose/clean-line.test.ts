import { describe, expect, test } from "bun:test";
import { cleanLine } from "./clean-line.ts";

const esc = "\u001b";

describe("what is put around a printed line is taken off:", () => {
  test.each([
    [
      "a GitHub time stamp",
      "2024-05-01T12:00:00.1234567Z go: updates to go.mod needed",
      "go: updates to go.mod needed",
    ],
    ["an offset", "2024-05-01T12:00:00.123+02:00 go: x", "go: x"],
    ["GitLab's stream mark", "2024-05-01T12:00:00.123456Z 01O go: x", "go: x"],
    ["a Kubernetes stream", "2024-05-01T12:00:00.123456789Z stderr F go: x", "go: x"],
    ["colours", `${esc}[31;1mgo: x${esc}[0m`, "go: x"],
    ["a link", `${esc}]8;;file:///a${esc}\\a.go${esc}]8;;${esc}\\:1`, "a.go:1"],
    ["GitLab sections", `section_start:1700000000:build\r${esc}[0Kgo: x`, "go: x"],
    ["BuildKit's step and clock", "#12 3.456 go: x", "go: x"],
    ["progress printed over itself", "10%\r50%\rgo: x\r", "go: x"],
    ["a mark of GitHub", "##[error]go: x", "go: x"],
    ["a workflow command", "::error file=a.go,line=1::go: x", "go: x"],
    ["a clock", "[12:00:00] go: x", "go: x"],
    ["a time stamp of Jenkins", "[2024-05-01T12:00:00.123Z] go: x", "go: x"],
  ])("%s", (_, raw, text) => {
    expect(cleanLine(raw).text).toBe(text);
  });

  test("the job of `gh run view --log`", () => {
    const line = "build (1.22)\tRun tests\t2024-05-01T12:00:00.1234567Z ##[error]go: x";
    expect(cleanLine(line)).toEqual({ text: "go: x", mark: "error", job: "build (1.22)" });
  });

  test.each([
    "a.go:12:3: undefined: x",
    "\tgo.sum:     h1:abc=",
    "# example.com/m",
    "[build failed]",
    "::",
  ])("%s stays as it is", (text) => {
    expect(cleanLine(text).text).toBe(text);
  });
});

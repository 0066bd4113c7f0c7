import { describe, expect, test } from "bun:test";
import { jobOf, parse, stepsOf } from "./_parse-jobs.ts";

describe("commands and executors", () => {
  const text = `version: 2.1
executors:
  go:
    parameters:
      version: { type: string, default: "1.21" }
    docker: [{ image: "cimg/go:<< parameters.version >>" }]
    environment: { GOFLAGS: -p=4 }
    working_directory: /src
commands:
  test:
    parameters:
      flags: { type: string, default: -race }
      folder: { type: string }
    steps:
      - run: go test << parameters.flags >> << parameters.folder >>/...
      - inner: { text: "<< parameters.folder >>" }
  inner:
    parameters: { text: { type: string } }
    steps: [{ run: "echo <<parameters.text>>" }]
jobs:
  plain:
    executor: go
    environment: { A: b }
    steps:
      - checkout
      - test: { folder: ./cmd }
  chosen:
    executor: { name: go, version: "1.22" }
    working_directory: /other
    steps:
      - test: { folder: ., flags: -short }
`;

  test("an executor fills its parameters, and the job's own lines win", () => {
    const plain = jobOf(text, "plain");
    expect([plain.image?.text, plain.workingDirectory?.text]).toEqual(["cimg/go:1.21", "/src"]);
    expect(plain.environment.map(({ name }) => name)).toEqual(["GOFLAGS", "A"]);
    const chosen = jobOf(text, "chosen");
    expect([chosen.image?.text, chosen.workingDirectory?.text]).toEqual(["cimg/go:1.22", "/other"]);
  });

  test("commands are put in place with defaults and arguments", () => {
    expect(stepsOf(jobOf(text, "plain"))).toEqual(["@checkout", "go test -race ./cmd/...", "echo ./cmd"]);
    expect(stepsOf(jobOf(text, "chosen"))).toEqual(["go test -short ./...", "echo ."]);
  });

  test("offsets of a filled script lead to the text around the marks", () => {
    const script = jobOf(text, "plain").steps[1]?.run?.script;
    expect(script?.fileOffset(0)).toBe(text.indexOf("go test <<"));
    const mark = text.indexOf("<< parameters.flags");
    expect(script?.fileOffset(script.text.indexOf("race"))).toBe(mark);
    const rest = text.indexOf("/...");
    expect(script?.fileOffset(script.text.indexOf("/..."))).toBe(rest);
  });

  test("a script that is one parameter alone stands where its value is written", () => {
    const whole = `commands:
  do:
    parameters: { script: { type: string, default: go build } }
    steps: [{ run: << parameters.script >> }]
jobs: { a: { steps: [do] } }
`;
    const script = jobOf(whole, "a").steps[0]?.run?.script;
    expect([script?.text, script?.fileOffset(0)]).toEqual(["go build", whole.indexOf("go build")]);
  });

  test("a parameter without a value stays a hole, also through another command", () => {
    const job = jobOf(
      `commands:
  inner:
    parameters: { v: { type: string } }
    steps: [{ run: go<< parameters.v >> version }]
jobs:
  a:
    parameters: { v: { type: string } }
    docker: [{ image: "golang:<< parameters.v >>" }]
    steps: [{ inner: { v: << parameters.v >> } }]
`,
      "a",
    );
    expect(job.image?.embedded.holes.map(({ expression }) => expression)).toEqual(["parameters.v"]);
    expect(job.steps[0]?.run?.script.holes).toEqual([{ start: 2, end: 20, expression: "parameters.v" }]);
  });

  test("steps given as a parameter are put in place", () => {
    const job = jobOf(
      `commands:
  around:
    parameters: { inside: { type: steps } }
    steps: [{ run: before }, { steps: << parameters.inside >> }, { run: after }]
jobs:
  a:
    steps:
      - around:
          inside: [checkout, { run: go test }]
`,
      "a",
    );
    expect(stepsOf(job)).toEqual(["before", "@checkout", "go test", "after"]);
  });

  test("pipeline parameters have their defaults, also inside commands", () => {
    const job = jobOf(
      `parameters: { go: { type: string, default: "1.23" } }
commands: { c: { steps: [{ run: "go<< pipeline.parameters.go >>" }] } }
jobs: { a: { docker: [{ image: "golang:<<pipeline.parameters.go>>" }], steps: [c] } }
`,
      "a",
    );
    expect([job.image?.text, ...stepsOf(job)]).toEqual(["golang:1.23", "go1.23"]);
  });

  test("here-documents are no marks", () => {
    const job = jobOf(
      "jobs: { a: { steps: [{ run: 'cat <<EOF >> x' }, { run: 'echo \\<< parameters.x >>' }] } }",
      "a",
    );
    expect(job.steps.map(({ run }) => run?.script.holes)).toEqual([[], []]);
  });

  test("a command that calls itself ends", () => {
    const job = jobOf("commands: { c: { steps: [{ run: x }, c] } }\njobs: { a: { steps: [c] } }", "a");
    expect(stepsOf(job)).toEqual(["x", "@c"]);
  });

  test("commands that multiply each other end in a problem", () => {
    const commands = ["  c0: { steps: [{ run: x }] }"];
    for (let level = 1; level < 12; level++) {
      commands.push(
        `  c${level}: { steps: [${Array(8)
          .fill(`c${level - 1}`)
          .join(", ")}] }`,
      );
    }
    const { problems } = parse(`commands:\n${commands.join("\n")}\njobs: { a: { steps: [c11] } }\n`);
    expect(problems.map(({ code }) => code)).toEqual(["too-many-steps"]);
  });
});

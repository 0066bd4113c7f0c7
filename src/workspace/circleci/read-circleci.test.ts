import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import { createSources } from "../sources.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import type { CircleciConfig, CircleciJob, CircleciStep } from "./model.ts";
import { parseCircleci } from "./parse-circleci.ts";
import { readCircleci } from "./read-circleci.ts";

function parse(text: string): CircleciConfig {
  return parseCircleci(sourceFromText({ path: ".circleci/config.yml", text }));
}

function jobOf(text: string, name: string): CircleciJob {
  const { jobs } = parse(text);
  const job = jobs.find((one) => one.name === name);
  if (!job) throw new TypeError(`no job "${name}" among ${jobs.map((one) => one.name).join(", ")}`);
  return job;
}

function stepText({ run, uses, isConditional }: CircleciStep): string {
  return `${isConditional ? "? " : ""}${run ? run.script.text : `@${uses?.name}`}`;
}

const stepsOf = (job: CircleciJob): readonly string[] => job.steps.map(stepText);

describe("version 2.0", () => {
  const text = `version: 2
jobs:
  build:
    docker:
      - image: cimg/go:1.22
        environment: { TZ: UTC }
      - image: postgres:16
    working_directory: /go/src/app
    shell: /bin/bash -eo pipefail
    environment:
      CGO_ENABLED: 0
      GOFLAGS: -mod=vendor
    steps:
      - checkout
      - restore_cache: { key: v1, paths: [a] }
      - run: go vet ./...
      - run:
          name: Test
          command: |
            go test ./...
            go build
          working_directory: cmd
          shell: bash
          environment: { GOOS: linux }
`;
  const job = jobOf(text, "build");

  test("a job has its image, folder, shell and environment, the container's first", () => {
    expect([job.image?.text, job.workingDirectory?.text, job.shell?.text]).toEqual([
      "cimg/go:1.22",
      "/go/src/app",
      "/bin/bash -eo pipefail",
    ]);
    expect(job.environment.map(({ name, value, yamlType }) => `${name}=${value.text} ${yamlType}`)).toEqual([
      "TZ=UTC string",
      "CGO_ENABLED=0 number",
      "GOFLAGS=-mod=vendor string",
    ]);
    expect(text.slice(job.nameSpan.start, job.nameSpan.end)).toBe("build");
    expect(text.slice(job.image?.span.start, job.image?.span.end)).toBe("cimg/go:1.22");
  });

  test("steps are in order, with scripts at their place in the file", () => {
    expect(stepsOf(job)).toEqual([
      "@checkout",
      "@restore_cache",
      "go vet ./...",
      "go test ./...\ngo build\n",
    ]);
    expect(job.steps[1]?.uses?.inputs.map(({ name, value }) => `${name}=${value.text}`)).toEqual(["key=v1"]);
    const step = job.steps[3];
    const script = step?.run?.script;
    expect(script?.fileOffset(script.text.indexOf("go build"))).toBe(text.indexOf("go build"));
    expect([step?.workingDirectory?.text, step?.shell?.text, step?.environment[0]?.name]).toEqual([
      "cmd",
      "bash",
      "GOOS",
    ]);
  });

  test("machines and macOS are told apart", () => {
    expect(jobOf("jobs: { a: { machine: true, steps: [checkout] } }", "a").machineImage?.text).toBe("true");
    expect(jobOf("jobs: { a: { machine: { image: u:1 } } }", "a").machineImage?.text).toBe("u:1");
    expect(jobOf("jobs: { a: { macos: { xcode: 15.4.0 } } }", "a").macosVersion?.text).toBe("15.4.0");
  });

  test("an environment may be a list", () => {
    const { environment } = jobOf("jobs: { a: { environment: [A=1, { B: 2 }] } }", "a");
    expect(environment.map(({ name, value }) => `${name}=${value.text}`)).toEqual(["A=1", "B=2"]);
  });
});

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

describe("conditions", () => {
  const withCondition = (keyword: string, condition: string, parameters = ""): readonly string[] =>
    stepsOf(
      jobOf(
        `jobs:
  a:
    parameters: { os: { type: string, default: linux }, on: { type: boolean, default: true }, free: { type: string }${parameters} }
    steps:
      - ${keyword}:
          condition: ${condition}
          steps: [{ run: "go << parameters.os >>" }]
`,
        "a",
      ),
    );

  test("what parameters decide is in or out", () => {
    expect(withCondition("when", "<< parameters.on >>")).toEqual(["go linux"]);
    expect(withCondition("unless", "<< parameters.on >>")).toEqual([]);
    expect(withCondition("when", "{ equal: [linux, << parameters.os >>] }")).toEqual(["go linux"]);
    expect(withCondition("unless", "{ equal: [windows, << parameters.os >>] }")).toEqual(["go linux"]);
    expect(withCondition("when", "{ not: << parameters.on >> }")).toEqual([]);
    expect(withCondition("when", "{ and: [true, { or: [false, << parameters.on >>] }] }")).toEqual([
      "go linux",
    ]);
    expect(withCondition("when", "''")).toEqual([]);
  });

  test("what files do not decide is marked", () => {
    expect(withCondition("when", "{ equal: [x, << parameters.free >>] }")).toEqual(["? go linux"]);
    expect(withCondition("unless", "<< pipeline.git.branch >>")).toEqual(["? go linux"]);
    expect(withCondition("when", "{ matches: { pattern: x, value: y } }")).toEqual(["? go linux"]);
    expect(withCondition("when", "{ and: [{ equal: [x, << parameters.free >>] }, false] }")).toEqual([]);
  });
});

describe("workflows", () => {
  const head = `jobs:
  test:
    parameters: { v: { type: string, default: "1.20" }, os: { type: string, default: linux } }
    docker: [{ image: "golang:<< parameters.v >>" }]
    steps: [{ run: "go test << parameters.os >>" }]
workflows:
  main:
    jobs:
`;
  const imagesOf = (text: string): readonly string[] =>
    parse(text).jobs.map(
      ({ name, image, steps }) => `${name}: ${image?.text} ${steps.map(stepText).join(",")}`,
    );

  test("each use with other arguments is a job of its own", () => {
    expect(
      imagesOf(`${head}      - test
      - test: { v: "1.21", requires: [x], context: [c] }
      - test: { name: named, v: "1.22" }
  nightly: { jobs: [test, { test: { v: "1.21" } }] }
`),
    ).toEqual([
      "test: golang:1.20 go test linux",
      "test-1: golang:1.21 go test linux",
      "named: golang:1.22 go test linux",
    ]);
  });

  test("a matrix gives its combinations without the excluded ones", () => {
    expect(
      imagesOf(`${head}      - test:
          matrix:
            parameters: { v: ["1.21", "1.22"], os: [linux, darwin] }
            exclude: [{ v: "1.21", os: darwin }]
`),
    ).toEqual([
      "test-1.21-linux: golang:1.21 go test linux",
      "test-1.22-linux: golang:1.22 go test linux",
      "test-1.22-darwin: golang:1.22 go test darwin",
    ]);
  });

  test("a name and arguments may be made of the matrix", () => {
    expect(
      imagesOf(`${head}      - test:
          name: go-<< matrix.v >>
          os: on-<< matrix.v >>
          matrix: { parameters: { v: ["1.21", "1.22"] } }
`),
    ).toEqual(["go-1.21: golang:1.21 go test on-1.21", "go-1.22: golang:1.22 go test on-1.22"]);
  });

  test("steps before and after are put around the job's own, approvals are no jobs", () => {
    expect(
      imagesOf(`${head}      - hold: { type: approval }
      - test: { pre-steps: [checkout], post-steps: [{ run: done }] }
`),
    ).toEqual(["test: golang:1.20 @checkout,go test linux,done"]);
  });

  test("a job that no workflow uses is there with its defaults", () => {
    expect(
      imagesOf(`${head.replace("workflows:", "  other: { steps: [checkout] }\nworkflows:")}      - test\n`),
    ).toEqual(["test: golang:1.20 go test linux", "other: undefined @checkout"]);
  });
});

describe("orbs", () => {
  test("steps of an orb are uses, its jobs and executors are problems with a place", () => {
    const text = `orbs: { go: circleci/go@1.11 }
jobs:
  a: { executor: { name: go/default, tag: "1.22" }, steps: [go/install: { version: "1.22" }, go/mod-download] }
workflows: { main: { jobs: [a, go/test] } }
`;
    const { problems, jobs } = parse(text);
    expect(jobs.map(stepsOf)).toEqual([["@go/install", "@go/mod-download"]]);
    expect(jobs[0]?.steps[0]?.uses?.inputs[0]?.value.text).toBe("1.22");
    expect(problems.map(({ code, at }) => `${code} ${text.slice(at.span.start, at.span.end)}`)).toEqual([
      "orb-elsewhere go/default",
      "orb-elsewhere go/test",
    ]);
  });

  test("an orb written inside the configuration is read", () => {
    const { jobs, problems } = parse(`orbs:
  my:
    executors: { go: { docker: [{ image: golang:1.22 }] } }
    commands: { build: { steps: [help, { run: go build }] }, help: { steps: [{ run: go help }] } }
    jobs: { all: { executor: go, steps: [build] } }
jobs: { a: { executor: my/go, steps: [my/build] } }
workflows: { main: { jobs: [a, my/all] } }
`);
    expect(problems).toEqual([]);
    expect(jobs.map((job) => [job.name, job.image?.text, ...stepsOf(job)])).toEqual([
      ["a", "golang:1.22", "go help", "go build"],
      ["my/all", "golang:1.22", "go help", "go build"],
    ]);
  });
});

describe("files", () => {
  test("configurations beside config.yml are read when they have jobs", () => {
    const tree = createMemoryTree({
      ".circleci/config.yml": "setup: true\n",
      ".circleci/continue/main.yml": "jobs: { a: { steps: [checkout] } }\n",
      ".circleci/yamllint.yml": "rules: {}\n",
      "x/.circleci/config.yml": "jobs: {}\n",
    });
    expect(readCircleci(createSources(tree)).map(({ file, jobs }) => `${file} ${jobs.length}`)).toEqual([
      ".circleci/config.yml 0",
      ".circleci/continue/main.yml 1",
    ]);
  });

  test("broken YAML is a problem with its place", () => {
    const { problems, jobs } = parse("jobs:\n  a: { steps: [checkout] }\n  b: [\n");
    expect(problems[0]).toMatchObject({ code: "broken-file", at: { file: ".circleci/config.yml" } });
    expect(jobs.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("shapes that make no sense give no jobs", () => {
    for (const text of ["", "[]", "jobs: 1", "jobs: [a]", "workflows: { a: { jobs: 1 } }", "orbs: [x]"]) {
      expect(parse(text).jobs).toEqual([]);
    }
  });
});

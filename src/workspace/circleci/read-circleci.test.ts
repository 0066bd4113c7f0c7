import { describe, expect, test } from "bun:test";
import { createSources } from "../sources.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import { jobOf, parse, stepsOf } from "./_parse-jobs.ts";
import { readCircleci } from "./read-circleci.ts";

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

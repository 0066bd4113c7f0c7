import { describe, expect, test } from "bun:test";
import { jobOf, linesOf, pipelineOf, pipelinesOf, variablesOf } from "./_read-jobs.ts";

describe("jobs", () => {
  test("a job has its name, stage, image, tags and script lines at their places in the file", () => {
    const text = `stages: [test]
test:
  stage: test
  image: golang:1.22
  tags: [docker, linux]
  script:
    - go vet ./...
    - |
      go test ./...
      go build ./...
`;
    const job = jobOf(text, "test");
    expect(text.slice(job.nameSpan.start, job.nameSpan.end)).toBe("test");
    expect(job.nameSpan.start).toBe(text.indexOf("test:\n"));
    expect(job.stage).toBe("test");
    expect(job.image?.scalar.text).toBe("golang:1.22");
    expect(text.slice(job.image?.scalar.span.start, job.image?.scalar.span.end)).toBe("golang:1.22");
    expect(job.tags).toEqual(["docker", "linux"]);
    expect(linesOf(job)).toEqual(["script: go vet ./...", "script: go test ./...\ngo build ./...\n"]);
    const block = job.scripts[1]?.text;
    const build = block?.fileOffset(block.text.indexOf("go build")) ?? -1;
    expect(build).toBe(text.indexOf("go build"));
  });

  test("keywords at the top level are no jobs, pages is one, names with a dot are hidden", () => {
    const { jobs } = pipelineOf(`
stages: [a]
variables: { A: b }
workflow: { rules: [] }
default: { image: x }
cache: { paths: [a] }
.template: { script: [a] }
pages: { script: [b] }
deploy job: { script: [c] }
`);
    expect(jobs.map(({ name, isHidden }) => `${name} ${isHidden}`)).toEqual([
      ".template true",
      "pages false",
      "deploy job false",
    ]);
  });

  test("an image and a service may be mappings with a name", () => {
    const job = jobOf(
      `test:
  image: { name: "golang:1.22", entrypoint: [""] }
  services: [postgres:16, { name: redis:7, alias: cache }]
  script: make
`,
      "test",
    );
    expect(job.image?.scalar.text).toBe("golang:1.22");
    expect(job.services.map(({ text }) => text)).toEqual(["postgres:16", "redis:7"]);
    expect(linesOf(job)).toEqual(["script: make"]);
  });

  test("the version of an image keeps its zero", () => {
    const job = jobOf("a:\n  image: golang\n  variables: { GO: 1.20 }\n  script: [go version]\n", "a");
    expect(job.variables.map(({ name, value, yamlType }) => [name, value.text, yamlType])).toEqual([
      ["GO", "1.20", "number"],
    ]);
  });

  test("allow_failure, rules and cache are kept as nodes", () => {
    const job = jobOf(
      `a:
  script: [x]
  allow_failure: true
  rules: [{ if: $CI }]
  cache: [{ key: one, paths: [a] }, { key: two, paths: [b] }]
`,
      "a",
    );
    expect(job.allowFailure).toMatchObject({ kind: "scalar", value: true });
    expect(job.rules?.kind).toBe("sequence");
    expect(job.cache).toHaveLength(2);
  });
});

describe("defaults and globals", () => {
  test("a job takes image, before_script and services from default, and its own lines win", () => {
    const text = `default:
  image: golang:1.21
  before_script: [go version]
  services: [redis]
one:
  script: [go test]
two:
  image: golang:1.22
  before_script: []
  script: [go build]
`;
    const one = jobOf(text, "one");
    expect(one.image?.scalar.text).toBe("golang:1.21");
    expect(linesOf(one)).toEqual(["before_script: go version", "script: go test"]);
    const two = jobOf(text, "two");
    expect(two.image?.scalar.text).toBe("golang:1.22");
    expect(linesOf(two)).toEqual(["script: go build"]);
    expect(two.services.map(({ text: name }) => name)).toEqual(["redis"]);
  });

  test("the old form of defaults stands at the top level", () => {
    const job = jobOf(
      "image: golang:1.20\nbefore_script:\n  - go mod download\nafter_script: [rm x]\na: { script: [go test] }\n",
      "a",
    );
    expect(job.image?.scalar.text).toBe("golang:1.20");
    expect(linesOf(job)).toEqual(["before_script: go mod download", "script: go test", "after_script: rm x"]);
  });

  test("inherit chooses among defaults and global variables", () => {
    const text = `default:
  image: golang:1.21
  before_script: [go version]
variables: { A: "1", B: "2" }
none: { inherit: { default: false, variables: false }, script: [x] }
some: { inherit: { default: [image], variables: [B] }, script: [x] }
`;
    const none = jobOf(text, "none");
    expect([none.image, linesOf(none), variablesOf(none)]).toEqual([undefined, ["script: x"], {}]);
    const some = jobOf(text, "some");
    expect([some.image?.scalar.text, linesOf(some), variablesOf(some)]).toEqual([
      "golang:1.21",
      ["script: x"],
      { B: "2" },
    ]);
  });

  test("a job's variables come after the global ones, and a mapping form gives its value", () => {
    const job = jobOf(
      `variables:
  CGO_ENABLED: "0"
  GOFLAGS: { value: "-mod=mod", description: how }
  ONLY_DESCRIBED: { description: none }
a:
  variables: { CGO_ENABLED: "1" }
  script: [x]
`,
      "a",
    );
    expect(job.variables.map(({ name, value }) => `${name}=${value.text}`)).toEqual([
      "CGO_ENABLED=0",
      "GOFLAGS=-mod=mod",
      "CGO_ENABLED=1",
    ]);
  });

  test("a job that starts another pipeline runs no default script", () => {
    const job = jobOf("before_script: [go version]\na: { trigger: group/project }\n", "a");
    expect(linesOf(job)).toEqual([]);
  });
});

describe("matrix", () => {
  test("each item is a product of its own, scalars count as lists of one", () => {
    const { matrix } = jobOf(
      `a:
  parallel:
    matrix:
      - GOOS: [linux, darwin]
        GOARCH: [amd64, arm64]
      - GOOS: windows
        GOARCH: amd64
  script: [go build]
`,
      "a",
    );
    if (matrix.kind !== "cells") throw new TypeError("the matrix is unknown");
    expect(matrix.cells.map((cell) => [...cell.values()].map(({ text }) => text).join("/"))).toEqual([
      "linux/amd64",
      "linux/arm64",
      "darwin/amd64",
      "darwin/arm64",
      "windows/amd64",
    ]);
  });

  test("a number of parallel jobs has one empty cell, a matrix from an unknown input none that is known", () => {
    expect(jobOf("a: { parallel: 5, script: [x] }\n", "a").matrix).toMatchObject({ cells: { length: 1 } });
    const { matrix } = jobOf("a: { parallel: { matrix: '$[[ inputs.m ]]' }, script: [x] }\n", "a");
    expect(matrix.kind).toBe("unknown");
  });

  test("a matrix beyond GitLab's limit is unknown", () => {
    const many = Array.from({ length: 15 }, (_, at) => at).join(", ");
    const { matrix } = jobOf(
      `a: { parallel: { matrix: [{ A: [${many}], B: [${many}] }] }, script: [x] }\n`,
      "a",
    );
    expect(matrix.kind).toBe("unknown");
  });
});

describe("files", () => {
  test("child pipelines in the repository are pipelines of their own", () => {
    const files = {
      ".gitlab-ci.yml": `child: { trigger: { include: ci/child.yml } }
listed: { trigger: { include: [{ local: /ci/other.yml }] } }
made: { trigger: { include: [{ artifact: x.yml, job: gen }] } }
`,
      "ci/child.yml": "a: { script: [go test] }\n",
      "ci/other.yml": "b: { script: [go build] }\n",
    };
    const pipelines = pipelinesOf(files);
    expect(pipelines.map(({ file }) => file)).toEqual([".gitlab-ci.yml", "ci/child.yml", "ci/other.yml"]);
    expect(pipelines[0]?.problems.map(({ code }) => code)).toEqual(["include-elsewhere"]);
  });

  test("a file in a subfolder that nobody includes is a pipeline too", () => {
    const files = {
      ".gitlab-ci.yml": "include: svc/a/.gitlab-ci.yml\n",
      "svc/a/.gitlab-ci.yml": "a: { script: [x] }\n",
      "svc/b/.gitlab-ci.yml": "b: { script: [x] }\n",
      "vendor/x/.gitlab-ci.yml": "c: { script: [x] }\n",
    };
    expect(pipelinesOf(files).map(({ file }) => file)).toEqual([".gitlab-ci.yml", "svc/b/.gitlab-ci.yml"]);
  });

  test("broken YAML is a problem with its place, and what could be read is there", () => {
    const text = "a:\n  script: [go test]\nb: [\n";
    const { problems, jobs } = pipelineOf(text);
    expect(problems[0]).toMatchObject({ code: "broken-file", at: { file: ".gitlab-ci.yml" } });
    expect(jobs.map(({ name }) => name)).toEqual(["a"]);
  });

  test("comments know their file", () => {
    const files = { ".gitlab-ci.yml": "include: a.yml # one\n", "a.yml": "# two\na: { script: [x] }\n" };
    expect(pipelineOf(files).comments.map(({ text, file }) => `${file} ${text}`)).toEqual([
      ".gitlab-ci.yml one",
      "a.yml two",
    ]);
  });

  test("a list, a scalar and nothing at all are no pipeline with jobs", () => {
    for (const text of ["- a\n", "word\n", "", "---\n", "a:\n"]) expect(pipelineOf(text).jobs).toEqual([]);
  });
});

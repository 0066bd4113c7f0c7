import { describe, expect, test } from "bun:test";
import type { Place } from "../../text/span.ts";
import { createSources } from "../sources.ts";
import { createMemoryTree } from "../tree/memory-tree.ts";
import type { GitlabJob, GitlabPipeline } from "./model.ts";
import { readGitlab } from "./read-gitlab.ts";

type Files = Readonly<Record<string, string>>;

function pipelinesOf(files: Files | string): readonly GitlabPipeline[] {
  const tree = createMemoryTree(typeof files === "string" ? { ".gitlab-ci.yml": files } : files);
  return readGitlab(createSources(tree));
}

function pipelineOf(files: Files | string): GitlabPipeline {
  const [pipeline] = pipelinesOf(files);
  if (!pipeline) throw new TypeError("no pipeline was read");
  return pipeline;
}

function jobOf(files: Files | string, name: string): GitlabJob {
  const job = pipelineOf(files).jobs.find((one) => one.name === name);
  if (!job) throw new TypeError(`no job "${name}" was read`);
  return job;
}

function linesOf(job: GitlabJob): readonly string[] {
  return job.scripts.map(({ section, text }) => `${section}: ${text.text}`);
}

function variablesOf(job: GitlabJob): Readonly<Record<string, string>> {
  return Object.fromEntries(job.variables.map(({ name, value }) => [name, value.text]));
}

function textAt(files: Files, { file, span }: Place): string {
  return (files[file] ?? "").slice(span.start, span.end);
}

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

describe("extends", () => {
  test("mappings merge and everything else is replaced", () => {
    const job = jobOf(
      `.go:
  image: golang:1.21
  variables: { CGO_ENABLED: "0", GOOS: linux }
  script: [go vet, go test]
a:
  extends: .go
  variables: { GOOS: windows }
  script: [go build]
`,
      "a",
    );
    expect(job.image?.scalar.text).toBe("golang:1.21");
    expect(variablesOf(job)).toEqual({ CGO_ENABLED: "0", GOOS: "windows" });
    expect(linesOf(job)).toEqual(["script: go build"]);
  });

  test("of several bases the later one wins, and bases may extend others", () => {
    const job = jobOf(
      `.base: { image: golang:1.20, stage: test }
.a: { extends: .base, variables: { X: a, A: "1" } }
.b: { image: golang:1.22, variables: { X: b } }
job: { extends: [.a, .b], script: [go test] }
`,
      "job",
    );
    expect(job.image?.scalar.text).toBe("golang:1.22");
    expect(job.stage).toBe("test");
    expect(variablesOf(job)).toEqual({ X: "b", A: "1" });
  });

  test("null takes a key out of the template", () => {
    const job = jobOf(
      ".t: { image: a, before_script: [x], script: [y] }\nj: { extends: .t, before_script: null, image: null }\n",
      "j",
    );
    expect(linesOf(job)).toEqual(["script: y"]);
    expect(job.image).toBeUndefined();
  });

  test("a missing base and a loop are problems with their places", () => {
    const text = "a: { extends: [b, .gone], script: [x] }\nb: { extends: a }\n";
    const { problems, jobs } = pipelineOf(text);
    expect(jobs.map(({ name }) => name)).toEqual(["a", "b"]);
    expect(
      problems.map(({ code, at }) => `${code} ${text.slice(at.span.start, at.span.end)}`).sort(),
    ).toEqual(["extends-loop a", "extends-missing .gone"]);
  });

  test("a base may carry a matrix and a merge key may carry a base", () => {
    const job = jobOf(
      `.common: &common { tags: [x] }
.m:
  <<: *common
  parallel: { matrix: [{ GO: ["1.21", "1.22"] }] }
j: { extends: .m, script: [go test] }
`,
      "j",
    );
    expect(job.tags).toEqual(["x"]);
    expect(job.matrix).toMatchObject({ kind: "cells", cells: { length: 2 } });
  });
});

describe("references and anchors", () => {
  test("a reference brings in the lines of another job at their own place", () => {
    const files = {
      ".gitlab-ci.yml": `include: ci/setup.yml
test:
  script:
    - !reference [.setup, script]
    - go test ./...
  after_script: !reference [.setup, after_script]
`,
      "ci/setup.yml":
        ".setup:\n  script:\n    - go mod download\n    - go vet ./...\n  after_script: [rm -rf x]\n",
    };
    const job = jobOf(files, "test");
    expect(linesOf(job)).toEqual([
      "script: go mod download",
      "script: go vet ./...",
      "script: go test ./...",
      "after_script: rm -rf x",
    ]);
    expect(job.scripts.map(({ file }) => file)).toEqual([
      "ci/setup.yml",
      "ci/setup.yml",
      ".gitlab-ci.yml",
      "ci/setup.yml",
    ]);
    for (const script of job.scripts) expect(textAt(files, script)).toBe(script.text.text);
  });

  test("references nest, work in mappings and lists, and are resolved after extends", () => {
    const job = jobOf(
      `.vars: { variables: { GOFLAGS: -mod=vendor } }
.one: { script: [a] }
.two: { script: [!reference [.one, script], b] }
.base: { script: [!reference [.two, script], c] }
job:
  extends: .base
  variables: !reference [.vars, variables]
`,
      "job",
    );
    expect(linesOf(job)).toEqual(["script: a", "script: b", "script: c"]);
    expect(variablesOf(job)).toEqual({ GOFLAGS: "-mod=vendor" });
  });

  test("a reference leads to what a template inherits", () => {
    const job = jobOf(
      ".root: { script: [a], variables: { GOFLAGS: -mod=mod } }\n.base: { extends: .root }\njob:\n  script: [!reference [.base, script], b]\n  variables: !reference [.base, variables]\n",
      "job",
    );
    expect(linesOf(job)).toEqual(["script: a", "script: b"]);
    expect(variablesOf(job)).toEqual({ GOFLAGS: "-mod=mod" });
  });

  test("variables that a template takes by reference are replaced, not merged", () => {
    const job = jobOf(
      ".vars: { variables: { A: a } }\n.base: { variables: !reference [.vars, variables] }\njob: { extends: .base, variables: { B: b }, script: [x] }\n",
      "job",
    );
    expect(variablesOf(job)).toEqual({ B: "b" });
  });

  test("one variable may be a reference", () => {
    const job = jobOf(
      '.v: { variables: { GO: "1.22" } }\nj: { variables: { V: !reference [.v, variables, GO] }, script: [x] }\n',
      "j",
    );
    expect(variablesOf(job)).toEqual({ V: "1.22" });
  });

  test("a reference to nothing and a reference to itself are problems", () => {
    const { problems } = pipelineOf(
      "a: { script: [!reference [.gone, script], x] }\nb: { script: [!reference [b, script], y] }\n",
    );
    expect(problems.map(({ code }) => code)).toEqual(["reference-missing", "reference-loop"]);
  });

  test("anchors give lists inside lists", () => {
    const job = jobOf(
      ".setup: &setup\n  - go version\n  - go env\njob:\n  script:\n    - *setup\n    - [go test]\n",
      "job",
    );
    expect(linesOf(job)).toEqual(["script: go version", "script: go env", "script: go test"]);
  });

  test("references that multiply each other end in one problem", () => {
    const jobs = [".j0: { script: [x, x, x, x, x, x, x, x] }"];
    for (let level = 1; level < 10; level++) {
      const reference = `!reference [.j${level - 1}, script]`;
      jobs.push(`.j${level}: { script: [${Array(8).fill(reference).join(", ")}] }`);
    }
    const { problems } = pipelineOf(jobs.join("\n"));
    expect(problems.map(({ code }) => code)).toEqual(["too-large-pipeline"]);
  });
});

describe("includes", () => {
  test("local files are merged below the file that includes them, deeply", () => {
    const files = {
      ".gitlab-ci.yml": `include:
  - local: /ci/base.yml
  - ci/jobs.yaml
test:
  variables: { B: root }
`,
      "ci/base.yml":
        "include: ci/defaults.yml\ntest:\n  variables: { A: base, B: base }\n  script: [go test]\n",
      "ci/defaults.yml": "default: { image: golang:1.22 }\n",
      "ci/jobs.yaml": "build: { script: [go build] }\n",
    };
    const pipeline = pipelineOf(files);
    expect(pipeline.includedFiles).toEqual(["ci/base.yml", "ci/defaults.yml", "ci/jobs.yaml"]);
    expect(pipeline.problems).toEqual([]);
    const job = jobOf(files, "test");
    expect(variablesOf(job)).toEqual({ A: "base", B: "root" });
    expect(job.variables.map(({ file }) => file)).toEqual(["ci/base.yml", ".gitlab-ci.yml"]);
    expect(job.image).toMatchObject({ file: "ci/defaults.yml", scalar: { text: "golang:1.22" } });
    expect(linesOf(job)).toEqual(["script: go test"]);
    expect(jobOf(files, "build").at.file).toBe("ci/jobs.yaml");
  });

  test("a pattern with one star stays in its folder, two stars reach below", () => {
    const files = {
      ".gitlab-ci.yml": "include: [{ local: 'one/*.yml' }, { local: 'two/**.yml' }]\n",
      "one/a.yml": "one-a: { script: [x] }\n",
      "one/deep/b.yml": "one-b: { script: [x] }\n",
      "one/notes.md": "nothing: { script: [x] }\n",
      "two/a.yml": "two-a: { script: [x] }\n",
      "two/deep/b.yml": "two-b: { script: [x] }\n",
    };
    expect(pipelineOf(files).jobs.map(({ name }) => name)).toEqual(["one-a", "two-a", "two-b"]);
  });

  test("includes from elsewhere are problems that say from where", () => {
    const files = {
      ".gitlab-ci.yml": `include:
  - https://example.com/a.yml
  - remote: https://example.com/b.yml
  - project: group/ci
    file: go.yml
  - template: Go.gitlab-ci.yml
  - component: example.com/group/go/test@1.0
  - local: ci/$CI_COMMIT_REF_NAME.yml
  - local: ci/gone.yml
`,
    };
    const { problems } = pipelineOf(files);
    expect(problems.map(({ code }) => code)).toEqual([
      ...Array(6).fill("include-elsewhere"),
      "include-missing",
    ]);
    expect(problems[2]?.reason).toContain('project "group/ci"');
    expect(textAt(files, problems[6]?.at ?? { file: "", span: { start: 0, end: 0 } })).toBe("ci/gone.yml");
  });

  test("files that include each other are read once", () => {
    const files = {
      ".gitlab-ci.yml": "include: a.yml\nroot: { script: [x] }\n",
      "a.yml": "include: [.gitlab-ci.yml, a.yml]\na: { script: [y] }\n",
    };
    expect(pipelineOf(files).jobs.map(({ name }) => name)).toEqual(["a", "root"]);
  });

  test("inputs are filled from the include, then from their defaults, and else stay holes", () => {
    const files = {
      ".gitlab-ci.yml": "include:\n  - local: go.yml\n    inputs: { version: '1.22', os: [linux, darwin] }\n",
      "go.yml": `spec:
  inputs:
    version: { default: "1.20" }
    flags: { default: -race }
    os: { type: array }
    name:
---
"test-$[[ inputs.version ]]":
  image: golang:$[[ inputs.version ]]-alpine
  parallel: { matrix: [{ GOOS: '$[[ inputs.os ]]' }] }
  script:
    - go test $[[ inputs.flags ]] ./$[[ inputs.name ]]/...
`,
    };
    const job = jobOf(files, "test-1.22");
    expect(job.image?.scalar.text).toBe("golang:1.22-alpine");
    const script = job.scripts[0];
    expect(script?.text.text).toBe("go test -race ./$[[ inputs.name ]]/...");
    expect(script?.text.holes).toEqual([{ start: 16, end: 34, expression: "inputs.name" }]);
    const offset = script?.text.fileOffset(script.text.text.indexOf("/...")) ?? -1;
    expect(files["go.yml"].slice(offset, offset + 4)).toBe("/...");
    expect(job.matrix).toMatchObject({ kind: "cells", cells: { length: 2 } });
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

test("an include with rules is read, and that it may be left out is a problem", () => {
  const { jobs, problems } = pipelineOf({
    ".gitlab-ci.yml": "include:\n  - local: ci/go.yml\n    rules: [{exists: [go.mod]}]\n",
    "ci/go.yml": "build: { script: [go build] }\n",
  });
  expect(jobs.map(({ name }) => name)).toEqual(["build"]);
  expect(problems.map(({ code }) => code)).toEqual(["include-conditional"]);
});

import { describe, expect, test } from "bun:test";
import { jobOf, linesOf, pipelineOf, textAt, variablesOf } from "./_read-jobs.ts";

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

test("an include with rules is read, and that it may be left out is a problem", () => {
  const { jobs, problems } = pipelineOf({
    ".gitlab-ci.yml": "include:\n  - local: ci/go.yml\n    rules: [{exists: [go.mod]}]\n",
    "ci/go.yml": "build: { script: [go build] }\n",
  });
  expect(jobs.map(({ name }) => name)).toEqual(["build"]);
  expect(problems.map(({ code }) => code)).toEqual(["include-conditional"]);
});

import { describe, expect, test } from "bun:test";
import { jobOf, linesOf, pipelineOf, textAt, variablesOf } from "./_read-jobs.ts";

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

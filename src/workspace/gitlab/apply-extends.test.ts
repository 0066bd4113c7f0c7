import { describe, expect, test } from "bun:test";
import { jobOf, linesOf, pipelineOf, variablesOf } from "./_read-jobs.ts";

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

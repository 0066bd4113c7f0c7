import { describe, expect, test } from "bun:test";
import { parse, stepText } from "./_parse-jobs.ts";

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

import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { parseAction } from "./parse-action.ts";
import { parseWorkflow } from "./parse-workflow.ts";

/** Writes `§{{` for `${{`: the linter takes it in a plain string for a mistake. */
const source = (text: string) =>
  sourceFromText({ path: ".github/workflows/a.yml", text: text.replaceAll("§", "$") });

const text = `name: Build
on:
  push: {branches: [main]}
  workflow_call:
    inputs:
      go: {type: string, default: "1.24"}
env:
  GOFLAGS: -mod=vendor
  CGO_ENABLED: 0
  GOPROXY:
defaults:
  run: {shell: bash, working-directory: src}
jobs:
  test:
    runs-on: [self-hosted, "§{{ matrix.os }}"]
    needs: lint
    if: github.event_name == 'push'
    strategy:
      matrix: {go: [1.20, 1.21], os: [linux]}
    container: {image: "golang:§{{ matrix.go }}", env: {A: b}}
    steps:
      - uses: actions/setup-go@v5
        with:
          go-version: 1.20
      - uses: ./.github/actions/x
      - name: Build
        id: b
        shell: bash
        working-directory: ./cmd
        env: {X: "a§{{ env.Y }}"}
        continue-on-error: true
        run: |
          go build §{{ inputs.flags }} ./...
          go test §{{ format('}}') }}
  call:
    uses: ./.github/workflows/b.yml
    with: {go: "§{{ inputs.go }}"}
  group:
    runs-on: {group: large, labels: [linux]}
    container: golang:1.24
    needs: [test, call]
`;

describe("parseWorkflow", () => {
  const input = source(text);
  const workflow = parseWorkflow(input);
  const [job, call, group] = workflow.jobs;
  const cut = (span: Span | undefined) => input.text.slice(span?.start, span?.end);

  test("reads triggers, inputs, env and defaults", () => {
    expect(workflow.problems).toEqual([]);
    expect(workflow.triggers.map((trigger) => trigger.event)).toEqual(["push", "workflow_call"]);
    expect(workflow.inputs.map((each) => [each.name, each.defaultValue?.text])).toEqual([["go", "1.24"]]);
    expect(workflow.env.map(({ name, value, yamlType }) => [name, value.text, yamlType])).toEqual([
      ["GOFLAGS", "-mod=vendor", "string"],
      ["CGO_ENABLED", "0", "number"],
      ["GOPROXY", "", "null"],
    ]);
    expect(workflow.defaults.workingDirectory?.text).toBe("src");
  });

  test("reads the forms of on", () => {
    const events = (on: string) => parseWorkflow(source(on)).triggers.map((trigger) => trigger.event);
    expect(events("on: push")).toEqual(["push"]);
    expect(events("on: [push, pull_request]")).toEqual(["push", "pull_request"]);
    expect(events("on:\n  push:\n  schedule: [{cron: x}]")).toEqual(["push", "schedule"]);
  });

  test("reads a job's runner, container, matrix and condition", () => {
    expect(job?.runsOn.map((label) => label.embedded.holes.map((hole) => hole.expression))).toEqual([
      [],
      ["matrix.os"],
    ]);
    expect(job?.container?.image.embedded.holes[0]?.expression).toBe("matrix.go");
    expect(job?.container?.env[0]?.name).toBe("A");
    expect(job?.matrix?.kind === "cells" && job.matrix.cells.length).toBe(2);
    expect(job?.condition?.text).toBe("github.event_name == 'push'");
    expect(job?.needs).toEqual(["lint"]);
    expect(cut(job?.idSpan)).toBe("test");
    expect(group?.runsOn.map((label) => label.text)).toEqual(["linux"]);
    expect(group?.container?.image.text).toBe("golang:1.24");
    expect(group?.needs).toEqual(["test", "call"]);
  });

  test("reads steps with uses split at the last at sign", () => {
    expect(job?.steps.map((step) => [step.uses?.action, step.uses?.ref])).toEqual([
      ["actions/setup-go", "v5"],
      ["./.github/actions/x", undefined],
      [undefined, undefined],
    ]);
    const [version] = job?.steps[0]?.inputs ?? [];
    expect(version).toMatchObject({ name: "go-version", yamlType: "number" });
    expect(version?.value.text).toBe("1.20");
    expect(cut(version?.valueSpan)).toBe("1.20");
  });

  test("gives a script its holes, each at its place in the file", () => {
    const step = job?.steps[2];
    const script = step?.run?.script;
    expect(script?.holes.map((hole) => hole.expression)).toEqual(["inputs.flags", "format('}}')"]);
    const offset = script?.fileOffset(script.text.indexOf("go test")) ?? 0;
    expect(input.text.slice(offset, offset + 7)).toBe("go test");
    expect(cut(step?.run?.keySpan)).toBe("run");
    expect(step?.env[0]?.value.holes[0]).toEqual({ start: 1, end: 13, expression: "env.Y" });
    expect([step?.id, step?.shell?.text, step?.workingDirectory?.text]).toEqual(["b", "bash", "./cmd"]);
  });

  test("reads a call of a reusable workflow", () => {
    expect(call?.calls?.uses.text).toBe("./.github/workflows/b.yml");
    expect(call?.calls?.inputs.map((each) => each.name)).toEqual(["go"]);
    expect(call?.steps).toEqual([]);
  });

  test.each([
    "",
    "jobs:",
    "jobs: 1",
    "jobs: {a: }",
    "jobs: {a: {steps: {b: c}}}",
    "on: {}\njobs: [a]",
    "- a",
    "jobs: {a: {steps: [x, {run: [a]}]}}",
  ])("reads %s without an exception", (broken) => {
    expect(parseWorkflow(source(broken)).kind).toBe("workflow");
  });
});

describe("parseAction", () => {
  test("reads the steps of a composite action and the image of a Docker action", () => {
    const action = parseAction(
      source(
        "name: A\ninputs: {go: {default: 1.24}}\nruns:\n  using: composite\n  steps:\n    - run: go build\n      shell: bash\n",
      ),
    );
    expect(action).toMatchObject({ name: "A", runsUsing: "composite", inputs: [{ name: "go" }] });
    expect(action.steps[0]?.run?.script.text).toBe("go build");
    expect(parseAction(source("runs: {using: docker, image: Dockerfile}")).image).toBe("Dockerfile");
  });
});

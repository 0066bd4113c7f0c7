/**
 * A workflow file → jobs and steps, values as written. Followed:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax
 */
import type { SourceFile } from "../../text/source-file.ts";
import {
  entriesOf,
  itemsOf,
  scalarAt,
  valueAt,
  type YamlEntry,
  type YamlNode,
  type YamlScalar,
} from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { readDefaults, readInputs, readScalar, readSteps, readVariables } from "./_steps.ts";
import { expandMatrix } from "./expand-matrix.ts";
import { markedScalar } from "./mark-expressions.ts";
import type { Workflow, WorkflowJob } from "./model.ts";

/** Parses a workflow; parts of another shape than GitHub reads are left out. */
export function parseWorkflow(source: SourceFile): Workflow {
  const { root, comments, problems } = parseYaml(source);
  const triggers = readTriggers(valueAt(root, "on"));
  const called = triggers.filter(({ event }) => event === "workflow_call" || event === "workflow_dispatch");
  return {
    kind: "workflow",
    file: source.path,
    name: scalarAt(root, "name")?.text,
    triggers,
    env: readVariables(valueAt(root, "env")),
    defaults: readDefaults(root),
    inputs: called.flatMap(({ settings }) => readInputs(valueAt(settings, "inputs"))),
    jobs: entriesOf(valueAt(root, "jobs")).map(readJob),
    root,
    comments,
    problems,
  };
}

function readTriggers(node: YamlNode | undefined): Workflow["triggers"] {
  if (node?.kind === "mapping") {
    return entriesOf(node).map(({ key, value, span }) => ({ event: key.text, settings: value, span }));
  }
  return scalars(node).map(({ text, span }) => ({ event: text, settings: undefined, span }));
}

function scalars(node: YamlNode | undefined): readonly YamlScalar[] {
  return itemsOf(node).filter((item) => item.kind === "scalar");
}

function readJob({ key, value: job, span }: YamlEntry): WorkflowJob {
  const matrix = valueAt(job, "strategy", "matrix");
  const uses = readScalar(job, "uses");
  return {
    id: key.text,
    idSpan: key.span,
    name: readScalar(job, "name"),
    span,
    runsOn: readRunsOn(valueAt(job, "runs-on")),
    container: readContainer(valueAt(job, "container")),
    condition: readScalar(job, "if"),
    env: readVariables(valueAt(job, "env")),
    defaults: readDefaults(job),
    matrix: matrix && expandMatrix(matrix),
    steps: readSteps(valueAt(job, "steps")),
    calls: uses && { uses, inputs: readVariables(valueAt(job, "with")) },
    needs: scalars(valueAt(job, "needs")).map((need) => need.text),
    continueOnError: readScalar(job, "continue-on-error"),
    permissions: valueAt(job, "permissions"),
  };
}

/** A label, a list of labels, or a mapping with `labels`; a group without labels names no runner. */
function readRunsOn(node: YamlNode | undefined): readonly YamlScalar[] {
  return scalars(node?.kind === "mapping" ? valueAt(node, "labels") : node).map(markedScalar);
}

function readContainer(node: YamlNode | undefined): WorkflowJob["container"] {
  const image = node?.kind === "scalar" ? markedScalar(node) : readScalar(node, "image");
  if (!image || image.text === "") return undefined;
  return { image, env: readVariables(valueAt(node, "env")) };
}

/** The values that `${{ … }}` can see in one job: matrix cell, inputs, env, runner. */
import type { Place } from "../../text/span.ts";
import { type ExpressionValue, evaluateExpression } from "../../workspace/github/expression.ts";
import { isTruthy } from "../../workspace/github/expression-value.ts";
import type { InputDeclaration, MatrixCell } from "../../workspace/github/model.ts";
import type { YamlNode } from "../../workspace/yaml/node.ts";
import type { Machine } from "../machine.ts";
import { known, knownText, oneOf, unknown, type Value } from "../value.ts";

/** Where the repository lies on a GitHub runner, in our model. */
export const githubWorkspace = "/github/workspace";

export interface GithubContext {
  readonly cell: MatrixCell;
  /** The workflow that holds the matrix. */
  readonly file: string;
  /** Inputs of the reusable workflow or composite action that is being resolved, by lower-case name. */
  readonly inputs: ReadonlyMap<string, Value>;
  /** Types that a workflow declares for its inputs, by lower-case name: `false` of a boolean is no text. */
  readonly inputTypes?: ReadonlyMap<string, string>;
  /** Other events than the one that gives the inputs start the workflow too: they are empty then. */
  readonly hasOtherEvents?: boolean;
  /** The inputs are defaults: who starts the workflow by hand may choose others. */
  readonly areInputsDefaults?: boolean;
  /** The output of a job that this one needs; undefined where files do not show it. */
  readonly needs?: (job: string, output: string) => Value | undefined;
}

/**
 * Evaluates an expression in a job; the machine holds `env` and `runner`. An expression that only names a
 * value has the place where that value is written: the line a person would edit.
 */
export function resolveExpression(
  expression: string,
  at: Place,
  context: GithubContext,
  machine: Machine,
): Value {
  const result = evaluateExpression(expression, (path) => lookup(path, context, machine));
  if (result.kind === "unknown") return unknown(result.reason, at);
  if (typeof result.value === "object" && result.value !== null) {
    return unknown(`\${{ ${expression} }} is a list or a mapping`, at);
  }
  const text = textOf(result.value);
  if (context.hasOtherEvents && /\binputs\./.test(expression)) {
    const without = resolveExpression(expression, at, withoutInputs(context), machine);
    const reason = `which event starts the workflow decides \${{ ${expression} }}`;
    if (without.kind === "unknown") return unknown(reason, at);
    if (without.text !== text) return oneOf([text, without.text], reason, at);
  }
  const origin = /^[\w-]+(?:\.[\w-]+)+$/.test(expression)
    ? originOf(expression, context, machine)
    : undefined;
  return known(text, origin ?? at);
}

function textOf(value: ExpressionValue): string {
  return value === null ? "" : String(value);
}

/** The context of an event that gives no inputs. */
function withoutInputs({ inputs, ...context }: GithubContext): GithubContext {
  const empty = new Map([...inputs.keys()].map((name) => [name, known("")]));
  return {
    ...context,
    inputs: empty,
    inputTypes: new Map(),
    hasOtherEvents: false,
    areInputsDefaults: false,
  };
}

function originOf(expression: string, context: GithubContext, machine: Machine): Place | undefined {
  const [root, name = "", ...rest] = expression.split(".");
  if (root === "inputs") return context.inputs.get(name.toLowerCase())?.at;
  if (root === "env") {
    const setting = machine.environment.get(name);
    return setting?.value.at ?? setting?.at;
  }
  if (root !== "matrix") return undefined;
  const node = rest.reduce<YamlNode | undefined>(entryIgnoringCase, findIgnoringCase(context.cell, name));
  return node && { file: context.file, span: node.span };
}

function entryIgnoringCase(node: YamlNode | undefined, key: string): YamlNode | undefined {
  if (node?.kind !== "mapping") return undefined;
  return node.entries.find((entry) => entry.key.text.toLowerCase() === key.toLowerCase())?.value;
}

/** Whether an `if:` holds: true, false, or undefined when files cannot tell. */
export function conditionHolds(
  expression: string,
  context: GithubContext,
  machine: Machine,
): boolean | undefined {
  const bare = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(expression)?.[1] ?? expression;
  if (bare.includes("${{")) return undefined;
  const result = evaluateExpression(bare, (path) => lookup(path, context, machine));
  if (result.kind === "unknown") return undefined;
  const usesInputs = /\binputs\./.test(bare);
  if (context.areInputsDefaults && usesInputs && !isTruthy(result.value)) return undefined;
  if (context.hasOtherEvents && usesInputs) {
    const without = conditionHolds(bare, withoutInputs(context), machine);
    if (without !== isTruthy(result.value)) return undefined;
  }
  return isTruthy(result.value);
}

function lookup(
  path: readonly string[],
  context: GithubContext,
  machine: Machine,
): ExpressionValue | undefined {
  const [root, name, ...rest] = path;
  if (root === "matrix" && name !== undefined) {
    const node = findIgnoringCase(context.cell, name);
    if (node === undefined) return context.cell.size > 0 ? null : undefined;
    return rest.length === 0
      ? (valueOfHole(node, context, machine) ?? valueOfNode(node, rest))
      : valueOfNode(node, rest);
  }
  if (root === "inputs" && name !== undefined) {
    const value = context.inputs.get(name.toLowerCase());
    return value?.kind === "known"
      ? typed(value.text, context.inputTypes?.get(name.toLowerCase()))
      : undefined;
  }
  // Steps and jobs are looked at as they run when nothing has failed.
  if (root === "success()") return true;
  if (root === "cancelled()") return false;
  if (root === "env" && name !== undefined) {
    const setting = machine.environment.get(name);
    return setting?.value.kind === "known" ? setting.value.text : undefined;
  }
  if (root === "runner" && name === "os") return runnerOs(machine);
  if (root === "runner" && name === "arch" && machine.hostArch.kind === "known") {
    return machine.hostArch.text === "amd64" ? "X64" : machine.hostArch.text.toUpperCase();
  }
  if (root === "github" && name === "workspace") return githubWorkspace;
  if (root === "github" && name === "action_path") {
    const path = machine.environment.get("GITHUB_ACTION_PATH")?.value;
    return path?.kind === "known" ? path.text : undefined;
  }
  if (root === "steps" && rest[0] === "outputs") return knownText(machine.outputs?.get(`${name}.${rest[1]}`));
  if (root === "needs" && rest[0] === "outputs") return knownText(context.needs?.(name ?? "", rest[1] ?? ""));
  return undefined;
}

function typed(text: string, type: string | undefined): ExpressionValue {
  if (type === "boolean") return text === "true";
  return type === "number" ? Number(text) : text;
}

/** Types of declared inputs, for the context of a workflow. */
export function typesOfInputs(inputs: readonly InputDeclaration[]): ReadonlyMap<string, string> {
  return new Map(inputs.map(({ name, type }) => [name.toLowerCase(), type ?? "string"]));
}

function findIgnoringCase(cell: MatrixCell, name: string): YamlNode | undefined {
  const exact = cell.get(name);
  if (exact) return exact;
  for (const [key, node] of cell) if (key.toLowerCase() === name.toLowerCase()) return node;
  return undefined;
}

function runnerOs(machine: Machine): string | undefined {
  if (machine.hostOs.kind === "unknown") return undefined;
  return { linux: "Linux", darwin: "macOS", windows: "Windows" }[machine.hostOs.text];
}

/** `${{ needs.setup.outputs.go }}` as an entry of a matrix. */
function valueOfHole(node: YamlNode, context: GithubContext, machine: Machine): string | undefined {
  const expression = node.kind === "scalar" ? /^\$\{\{([^{}]*)\}\}$/.exec(node.text.trim())?.[1] : undefined;
  // The matrix itself is not there yet when its entries are filled in.
  if (expression === undefined || /\bmatrix\b/.test(expression)) return undefined;
  const result = evaluateExpression(expression, (path) => lookup(path, context, machine));
  return result.kind === "unknown" || typeof result.value === "object" ? undefined : String(result.value);
}

function valueOfNode(node: YamlNode, rest: readonly string[]): ExpressionValue | undefined {
  if (rest.length > 0) {
    if (node.kind !== "mapping") return null;
    const value = entryIgnoringCase(node, rest[0] ?? "");
    return value ? valueOfNode(value, rest.slice(1)) : null;
  }
  if (node.kind === "scalar") {
    if (node.text.includes("${{")) return undefined;
    // GitHub prints a number as JSON does: the plain scalar 1.20 arrives as 1.2.
    return node.style === "plain" ? node.value : node.text;
  }
  if (node.kind === "sequence") return node.items.map((item) => valueOfNode(item, []) ?? null);
  return Object.fromEntries(
    node.entries.map((entry) => [
      entry.key.text,
      entry.value ? (valueOfNode(entry.value, []) ?? null) : null,
    ]),
  );
}

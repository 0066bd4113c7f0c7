/**
 * GitHub's expressions, evaluated as far as files decide them. Followed:
 * https://docs.github.com/actions/reference/workflows-and-actions/expressions
 */
import { expressionFunctions } from "./_expression-functions.ts";
import { type ExpressionNode, parseExpression } from "./_parse-expression.ts";
import {
  areEqual,
  compareValues,
  type ExpressionValue,
  isList,
  isTruthy,
  propertyOf,
  textOfValue,
} from "./expression-value.ts";

export type { ExpressionValue } from "./expression-value.ts";

/** A value, or why there is none; `reference` is the context that is not known (`github.ref`). */
export type ExpressionResult =
  | { readonly kind: "known"; readonly value: ExpressionValue }
  | { readonly kind: "unknown"; readonly reason: string; readonly reference?: string };

/**
 * Evaluates the text of an expression, with or without `${{ }}`. `contexts` is asked for the longest literal
 * path (`matrix.go` → ["matrix", "go"]) and for `["success()"]`, `["failure()"]`, `["cancelled()"]`; undefined
 * means not known.
 */
export function evaluateExpression(
  text: string,
  contexts: (path: string[]) => ExpressionValue | undefined,
): ExpressionResult {
  const bare = /^\s*\$\{\{([\s\S]*)\}\}\s*$/.exec(text)?.[1] ?? text;
  const node = parseExpression(bare);
  if (!node) return { kind: "unknown", reason: `"${bare.trim()}" is no expression that GitHub reads` };
  const result = evaluate(node, contexts);
  if (result.kind === "known") return { kind: "known", value: result.value };
  const { reason, reference } = result;
  return { kind: "unknown", reason, ...(reference !== undefined && { reference }) };
}

type Contexts = (path: string[]) => ExpressionValue | undefined;
/** `isBoolean` tells that an unknown value is true or false and nothing else. */
type Evaluated = ExpressionResult & { readonly isBoolean?: boolean };

const known = (value: ExpressionValue): Evaluated => ({ kind: "known", value });

function evaluate(node: ExpressionNode, contexts: Contexts): Evaluated {
  switch (node.kind) {
    case "literal":
      return known(node.value);
    case "context":
      return lookUp([node.name], contexts);
    case "access":
      return evaluateAccess(node, contexts);
    case "not": {
      const operand = evaluate(node.operand, contexts);
      return operand.kind === "known" ? known(!isTruthy(operand.value)) : { ...operand, isBoolean: true };
    }
    case "call":
      return evaluateCall(node, contexts);
    case "binary":
      return node.operator === "&&" || node.operator === "||"
        ? evaluateLogic(node, contexts)
        : evaluateComparison(node, contexts);
  }
}

function lookUp(path: string[], contexts: Contexts): Evaluated {
  const value = contexts(path);
  if (value !== undefined) return known(value);
  const reference = path.join(".");
  return { kind: "unknown", reason: `"${reference}" is known only when the workflow runs`, reference };
}

type Binary = Extract<ExpressionNode, { kind: "binary" }>;

function evaluateLogic({ operator, left, right }: Binary, contexts: Contexts): Evaluated {
  const a = evaluate(left, contexts);
  if (a.kind === "known") {
    const isDecided = operator === "&&" ? !isTruthy(a.value) : isTruthy(a.value);
    return isDecided ? a : evaluate(right, contexts);
  }
  const b = evaluate(right, contexts);
  const isBooleanB = b.kind === "known" ? typeof b.value === "boolean" : b.isBoolean === true;
  const isBoolean = a.isBoolean === true && isBooleanB;
  // Whatever an unknown true or false is: with `&& false` the whole is false, with `|| true` true.
  if (isBoolean && b.kind === "known" && b.value === (operator === "||")) return b;
  return { ...a, isBoolean };
}

function evaluateComparison({ operator, left, right }: Binary, contexts: Contexts): Evaluated {
  const a = evaluate(left, contexts);
  const b = evaluate(right, contexts);
  if (a.kind === "unknown") return { ...a, isBoolean: true };
  if (b.kind === "unknown") return { ...b, isBoolean: true };
  if (operator === "==" || operator === "!=")
    return known(areEqual(a.value, b.value) === (operator === "=="));
  return known(compareValues(operator, a.value, b.value));
}

const statusFunctions = new Set(["success", "failure", "cancelled"]);
const booleanFunctions = new Set(["contains", "startswith", "endswith"]);

function evaluateCall(
  { name, parameters }: Extract<ExpressionNode, { kind: "call" }>,
  contexts: Contexts,
): Evaluated {
  if (name === "always") return known(true);
  if (statusFunctions.has(name)) return { ...lookUp([`${name}()`], contexts), isBoolean: true };
  if (name === "hashfiles") {
    return {
      kind: "unknown",
      reason: "hashFiles is computed when the workflow runs",
      reference: "hashFiles()",
    };
  }
  const call = expressionFunctions.get(name);
  if (!call) return { kind: "unknown", reason: `"${name}" is no function that is known here` };
  const values: ExpressionValue[] = [];
  for (const parameter of parameters) {
    const result = evaluate(parameter, contexts);
    if (result.kind === "unknown") return { ...result, isBoolean: booleanFunctions.has(name) };
    values.push(result.value);
  }
  const value = call(values);
  return value === undefined
    ? { kind: "unknown", reason: `${name} cannot use what it is given` }
    : known(value);
}

function evaluateAccess(
  { object, steps }: Extract<ExpressionNode, { kind: "access" }>,
  contexts: Contexts,
): Evaluated {
  const keys: (ExpressionValue | undefined)[] = [];
  for (const step of steps) {
    const key = step === "*" ? known(null) : evaluate(step, contexts);
    if (key.kind === "unknown") return key;
    keys.push(step === "*" ? undefined : key.value);
  }
  let consumed = 0;
  let start: Evaluated;
  if (object.kind === "context") {
    const path = [object.name];
    // A number is an index into a list, which only the value itself can answer.
    while (consumed < keys.length && typeof keys[consumed] === "string")
      path.push(textOfValue(keys[consumed++] ?? null));
    start = lookUp(path, contexts);
  } else start = evaluate(object, contexts);
  return start.kind === "unknown" ? start : known(follow(start.value, keys.slice(consumed)));
}

/** After a `*` every further property is taken of each item, as GitHub's object filter does. */
function follow(value: ExpressionValue, keys: readonly (ExpressionValue | undefined)[]): ExpressionValue {
  const [key, ...rest] = keys;
  if (keys.length === 0) return value;
  if (key !== undefined) return follow(propertyOf(value, key), rest);
  if (value === null || typeof value !== "object") return [];
  const items = isList(value) ? value : Object.values(value);
  return items.map((item) => follow(item, rest)).filter((item) => rest.length === 0 || item !== null);
}

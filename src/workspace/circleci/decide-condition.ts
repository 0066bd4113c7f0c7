import { entriesOf, itemsOf, type YamlNode } from "../yaml/node.ts";

/**
 * What a logic statement says after parameters are filled in; undefined where it depends on more than that.
 * Reference: https://circleci.com/docs/reference/configuration-reference/#logic-statements
 */
export function decideCondition(condition: YamlNode | undefined): boolean | undefined {
  if (!condition) return false;
  if (condition.kind === "sequence") return condition.items.length > 0;
  if (condition.kind === "scalar") return isTruthy(condition);
  const [statement] = entriesOf(condition);
  if (!statement) return false;
  const operands = itemsOf(statement.value);
  if (statement.key.text === "and") return all(operands.map(decideCondition));
  if (statement.key.text === "or")
    return negate(all(operands.map((operand) => negate(decideCondition(operand)))));
  if (statement.key.text === "not") return negate(decideCondition(statement.value));
  if (statement.key.text === "equal") return areEqual(operands);
  return undefined;
}

function isTruthy(node: YamlNode): boolean | undefined {
  if (node.kind !== "scalar") return true;
  if (node.embedded.holes.length > 0) return undefined;
  return !(node.value === null || node.value === false || node.value === 0 || node.text === "");
}

function areEqual(operands: readonly YamlNode[]): boolean | undefined {
  const texts = operands.map((operand) =>
    operand.kind === "scalar" && operand.embedded.holes.length === 0 ? operand.text : undefined,
  );
  if (texts.includes(undefined)) return undefined;
  return texts.every((text) => text === texts[0]);
}

function all(values: readonly (boolean | undefined)[]): boolean | undefined {
  if (values.includes(false)) return false;
  return values.includes(undefined) ? undefined : true;
}

function negate(value: boolean | undefined): boolean | undefined {
  return value === undefined ? undefined : !value;
}

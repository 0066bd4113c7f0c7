/** A value of GitHub's expression language. */
export type ExpressionValue =
  | string
  | number
  | boolean
  | null
  | readonly ExpressionValue[]
  | { readonly [name: string]: ExpressionValue };

/** False, zero, NaN, the empty text and null are false. */
export function isTruthy(value: ExpressionValue): boolean {
  return value !== false && value !== 0 && value !== "" && value !== null && !Number.isNaN(value);
}

/** The text an expression leaves in a file. */
export function textOfValue(value: ExpressionValue): string {
  if (value === null) return "";
  if (typeof value === "object") return isList(value) ? "Array" : "Object";
  return String(value);
}

/** Whether a value is a list. */
export function isList(value: ExpressionValue): value is readonly ExpressionValue[] {
  return Array.isArray(value);
}

function numberOf(value: ExpressionValue): number {
  if (value === null) return 0;
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "number") return value;
  if (typeof value !== "string") return Number.NaN;
  const text = value.trim();
  return /^(?:[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?|0x[\da-f]+|0o[0-7]+|)$/i.test(text)
    ? Number(text)
    : Number.NaN;
}

/** `==`: text without case; values of two types are compared as numbers. */
export function areEqual(left: ExpressionValue, right: ExpressionValue): boolean {
  if (typeof left === "string" && typeof right === "string")
    return left.toLowerCase() === right.toLowerCase();
  if (left === null && right === null) return true;
  if (isCollection(left) && isCollection(right)) return left === right;
  return numberOf(left) === numberOf(right);
}

function isCollection(value: ExpressionValue): boolean {
  return typeof value === "object" && value !== null;
}

/** `<` and its like. */
export function compareValues(operator: string, left: ExpressionValue, right: ExpressionValue): boolean {
  const isText = typeof left === "string" && typeof right === "string";
  const a = isText ? left.toUpperCase() : numberOf(left);
  const b = isText ? right.toUpperCase() : numberOf(right);
  if (operator === "<") return a < b;
  if (operator === "<=") return a <= b;
  return operator === ">" ? a > b : a >= b;
}

/** A property by name without case, or a list's item by number; null for what is not there. */
export function propertyOf(value: ExpressionValue, key: ExpressionValue): ExpressionValue {
  if (value === null || typeof value !== "object") return null;
  if (isList(value)) return value[Math.floor(numberOf(key))] ?? null;
  const wanted = textOfValue(key).toLowerCase();
  return Object.entries(value).find(([name]) => name.toLowerCase() === wanted)?.[1] ?? null;
}

import { type ExpressionToken, tokenizeExpression } from "./_expression-tokens.ts";

/** An expression's syntax tree; `access` is a chain of properties on a context, a call or a group. */
export type ExpressionNode =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "context"; readonly name: string }
  | { readonly kind: "call"; readonly name: string; readonly parameters: readonly ExpressionNode[] }
  | {
      readonly kind: "access";
      readonly object: ExpressionNode;
      readonly steps: readonly (ExpressionNode | "*")[];
    }
  | { readonly kind: "not"; readonly operand: ExpressionNode }
  | {
      readonly kind: "binary";
      readonly operator: string;
      readonly left: ExpressionNode;
      readonly right: ExpressionNode;
    };

/** GitHub's own limits. */
const maxDepth = 50;
const maxLength = 21_000;

const levels: readonly (readonly string[])[] = [["||"], ["&&"], ["==", "!="], ["<", "<=", ">", ">="]];

/** Parses the text between `${{` and `}}`; undefined when it is no expression. */
export function parseExpression(text: string): ExpressionNode | undefined {
  if (text.length > maxLength) return undefined;
  const tokens = tokenizeExpression(text);
  if (!tokens || tokens.length === 0) return undefined;
  const reader: TokenReader = { tokens, at: 0, depth: 0 };
  const node = readLevel(reader, 0);
  return reader.at === tokens.length ? node : undefined;
}

interface TokenReader {
  readonly tokens: readonly ExpressionToken[];
  at: number;
  depth: number;
}

function takeMark(reader: TokenReader, ...texts: readonly string[]): string | undefined {
  const next = reader.tokens[reader.at];
  if (next?.kind !== "mark" || !texts.includes(next.text)) return undefined;
  reader.at++;
  return next.text;
}

function readLevel(reader: TokenReader, level: number): ExpressionNode | undefined {
  const operators = levels[level];
  if (!operators) return readUnary(reader);
  let left = readLevel(reader, level + 1);
  for (let operator = takeMark(reader, ...operators); operator; operator = takeMark(reader, ...operators)) {
    const right = readLevel(reader, level + 1);
    if (!left || !right) return undefined;
    left = { kind: "binary", operator, left, right };
  }
  return left;
}

function readUnary(reader: TokenReader): ExpressionNode | undefined {
  if (!takeMark(reader, "!")) return readAccess(reader);
  if (++reader.depth > maxDepth) return undefined;
  const operand = readUnary(reader);
  reader.depth--;
  return operand && { kind: "not", operand };
}

function readAccess(reader: TokenReader): ExpressionNode | undefined {
  const object = readPrimary(reader);
  const steps: (ExpressionNode | "*")[] = [];
  for (let mark = takeMark(reader, ".", "["); object && mark; mark = takeMark(reader, ".", "[")) {
    const step = mark === "." ? readProperty(reader) : readIndex(reader);
    if (!step) return undefined;
    steps.push(step);
  }
  if (!object || steps.length === 0) return object;
  return { kind: "access", object, steps };
}

function readProperty(reader: TokenReader): ExpressionNode | "*" | undefined {
  if (takeMark(reader, "*")) return "*";
  const name = reader.tokens[reader.at++];
  return name?.kind === "name" ? { kind: "literal", value: name.text } : undefined;
}

function readIndex(reader: TokenReader): ExpressionNode | "*" | undefined {
  const step = takeMark(reader, "*") ? "*" : readNested(reader);
  return takeMark(reader, "]") ? step : undefined;
}

function readNested(reader: TokenReader): ExpressionNode | undefined {
  if (++reader.depth > maxDepth) return undefined;
  const node = readLevel(reader, 0);
  reader.depth--;
  return node;
}

function readPrimary(reader: TokenReader): ExpressionNode | undefined {
  if (takeMark(reader, "(")) {
    const group = readNested(reader);
    return takeMark(reader, ")") ? group : undefined;
  }
  const next = reader.tokens[reader.at++];
  if (next?.kind === "literal") return next;
  if (next?.kind !== "name") return undefined;
  if (!takeMark(reader, "(")) return { kind: "context", name: next.text };
  const parameters: ExpressionNode[] = [];
  if (!takeMark(reader, ")")) {
    do {
      const parameter = readNested(reader);
      if (!parameter) return undefined;
      parameters.push(parameter);
    } while (takeMark(reader, ","));
    if (!takeMark(reader, ")")) return undefined;
  }
  return { kind: "call", name: next.text.toLowerCase(), parameters };
}

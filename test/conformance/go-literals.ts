/**
 * Reads the test tables of Go sources as data: composite literals of strings, numbers, booleans and more of the kind.
 * A literal without keys becomes an array, or an object when its struct type stands in the same source; one with keys
 * becomes an object. Function literals and other expressions become their source text as `{ code }`.
 */
import { type GoToken, goTokens } from "./go-tokens.ts";

/** What a literal can be. */
export type GoValue = string | number | boolean | null | GoCode | GoCall | GoValue[] | GoRecord;
/** An expression that is no literal, such as a variable or a function. */
export interface GoCode {
  readonly code: string;
}
/** A call or conversion with literal arguments: `[]byte("x")`, `errors.New("x")`. */
export interface GoCall {
  readonly call: string;
  readonly args: readonly GoValue[];
}
/** A struct or a map by names. */
export interface GoRecord {
  readonly [field: string]: GoValue;
}

interface GoType {
  readonly text: string;
  /** Of slices, arrays and maps. */
  readonly element?: GoType;
  /** Names of the fields of a struct. */
  readonly fields?: readonly string[];
}

/** The value of a package variable or constant of a Go source. */
export function readGoVariable(source: string, name: string): GoValue {
  const match = new RegExp(`^(?:var |const |\\t)?${name}(?: [^=\\n]*)? = `, "m").exec(source);
  if (!match) throw new Error(`Cannot read Go variable "${name}": not found`);
  return parseAt(source, match.index + match[0].length);
}

/** The literal that follows the first occurrence of a text, such as `for _, test := range ` in a named function. */
export function readGoLiteralAfter(source: string, ...markers: readonly string[]): GoValue {
  let at = 0;
  for (const marker of markers) {
    const found = source.indexOf(marker, at);
    if (found === -1) throw new Error(`Cannot read a Go literal: ${JSON.stringify(marker)} not found`);
    at = found + marker.length;
  }
  return parseAt(source, at);
}

/** The rows of a table: objects, when the fields of its struct are known. */
export function rowsOf(value: GoValue): GoRecord[] {
  if (!Array.isArray(value)) throw new TypeError("A Go table is not a list");
  return value.map((row) => {
    if (typeof row !== "object" || row === null)
      throw new TypeError(`A row is no struct: ${JSON.stringify(row)}`);
    return row as GoRecord;
  });
}

/** A string field; the zero value when it is left out. */
export function textOf(value: GoValue | undefined): string {
  if (typeof value === "string" || value === undefined) return value ?? "";
  throw new TypeError(`Not a string: ${JSON.stringify(value)}`);
}

/** A boolean field; the zero value when it is left out. */
export function flagOf(value: GoValue | undefined): boolean {
  if (typeof value === "boolean" || value === undefined) return value ?? false;
  throw new TypeError(`Not a boolean: ${JSON.stringify(value)}`);
}

/** A number field; the zero value when it is left out. */
export function numberOf(value: GoValue | undefined): number {
  if (typeof value === "number" || value === undefined) return value ?? 0;
  throw new TypeError(`Not a number: ${JSON.stringify(value)}`);
}

function parseAt(source: string, from: number): GoValue {
  const tokens = goTokens(source, from);
  const ahead: GoToken[] = [];
  const peek = (offset = 0): GoToken => {
    while (ahead.length <= offset) {
      const next = tokens.next();
      ahead.push(
        next.done ? { kind: "end", text: "", start: source.length, end: source.length } : next.value,
      );
    }
    return ahead[offset] ?? { kind: "end", text: "", start: source.length, end: source.length };
  };
  const take = (): GoToken => {
    const token = peek();
    ahead.shift();
    return token;
  };
  const is = (text: string, offset = 0): boolean =>
    peek(offset).kind !== "string" && peek(offset).text === text;
  const expect = (text: string): GoToken => {
    const token = take();
    if (token.kind !== "string" && token.text === text) return token;
    const line = source.slice(0, token.start).split("\n").length;
    throw new Error(
      `Cannot read Go literal: line ${line} has ${JSON.stringify(token.text)} for ${JSON.stringify(text)}`,
    );
  };
  const declared = new Map<string, GoType>();

  return parseExpression(undefined);

  function parseExpression(expected: GoType | undefined): GoValue {
    let left = parseOperand(expected);
    while (["+", "-", "*", "/", "<<", "|"].some((operator) => is(operator))) {
      const operator = take().text;
      left = combine(left, operator, parseOperand(undefined));
    }
    return left;
  }

  function parseOperand(expected: GoType | undefined): GoValue {
    const token = peek();
    if (token.kind === "string") return take().text;
    if (token.kind === "number") return Number(take().text);
    if (is("-") || is("&")) {
      const sign = take().text;
      const operand = parseOperand(sign === "&" ? expected : undefined);
      return sign === "-" && typeof operand === "number" ? -operand : operand;
    }
    if (is("(")) {
      take();
      const inner = parseExpression(undefined);
      expect(")");
      return inner;
    }
    if (is("{")) return parseBody(expected);
    if (is("func")) return parseFunction();
    const start = token.start;
    const type = parseType();
    if (is("{")) return parseBody(type);
    if (is("(")) return parseCall(type.text);
    if (type.text === "true" || type.text === "false") return type.text === "true";
    if (type.text === "nil") return null;
    if (token.kind !== "name") expect("a value");
    return { code: source.slice(start, start + type.text.length) };
  }

  function parseFunction(): GoCode {
    const start = take().start;
    skipBalanced("(", ")");
    while (!is("{")) take();
    const end = skipBalanced("{", "}");
    return { code: source.slice(start, end) };
  }

  function parseCall(call: string): GoCall {
    const args: GoValue[] = [];
    expect("(");
    while (!is(")")) {
      args.push(parseExpression(undefined));
      if (is("...")) take();
      if (is(",")) take();
    }
    expect(")");
    return { call, args };
  }

  function parseBody(type: GoType | undefined): GoValue {
    expect("{");
    const values: GoValue[] = [];
    const keyed: Record<string, GoValue> = {};
    const entries: GoValue[] = [];
    let hasKeys = false;
    while (!is("}")) {
      const value = parseExpression(type?.element);
      if (is(":")) {
        take();
        hasKeys = true;
        const key = keyText(value);
        const item = parseExpression(type?.element);
        entries.push([value, item]);
        if (key !== undefined) keyed[key] = item;
      } else {
        values.push(value);
      }
      if (is(",")) take();
    }
    expect("}");
    if (hasKeys) return Object.keys(keyed).length === entries.length ? keyed : entries;
    if (!type?.fields || values.length === 0) return type?.fields ? {} : values;
    return Object.fromEntries(values.map((value, at) => [type.fields?.[at] ?? String(at), value]));
  }

  function parseType(): GoType {
    const start = peek().start;
    if (is("[")) {
      skipBalanced("[", "]");
      const element = parseType();
      return { text: source.slice(start, peek().start).trim(), element };
    }
    if (is("*")) {
      take();
      return parseType();
    }
    if (is("map")) {
      take();
      skipBalanced("[", "]");
      const element = parseType();
      return { text: "map", element };
    }
    if (is("struct")) return parseStruct();
    let end = take().end;
    while (is(".") && peek(1).kind === "name") {
      take();
      end = take().end;
    }
    const text = source.slice(start, end);
    if (is("[")) skipBalanced("[", "]");
    return declaredType(text);
  }

  function parseStruct(): GoType {
    take();
    const start = expect("{").end;
    const end = skipRest("{", "}");
    return { text: "struct", fields: fieldNames(source.slice(start, end - 1)) };
  }

  function declaredType(name: string): GoType {
    const known = declared.get(name) ?? { text: name, ...declaredFields(source, name) };
    declared.set(name, known);
    return known;
  }

  function skipBalanced(open: string, close: string): number {
    expect(open);
    return skipRest(open, close);
  }

  function skipRest(open: string, close: string): number {
    for (let depth = 1; ; ) {
      const token = take();
      if (token.kind === "end") throw new Error("Cannot read Go literal: unbalanced brackets");
      if (token.kind === "operator" && token.text === open) depth++;
      if (token.kind === "operator" && token.text === close) depth--;
      if (depth === 0) return token.end;
    }
  }
}

/** The fields of a struct type that stands in the same source; nothing for other types. */
function declaredFields(source: string, name: string): { fields?: readonly string[] } {
  if (!/^\w+$/.test(name)) return {};
  const shape = new RegExp(
    `^(?:type |\\t)${name}(?:\\[[^\\]]*\\])? struct ?\\{(?:([^\\n]*)\\}$|([\\s\\S]*?)^\\t?\\})`,
    "m",
  );
  const match = shape.exec(source);
  return match ? { fields: fieldNames(match[1] ?? match[2] ?? "") } : {};
}

function fieldNames(body: string): string[] {
  return body
    .replace(/\/\/[^\n]*|\/\*[\s\S]*?\*\//g, "")
    .split(/[\n;]/)
    .flatMap((line) => /^\s*([\w, ]*?\w)\s+[^\s,]/.exec(line)?.[1]?.split(/\s*,\s*/) ?? []);
}

function combine(left: GoValue, operator: string, right: GoValue): GoValue {
  if (typeof left === "string" && typeof right === "string" && operator === "+") return left + right;
  if (typeof left !== "number" || typeof right !== "number") return { code: operator };
  if (operator === "+") return left + right;
  if (operator === "-") return left - right;
  if (operator === "*") return left * right;
  if (operator === "/") return Math.trunc(left / right);
  if (operator === "|") return Number(BigInt(left) | BigInt(right));
  return left * 2 ** right;
}

function keyText(value: GoValue): string | undefined {
  if (typeof value === "string" || typeof value === "number") return String(value);
  return typeof value === "object" && value !== null && "code" in value && typeof value.code === "string"
    ? value.code
    : undefined;
}

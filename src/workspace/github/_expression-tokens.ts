/** A piece of an expression: a literal, a name or a mark such as `&&`. */
export type ExpressionToken =
  | { readonly kind: "literal"; readonly value: string | number | boolean | null }
  | { readonly kind: "name"; readonly text: string }
  | { readonly kind: "mark"; readonly text: string };

const token =
  /\s*(?:(?<string>'(?:[^']|'')*')|(?<number>[+-]?(?:0x[\da-f]+|0o[0-7]+|\d+(?:\.\d*)?(?:e[+-]?\d+)?|\.\d+(?:e[+-]?\d+)?)(?![\w.])|[+-]?Infinity(?![\w-])|NaN(?![\w-]))|(?<name>[A-Za-z_][\w-]*)|(?<mark>&&|\|\||[=!<>]=|[()[\].,!<>*]))/iy;

const keywords: ReadonlyMap<string, boolean | null> = new Map([
  ["true", true],
  ["false", false],
  ["null", null],
]);

/** Splits an expression; undefined when it holds anything that is no token. */
export function tokenizeExpression(text: string): readonly ExpressionToken[] | undefined {
  const end = text.trimEnd().length;
  const tokens: ExpressionToken[] = [];
  for (let at = 0; at < end; at = token.lastIndex) {
    token.lastIndex = at;
    const { string, number, name, mark } = token.exec(text)?.groups ?? {};
    const before = tokens.at(-1);
    const isProperty = before?.kind === "mark" && before.text === ".";
    if (string !== undefined)
      tokens.push({ kind: "literal", value: string.slice(1, -1).replaceAll("''", "'") });
    else if (number !== undefined && !isProperty) tokens.push({ kind: "literal", value: numberOf(number) });
    else if (number !== undefined) return undefined;
    else if (name !== undefined && keywords.has(name) && !isProperty) {
      tokens.push({ kind: "literal", value: keywords.get(name) ?? null });
    } else if (name !== undefined) tokens.push({ kind: "name", text: name });
    else if (mark !== undefined) tokens.push({ kind: "mark", text: mark });
    else return undefined;
  }
  return tokens;
}

function numberOf(text: string): number {
  const sign = text.startsWith("-") ? -1 : 1;
  return sign * Number(text.replace(/^[+-]/, "").replace(/infinity/i, "Infinity"));
}

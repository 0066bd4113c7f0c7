/** Cuts Go source into tokens, as far as test tables need it (https://go.dev/ref/spec#Lexical_elements). */

/** One token; comments and white space are left out. */
export interface GoToken {
  readonly kind: "name" | "string" | "number" | "operator" | "end";
  /** Of a string its value, of a rune literal its code point in decimal; else the source text. */
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

const shape =
  /[\s;]+|\/\/[^\n]*|\/\*[\s\S]*?\*\/|([\p{L}_][\p{L}\p{Nd}_]*)|("(?:[^"\\\n]|\\.)*"|`[^`]*`|'(?:[^'\\\n]|\\(?:[0-7]{3}|x..|u.{4}|U.{8}|.))')|(\.?[0-9](?:[eEpP][+-]|[0-9A-Za-z_.])*)|(<<|\.\.\.|[^\s])/uy;

/** The tokens of a source from an offset on, with an `end` token last. */
export function* goTokens(source: string, from = 0): Generator<GoToken> {
  const pattern = new RegExp(shape);
  pattern.lastIndex = from;
  while (pattern.lastIndex < source.length) {
    const match = pattern.exec(source);
    if (!match) break;
    const [all, name, quoted, number, operator] = match;
    const place = { start: match.index, end: match.index + all.length };
    if (name !== undefined) yield { kind: "name", text: name, ...place };
    else if (quoted !== undefined) yield readQuoted(quoted, place);
    else if (number !== undefined) yield { kind: "number", text: number.replaceAll("_", ""), ...place };
    else if (operator !== undefined) yield { kind: "operator", text: operator, ...place };
  }
  yield { kind: "end", text: "", start: source.length, end: source.length };
}

function readQuoted(quoted: string, place: { start: number; end: number }): GoToken {
  if (quoted.startsWith("`"))
    return { kind: "string", text: quoted.slice(1, -1).replaceAll("\r", ""), ...place };
  const text = unescapeGo(quoted.slice(1, -1));
  if (quoted.startsWith('"')) return { kind: "string", text, ...place };
  return { kind: "number", text: String(text.codePointAt(0)), ...place };
}

const simpleEscapes: Record<string, string> = {
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};

/** Resolves the escapes of an interpreted string; bytes that are no UTF-8 become U+FFFD. */
function unescapeGo(body: string): string {
  if (!body.includes("\\")) return body;
  const bytes: number[] = [];
  const encoder = new TextEncoder();
  for (const match of body.matchAll(/\\(?:([0-7]{3})|x(..)|u(.{4})|U(.{8})|(.))|[^\\]+/g)) {
    const [all, octal, hex, short, long, simple] = match;
    if (octal !== undefined) bytes.push(Number.parseInt(octal, 8));
    else if (hex !== undefined) bytes.push(Number.parseInt(hex, 16));
    else {
      const code = short ?? long;
      const plain = simple === undefined ? all : (simpleEscapes[simple] ?? simple);
      bytes.push(
        ...encoder.encode(code === undefined ? plain : String.fromCodePoint(Number.parseInt(code, 16))),
      );
    }
  }
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(bytes));
}

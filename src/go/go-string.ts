const SIMPLE: Readonly<Record<string, string>> = {
  a: "\u0007",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
  "\\": "\\",
  '"': '"',
};

/** The text of a Go string literal with its quotes; what is no valid escape stays as it stands. */
export function unquoteGoString(literal: string): string {
  const body = literal.slice(1, -1);
  // A raw literal loses its carriage returns.
  if (literal.startsWith("`")) return body.replaceAll("\r", "");
  if (!body.includes("\\")) return body;
  return body.replace(
    /\\(?:x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|([0-7]{3})|(.))/g,
    (whole, hex?: string, short?: string, long?: string, octal?: string, simple?: string) => {
      const code = hex ?? short ?? long;
      if (code !== undefined) return characterOf(Number.parseInt(code, 16), whole);
      if (octal !== undefined) return characterOf(Number.parseInt(octal, 8), whole);
      return SIMPLE[simple ?? ""] ?? whole;
    },
  );
}

function characterOf(code: number, otherwise: string): string {
  return code <= 0x10ffff ? String.fromCodePoint(code) : otherwise;
}

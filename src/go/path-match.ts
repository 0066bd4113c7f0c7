/** Go's `path.Match` (https://pkg.go.dev/path#Match): `*` and `?` stop at slashes, `[a-z]` and `[^a]` are classes, `\` escapes. */

type Token =
  | { readonly kind: "char"; readonly matches: (char: string) => boolean }
  | { readonly kind: "star" };

/** Whether a pattern matches the whole name; undefined when the pattern is malformed. */
export function matchPath(pattern: string, name: string): boolean | undefined {
  const tokens = parsePattern(pattern);
  return tokens && matchTokens(tokens, [...name]);
}

function matchTokens(tokens: readonly Token[], name: readonly string[]): boolean {
  let token = 0;
  let at = 0;
  let star: { token: number; at: number } | undefined;
  while (token < tokens.length || at < name.length) {
    const next = tokens[token];
    const char = name[at];
    if (next?.kind === "star") {
      star = { token, at };
      token++;
    } else if (next && char !== undefined && next.matches(char)) {
      token++;
      at++;
    } else {
      if (!star || star.at >= name.length || name[star.at] === "/") return false;
      star = { token: star.token, at: star.at + 1 };
      token = star.token + 1;
      at = star.at;
    }
  }
  return true;
}

function parsePattern(pattern: string): Token[] | undefined {
  const chars = [...pattern];
  const tokens: Token[] = [];
  let at = 0;
  while (at < chars.length) {
    const char = chars[at] ?? "";
    at++;
    if (char === "*") {
      tokens.push({ kind: "star" });
    } else if (char === "?") {
      tokens.push({ kind: "char", matches: (candidate) => candidate !== "/" });
    } else if (char === "[") {
      const parsed = parseClass(chars, at);
      if (!parsed) return undefined;
      tokens.push({ kind: "char", matches: parsed.matches });
      at = parsed.end;
    } else {
      const literal = char === "\\" ? chars[at++] : char;
      if (literal === undefined) return undefined;
      tokens.push({ kind: "char", matches: (candidate) => candidate === literal });
    }
  }
  return tokens;
}

function parseClass(
  chars: readonly string[],
  start: number,
): { matches: (char: string) => boolean; end: number } | undefined {
  const isNegated = chars[start] === "^";
  let at = isNegated ? start + 1 : start;
  const ranges: { low: number; high: number }[] = [];
  const readChar = (): number | undefined => {
    let char = chars[at++];
    if (char === "-" || char === "]") return undefined;
    if (char === "\\") char = chars[at++];
    return char?.codePointAt(0);
  };
  while (chars[at] !== "]" || ranges.length === 0) {
    const low = readChar();
    if (low === undefined) return undefined;
    let high: number | undefined = low;
    if (chars[at] === "-") {
      at++;
      high = readChar();
    }
    if (high === undefined) return undefined;
    ranges.push({ low, high });
  }
  const matches = (char: string): boolean => {
    const code = char.codePointAt(0) ?? 0;
    return ranges.some(({ low, high }) => low <= code && code <= high) !== isNegated;
  };
  return { matches, end: at + 1 };
}

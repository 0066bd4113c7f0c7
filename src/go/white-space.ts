/**
 * White space as Go's `unicode.IsSpace` sees it. JavaScript's `\s` differs in two characters:
 * it has U+FEFF, which Go does not, and lacks U+0085, which Go has.
 */
const SPACE = "\\t\\n\\v\\f\\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const LEADING = new RegExp(`^[${SPACE}]+`, "u");
const TRAILING = new RegExp(`[${SPACE}]+$`, "u");
const RUN = new RegExp(`[${SPACE}]+`, "u");

/** The text without white space at both ends (Go's `strings.TrimSpace`). */
export function trimGoSpace(text: string): string {
  return text.replace(LEADING, "").replace(TRAILING, "");
}

/** How many UTF-16 units of white space stand at the start. */
export function leadingGoSpace(text: string): number {
  return LEADING.exec(text)?.[0].length ?? 0;
}

/** The words between white space (Go's `strings.Fields`). */
export function splitGoFields(text: string): string[] {
  return text.split(RUN).filter((word) => word !== "");
}

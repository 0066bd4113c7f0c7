/** Numbers of any length as decimal text: versions outgrow `Number` and Go never converts them. */

/** Compares two decimals without leading zeros by value; the empty text is smaller than any number. */
export function compareDecimals(a: string, b: string): number {
  if (a.length !== b.length) return a.length < b.length ? -1 : 1;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** The next greater decimal. */
export function incrementDecimal(text: string): string {
  return (BigInt(text) + 1n).toString();
}

/** The next smaller decimal; undefined for zero and for the empty text. */
export function decrementDecimal(text: string): string | undefined {
  const value = BigInt(text);
  return value === 0n ? undefined : (value - 1n).toString();
}

/** Two contents of one file: whether and where they differ, in words for a person. */

/** How a file differs from what it should be. */
export interface FileDifference {
  /** Counts from 1; undefined for files that are no text. */
  readonly line: number | undefined;
  /** The first line that differs, as the copy has it; cut at 120 characters. */
  readonly quote: string | undefined;
  /** Whether only the ends of lines differ. */
  readonly isLineEndings: boolean;
}

const carriageReturn = 13;
const newline = 10;

/** Undefined when the bytes are equal. */
export function compareFiles(expected: Uint8Array, actual: Uint8Array): FileDifference | undefined {
  if (Buffer.compare(expected, actual) === 0) return undefined;
  if (expected.includes(0) || actual.includes(0))
    return { line: undefined, quote: undefined, isLineEndings: false };
  const isLineEndings =
    Buffer.compare(withoutReturns(expected), withoutReturns(actual)) === 0 &&
    expected.length !== actual.length;
  return { ...firstDifference(expected, actual), isLineEndings };
}

function withoutReturns(bytes: Uint8Array): Uint8Array {
  // One in the middle of a line is content: a compiler sees it.
  return bytes.filter((byte, at) => byte !== carriageReturn || bytes[at + 1] !== newline);
}

function firstDifference(expected: Uint8Array, actual: Uint8Array): { line: number; quote: string } {
  const wanted = new TextDecoder().decode(expected).split("\n");
  const found = new TextDecoder().decode(actual).split("\n");
  const at = found.findIndex((line, index) => line !== wanted[index]);
  // The copy may be the beginning of what it should be: then its end is the place.
  if (at === -1) return { line: found.length, quote: "" };
  return { line: at + 1, quote: (found[at] ?? "").trim().slice(0, 120) };
}

import { createLineTable, type LineTable } from "./line-table.ts";

/** The decoded text of one file. Offsets of every span in it count from after a byte-order mark. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly lines: LineTable;
  readonly hasBom: boolean;
  /** True when some bytes were not UTF-8 and stand as U+FFFD in the text. */
  readonly hasInvalidUtf8: boolean;
}

const lenient = new TextDecoder("utf-8", { ignoreBOM: true });
const strict = new TextDecoder("utf-8", { ignoreBOM: true, fatal: true });

/** Decodes bytes as UTF-8 and never throws. The line table is built when it is first asked for. */
export function decodeSource(path: string, bytes: Uint8Array): SourceFile {
  const hasBom = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  const body = hasBom ? bytes.subarray(3) : bytes;
  let hasInvalidUtf8 = false;
  let text: string;
  try {
    text = strict.decode(body);
  } catch {
    hasInvalidUtf8 = true;
    text = lenient.decode(body);
  }
  return sourceFromText({ path, text, hasBom, hasInvalidUtf8 });
}

/** A source file made from text that is already decoded (tests, memory trees). */
export function sourceFromText(parts: {
  path: string;
  text: string;
  hasBom?: boolean;
  hasInvalidUtf8?: boolean;
}): SourceFile {
  let lines: LineTable | undefined;
  return {
    path: parts.path,
    text: parts.text,
    hasBom: parts.hasBom ?? false,
    hasInvalidUtf8: parts.hasInvalidUtf8 ?? false,
    get lines() {
      lines ??= createLineTable(parts.text);
      return lines;
    },
  };
}

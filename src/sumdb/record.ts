/**
 * What a log answers to a lookup: the number of a record, its text, a blank line, a signed tree head
 * (https://pkg.go.dev/golang.org/x/mod/sumdb/tlog#ParseRecord). The text of a record is go.sum lines.
 */
import { decodeUtf8, hasControlCharacter } from "./log-text.ts";
import { parseCount } from "./tree-head.ts";

/** An answer taken apart; nothing of it is proven yet. */
export interface LookupAnswer {
  readonly id: number;
  /** The bytes that the log's leaf covers: lines, each with its newline. */
  readonly record: Uint8Array;
  /** The signed tree head that follows. */
  readonly note: Uint8Array;
}

/** A go.sum line of a record. */
export interface RecordLine {
  readonly path: string;
  /** Without `/go.mod`. */
  readonly version: string;
  readonly isGoMod: boolean;
  /** With its algorithm: `h1:…`. */
  readonly hash: string;
}

const goModSuffix = "/go.mod";
const newline = 0x0a;

/** Takes an answer apart; undefined when it is no answer of a log. */
export function parseLookupAnswer(bytes: Uint8Array): LookupAnswer | undefined {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const idEnd = buffer.indexOf(newline);
  const id = idEnd === -1 ? undefined : parseCount(buffer.toString("latin1", 0, Math.min(idEnd, 20)));
  const recordEnd = buffer.indexOf("\n\n", idEnd + 1);
  if (id === undefined || recordEnd === -1) return undefined;
  const record = bytes.subarray(idEnd + 1, recordEnd + 1);
  return isRecordText(record) ? { id, record, note: bytes.subarray(recordEnd + 2) } : undefined;
}

/** Whether bytes can be a record: lines of UTF-8 without control characters, none of them blank. */
function isRecordText(bytes: Uint8Array): boolean {
  const text = decodeUtf8(bytes);
  if (text === undefined || hasControlCharacter(text)) return false;
  return text.endsWith("\n") && !text.includes("\n\n");
}

/** The lines of a proven record that speak of one module version; what else it says is passed over. */
export function linesAbout(record: Uint8Array, module: { path: string; version: string }): RecordLine[] {
  const { path, version } = module;
  const lines = (decodeUtf8(record) ?? "").split("\n");
  return lines.flatMap((line) => {
    const fields = line.split(" ");
    const [linePath, key = "", hash = ""] = fields;
    const isGoMod = key.endsWith(goModSuffix);
    const lineVersion = isGoMod ? key.slice(0, -goModSuffix.length) : key;
    if (fields.length !== 3 || linePath !== path || lineVersion !== version || hash === "") return [];
    return [{ path, version, isGoMod, hash }];
  });
}

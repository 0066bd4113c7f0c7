/** Bytes with a line in front that says what they are of, what they replace, and whether they are whole. */
import { createHash, randomUUID } from "node:crypto";

const headLine = /^breakwater-store\/1 ([0-9a-f]{64}) ([\w-]{1,64}) ([\w-]{1,64}) (\d{1,15})\n/;
const longestHead = 256;

/** What an envelope holds. */
export interface Envelope {
  readonly bytes: Uint8Array;
  /** No two envelopes have the same one, so that a writer knows its own again. */
  readonly mark: string;
  /** The mark of what it replaces; `-` when there was nothing. */
  readonly after: string;
}

/** Puts bytes into an envelope for a key: found under another one they are not believed. */
export function formatEnvelope(
  key: string,
  bytes: Uint8Array,
  { mark = randomUUID() as string, after = "-" } = {},
): Uint8Array {
  const sum = sumOf(key, { bytes, mark, after });
  return Buffer.concat([Buffer.from(`breakwater-store/1 ${sum} ${mark} ${after} ${bytes.length}\n`), bytes]);
}

/** Opens an envelope: `cut` when its end is missing, `wrong` when it was changed or is of another key. */
export function parseEnvelope(key: string, envelope: Uint8Array): Envelope | "cut" | "wrong" {
  const start = Buffer.from(envelope.buffer, envelope.byteOffset, Math.min(envelope.length, longestHead));
  const head = headLine.exec(start.toString("latin1"));
  if (!head) return start.includes("\n") || start.length === longestHead ? "wrong" : "cut";
  const [line, sum, mark = "", after = "", length = ""] = head;
  const bytes = envelope.subarray(line.length);
  if (bytes.length < Number(length)) return "cut";
  if (bytes.length > Number(length)) return "wrong";
  return sumOf(key, { bytes, mark, after }) === sum ? { bytes, mark, after } : "wrong";
}

function sumOf(key: string, { bytes, mark, after }: Envelope): string {
  return createHash("sha256").update(`${key}\n${mark}\n${after}\n`).update(bytes).digest("hex");
}

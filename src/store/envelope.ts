/** Bytes with a line in front that says what they are of and whether they are whole. */
import { createHash, randomUUID } from "node:crypto";

const kind = "breakwater-store/1";
const headLine = /^breakwater-store\/1 ([0-9a-f]{64}) ([\w-]{1,64})\n/;

/** What an envelope holds. */
export interface Envelope {
  readonly bytes: Uint8Array;
  /** No two envelopes have the same one, so that a writer knows its own again. */
  readonly mark: string;
}

/** Puts bytes into an envelope for a key: found under another one they are not believed. */
export function formatEnvelope(key: string, bytes: Uint8Array, mark: string = randomUUID()): Uint8Array {
  return Buffer.concat([Buffer.from(`${kind} ${sumOf(key, bytes, mark)} ${mark}\n`), bytes]);
}

/** Opens an envelope; undefined when it is torn, changed, or of another key. */
export function parseEnvelope(key: string, envelope: Uint8Array): Envelope | undefined {
  const start = Buffer.from(envelope.buffer, envelope.byteOffset, Math.min(envelope.length, 200));
  const [line = "", sum = "", mark = ""] = headLine.exec(start.toString("latin1")) ?? [];
  const bytes = envelope.subarray(line.length);
  if (line === "" || sumOf(key, bytes, mark) !== sum) return undefined;
  return { bytes, mark };
}

function sumOf(key: string, bytes: Uint8Array, mark: string): string {
  return createHash("sha256").update(`${key}\n${mark}\n`).update(bytes).digest("hex");
}

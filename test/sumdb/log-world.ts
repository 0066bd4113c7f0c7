/** Logs with records, and readers that lie: what the tests of the log's client have in common. */
import type { LogAnswer, LogCache, LogReader } from "../../src/sumdb/log-reader.ts";
import type { HeadOutcome, LookupOutcome } from "../../src/sumdb/sum-log.ts";
import type { NewRecord } from "./go-log.ts";

/** The n-th record of every log: module `m.test/Mn` at v1.0.0; `salt` gives it another content. */
export function recordOf(n: number, salt = ""): NewRecord {
  const [path, version] = [`m.test/M${n}`, "v1.0.0"];
  const text = `${path} ${version} ${hashOf(n, `zip${salt}`)}\n${path} ${version}/go.mod ${hashOf(n, `mod${salt}`)}\n`;
  return { path, version, text };
}

/** Records from one number up to, without, another. */
export function recordsOf(start: number, end: number, salt = ""): NewRecord[] {
  return Array.from({ length: end - start }, (_, at) => recordOf(start + at, salt));
}

/** A hash that says of what it is. */
export function hashOf(n: number, what: string): string {
  return `h1:${new Bun.CryptoHasher("sha256").update(`${n} ${what}`).digest("base64")}`;
}

/** What is asked for the n-th record. */
export function askedOf(n: number): { path: string; version: string } {
  const { path, version } = recordOf(n);
  return { path, version };
}

/** The path of a lookup of the n-th record. */
export function lookupPath(n: number): string {
  return `lookup/m.test/!m${n}@v1.0.0`;
}

/** A reader that hands on what another says, changed for some paths; `undefined` leaves an answer as it is. */
export function alter(
  reader: LogReader,
  change: (path: string, text: Uint8Array) => Uint8Array | LogAnswer | undefined,
): LogReader {
  return async (path) => {
    const answer = await reader(path);
    if (answer.kind !== "answered") return answer;
    const changed = change(path, answer.bytes);
    if (changed === undefined) return answer;
    return changed instanceof Uint8Array ? { ...answer, bytes: changed } : changed;
  };
}

/** A reader that counts what is asked. */
export function count(reader: LogReader): { reader: LogReader; asked: string[] } {
  const asked: string[] = [];
  return {
    asked,
    reader: (path) => {
      asked.push(path);
      return reader(path);
    },
  };
}

/** A cache in memory whose content tests may look at and change. */
export function createMemoryCache(): LogCache & { readonly files: Map<string, Uint8Array> } {
  const files = new Map<string, Uint8Array>();
  return {
    files,
    read: async (name) => files.get(name),
    write: async (name, bytes) => void files.set(name, bytes),
  };
}

/** Bytes with one bit turned. */
export function flip(bytes: Uint8Array, at: number): Uint8Array {
  return bytes.map((byte, index) => (index === at ? byte ^ 0x20 : byte));
}

/** Text changed as text. */
export function rewrite(bytes: Uint8Array, change: (text: string) => string): Uint8Array {
  return new TextEncoder().encode(change(new TextDecoder().decode(bytes)));
}

/** An outcome in one word: its kind, with the kind of contradiction or reason. */
export function wordsOf(outcome: HeadOutcome | LookupOutcome): string {
  if ("contradiction" in outcome) return `contradicted: ${outcome.contradiction.kind}`;
  if ("reason" in outcome) return `unknown: ${outcome.reason.kind}`;
  return outcome.kind;
}

/** Nobody answers. */
export const silentReader: LogReader = async () => ({ kind: "unreachable", reason: "offline" });

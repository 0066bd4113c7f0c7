/** Damaged and made-up notes, keys, tree heads, records and tile paths, and what we and x/mod make of them. */
import fc from "fast-check";
import { formatHash } from "../../src/sumdb/hash.ts";
import { maxNoteBytes, openNote } from "../../src/sumdb/note.ts";
import { parseLookupAnswer } from "../../src/sumdb/record.ts";
import { parseTilePath } from "../../src/sumdb/tile.ts";
import { parseTreeHead } from "../../src/sumdb/tree-head.ts";
import { parseVerifierKey, type VerifierKey } from "../../src/sumdb/verifier-key.ts";
import { applyDamages, damages } from "../fuzz/damage.ts";

export type InputKind = "note" | "key" | "tree" | "record" | "tile";
export const inputKinds: readonly InputKind[] = ["note", "key", "tree", "record", "tile"];

/** What has a meaning in one of the formats. */
const pieces = [
  "\n",
  "\n\n",
  "— ",
  "—",
  " ",
  "+",
  "=",
  "==",
  "AAAA",
  "A",
  "/",
  "x001/",
  ".p/",
  ".p/5",
  "data",
  "tile/8/",
  "0",
  "00",
  "1",
  "-1",
  "9007199254740993",
  "go.sum database tree\n",
  "log.test",
  "\u0085",
  "\u00a0",
  "\u2003",
  "\ufeff",
  "\t",
  "\r\n",
  "\x7f",
  "h1:",
  "m.test/a v1.0.0 h1:x=\n",
];

/** Bytes near to the given ones; now and then far from them. */
export function oddInputs(seeds: readonly Uint8Array[]): fc.Arbitrary<Uint8Array> {
  const damaged = fc
    .tuple(fc.constantFrom(...seeds), damages(pieces))
    .map(([bytes, list]) => applyDamages(bytes, list));
  const madeUp = fc
    .array(fc.constantFrom(...pieces), { maxLength: 12 })
    .map((list) => new TextEncoder().encode(list.join("")));
  return fc.oneof(
    { weight: 8, arbitrary: damaged },
    { weight: 2, arbitrary: madeUp },
    { weight: 1, arbitrary: fc.constantFrom(...seeds) },
    { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }) },
  );
}

/** What we make of an input; null where we refuse it. */
export function judgeByUs(kind: InputKind, input: Uint8Array, key: VerifierKey): unknown {
  const text = new TextDecoder("utf-8", { ignoreBOM: true }).decode(input);
  if (kind === "note") {
    const opened = openNote(input, key);
    return opened.kind === "signed" ? { text: base64(new TextEncoder().encode(opened.text)) } : null;
  }
  if (kind === "key") {
    const parsed = parseVerifierKey(text);
    if (parsed.kind !== "key") return null;
    return { name: base64(new TextEncoder().encode(parsed.key.name)), hash: parsed.key.keyHash };
  }
  if (kind === "tree") {
    const head = parseTreeHead(text);
    return head ? { size: String(head.size), hash: formatHash(head.hash) } : null;
  }
  if (kind === "record") {
    const answer = parseLookupAnswer(input);
    return answer ? { id: String(answer.id), text: base64(answer.record), rest: base64(answer.note) } : null;
  }
  const tile = parseTilePath(text);
  if (!tile) return null;
  return { h: tile.height, l: tile.level === "data" ? -1 : tile.level, n: String(tile.index), w: tile.width };
}

/**
 * x/mod's judgement without what we refuse on purpose: numbers with signs or leading zeros, beyond 2^53 or of no level,
 * and line ends inside base64, which Go's decoder skips.
 */
export function expectedOf(kind: InputKind, input: Uint8Array, theirs: unknown): unknown {
  if (typeof theirs !== "object" || theirs === null) return theirs;
  const fields = theirs as Record<string, unknown>;
  const text = new TextDecoder().decode(input);
  if (kind === "key" && /[\r\n]/.test(text)) return null;
  if (kind === "tree" && text.split("\n")[2]?.includes("\r")) return null;
  const number = fields.size ?? fields.id ?? fields.n;
  if (number !== undefined && Number(number) > Number.MAX_SAFE_INTEGER) return null;
  if (kind === "record" && !text.startsWith(`${number}\n`)) return null;
  if (kind === "record" && Number(number) < 0) return null;
  if (kind === "tile" && Number(fields.l) > 63) return null;
  if (kind === "note" && input.length > maxNoteBytes) return null;
  return theirs;
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** Keeps what shows why somebody is not believed. Bounded: one who lies with every answer shall not fill the disk. */
import { createHash } from "node:crypto";
import type { Bucket } from "./bucket.ts";
import { formatEnvelope, parseEnvelope } from "./envelope.ts";
import type { Evidence, KeptEvidence } from "./module-store.ts";
import { safeName } from "./object-key.ts";
import { parseBlobRef, parseObject } from "./version-entry.ts";

/** Of each kind, so that many of one do not keep out another. */
const mostOfKind = 200;
const mostTextLength = 1 << 20;
/** Of all refused bytes together; above it only the text is kept. */
const mostBlobBytes = 1 << 30;

/** Where evidence is kept. */
export interface EvidenceShelf {
  /** The place, for people; undefined when there is enough of this kind. */
  keep(evidence: Evidence): Promise<string | undefined>;
  all(): AsyncIterable<KeptEvidence>;
}

/** A shelf in a bucket. */
export function createEvidenceShelf(options: { bucket: Bucket; now: () => number }): EvidenceShelf {
  const { bucket, now } = options;

  async function keep(evidence: Evidence): Promise<string | undefined> {
    const { kind, blob } = evidence;
    const text = evidence.text.slice(0, mostTextLength);
    // The same answer again is the same evidence.
    const identity = JSON.stringify([kind, text, blob?.sha256]);
    const sum = createHash("sha256").update(identity).digest("hex").slice(0, 32);
    const folder = `evidence/${safeName(kind)}`;
    const key = `${folder}/${sum}`;
    const names = await bucket.namesIn(folder, "");
    if (names.includes(sum)) return bucket.placeOf(key);
    if (names.length >= mostOfKind) return undefined;
    const hasRoom = blob !== undefined && blob.size + (await blobBytes()) <= mostBlobBytes;
    const kept = { at: now(), kind, text, ...(hasRoom && { blob }) };
    await bucket.create(key, formatEnvelope(key, Buffer.from(JSON.stringify(kept))));
    return bucket.placeOf(key);
  }

  async function blobBytes(): Promise<number> {
    let bytes = 0;
    for await (const { blob } of all()) bytes += blob?.size ?? 0;
    return bytes;
  }

  async function* all(): AsyncIterable<KeptEvidence> {
    for await (const { folder, names } of bucket.walk("evidence"))
      for (const name of names) {
        const key = `${folder}/${name}`;
        const content = await bucket.read(key);
        const envelope = content && parseEnvelope(key, content);
        const isWhole = typeof envelope === "object";
        const value = isWhole ? parseObject(Buffer.from(envelope.bytes).toString()) : undefined;
        const kept = value && parseKept(value, bucket.placeOf(key));
        if (kept) yield kept;
      }
  }

  return { keep, all };
}

function parseKept(value: Readonly<Record<string, unknown>>, place: string): KeptEvidence | undefined {
  const { at, kind, text } = value;
  if (typeof at !== "number" || typeof kind !== "string" || typeof text !== "string") return undefined;
  const blob = parseBlobRef(value.blob);
  return { at, kind, text, place, ...(blob && { blob }) };
}

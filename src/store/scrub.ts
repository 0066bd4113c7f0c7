import { createHash } from "node:crypto";
import type { BlobRef, ListedBlob, ModuleStore, ModuleVersion } from "./module-store.ts";
import { parseObject } from "./version-entry.ts";

/** Bytes that are not what their name says, or that the disk does not give. */
export interface ScrubFinding extends BlobRef {
  /** `changed`: removed, so that nobody is served them; `unreadable`: left alone, the disk may come back. */
  readonly kind: "changed" | "unreadable";
  /** What has to be fetched again. */
  readonly versions: readonly ModuleVersion[];
}

/** What a call has looked at. */
export interface ScrubResult {
  readonly blobs: number;
  readonly bytes: number;
  readonly findings: readonly ScrubFinding[];
  /** False when it was stopped before the end of the pass; the next call goes on there. */
  readonly isComplete: boolean;
}

/** How fast to look, and until when. */
export interface ScrubOptions {
  readonly bytesPerSecond: number;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly isStopped?: () => boolean;
  /** Told of each finding at once. */
  readonly onFinding?: (finding: ScrubFinding) => void;
}

const progressName = "scrub";
const partCount = 16;
/** Waits are longer than a timer's grain. */
const leastWaitMs = 20;

/**
 * Reads all bytes of a store, slowly, and removes those that have changed: their versions are then incomplete and are
 * fetched again when asked for. One pass; processes that share a store share the work, and a stopped pass is resumed.
 */
export async function scrub(store: ModuleStore, options: ScrubOptions): Promise<ScrubResult> {
  const { isStopped = () => false, onFinding = () => undefined } = options;
  const pace = createPace(options);
  const findings: ScrubFinding[] = [];
  let blobs = 0;
  let bytes = 0;
  for (let part = await claimPart(store); part !== undefined; part = await claimPart(store, part.pass)) {
    const suspects = new Map<string, Suspect>();
    let after = part.after;
    for await (const blob of blobsOf(store, part)) {
      if (isStopped()) break;
      const kind = await look(store, blob, pace);
      blobs++;
      bytes += blob.size;
      after = blob.sha256;
      if (kind) suspects.set(blob.sha256, { kind, blob });
    }
    for (const finding of await settle(store, suspects)) {
      findings.push(finding);
      onFinding(finding);
    }
    if (!isStopped()) continue;
    await giveBack(store, { ...part, after });
    return { blobs, bytes, findings, isComplete: false };
  }
  return { blobs, bytes, findings, isComplete: true };
}

interface Suspect {
  readonly kind: ScrubFinding["kind"];
  readonly blob: ListedBlob;
}

/** The blobs whose name begins with one hex digit, from a name on. */
interface Part {
  readonly pass: number;
  readonly number: number;
  readonly after: string;
}

/** The next part of a pass; without a pass, of the one that is under way or of a new one. Undefined when it is over. */
async function claimPart(store: ModuleStore, pass?: number): Promise<Part | undefined> {
  for (;;) {
    const document = await store.readDocument(progressName);
    const progress = progressOf(document?.bytes);
    const isOver = progress.number >= partCount;
    if (pass !== undefined && (isOver || progress.pass !== pass)) return undefined;
    const part = isOver ? { pass: progress.pass + 1, number: 0, after: "" } : progress;
    const next = JSON.stringify({ pass: part.pass, number: part.number + 1 });
    if (await store.replaceDocument(progressName, document?.tag, Buffer.from(next))) return part;
  }
}

async function giveBack(store: ModuleStore, part: Part): Promise<void> {
  const document = await store.readDocument(progressName);
  const { pass, number } = progressOf(document?.bytes);
  if (pass !== part.pass || number <= part.number) return;
  await store.replaceDocument(progressName, document?.tag, Buffer.from(JSON.stringify(part)));
}

function progressOf(bytes: Uint8Array | undefined): Part {
  const { pass, number, after } = (bytes && parseObject(Buffer.from(bytes).toString())) ?? {};
  if (typeof pass !== "number" || typeof number !== "number") return { pass: 1, number: 0, after: "" };
  return { pass, number, after: typeof after === "string" ? after : "" };
}

async function* blobsOf(store: ModuleStore, { number, after }: Part): AsyncIterable<ListedBlob> {
  // Just before the first name of the part.
  const first = number === 0 ? "" : `${(number - 1).toString(16)}${"f".repeat(63)}`;
  for await (const blob of store.blobs(after === "" ? first : after)) {
    if (!blob.sha256.startsWith(number.toString(16))) return;
    yield blob;
  }
}

/** What is wrong with a blob; undefined for a right one, and for one that is gone by now. */
async function look(
  store: ModuleStore,
  { sha256, size }: ListedBlob,
  pace: (bytes: number) => Promise<void>,
): Promise<ScrubFinding["kind"] | undefined> {
  const blob = await store.openBlob({ sha256, size });
  if (!blob) return undefined;
  const sum = createHash("sha256");
  try {
    for await (const piece of blob.read()) {
      sum.update(piece);
      await pace(piece.length);
    }
  } catch {
    return (await store.openBlob({ sha256, size })) ? "unreadable" : undefined;
  }
  return sum.digest("hex") === sha256 ? undefined : "changed";
}

/** Says which versions are concerned, then removes what has changed. */
async function settle(
  store: ModuleStore,
  suspects: ReadonlyMap<string, Suspect>,
): Promise<readonly ScrubFinding[]> {
  if (suspects.size === 0) return [];
  const versionsOf = new Map<string, ModuleVersion[]>();
  for await (const { path, version, info, mod, zip } of store.all())
    for (const ref of [info, mod, zip])
      if (ref && suspects.has(ref.sha256))
        versionsOf.set(ref.sha256, [...(versionsOf.get(ref.sha256) ?? []), { path, version }]);
  const findings: ScrubFinding[] = [];
  for (const [sha256, { kind, blob }] of suspects) {
    // Fetched anew while the others were looked at: then it is right again.
    if (kind === "changed" && !(await store.dropBlob(sha256, blob.changedAt))) continue;
    const versions = versionsOf.get(sha256) ?? [];
    const why = versions.map(({ path, version }) => `${path}@${version}`).join(", ");
    await store.audit({ action: `scrub-${kind}`, subject: sha256, why: why || "no version has these bytes" });
    findings.push({ sha256, size: blob.size, kind, versions });
  }
  return findings;
}

/** Waits so that no more bytes a second go by than allowed. */
function createPace({ bytesPerSecond, now, wait }: ScrubOptions): (bytes: number) => Promise<void> {
  if (!(bytesPerSecond > 0)) throw new RangeError(`bytesPerSecond must be above 0, got ${bytesPerSecond}`);
  let paidUntil = now();
  return async (bytes) => {
    // What was not used while nothing was read is not saved up.
    paidUntil = Math.max(paidUntil, now() - leastWaitMs) + (bytes / bytesPerSecond) * 1000;
    const owed = paidUntil - now();
    if (owed >= leastWaitMs) await wait(owed);
  };
}

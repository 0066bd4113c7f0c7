import { type FileHandle, open } from "node:fs/promises";
import {
  detectLayout,
  type FoundVersion,
  findInTree,
  type SkippedFile,
  type TreeLayout,
} from "./find-in-trees.ts";
import type {
  BlobRef,
  BlobWriter,
  ModuleStore,
  ModuleVersion,
  StoredBlob,
  VersionRecord,
} from "./module-store.ts";
import { reasonOf } from "./reason.ts";

/** A version that is to be imported: a copy that nobody changes any more, and that nobody sees yet. */
export interface ImportCandidate extends ModuleVersion {
  readonly info?: StoredBlob;
  readonly mod?: StoredBlob;
  readonly zip?: StoredBlob;
}

/** What the same checks say as for fetched bytes. */
export type ImportVerdict =
  | ({ readonly ok: true } & Pick<VersionRecord, "sums" | "proof" | "logId" | "treeSize" | "time">)
  | { readonly ok: false; readonly reason: string };

/** What became of the versions of a tree. */
export interface ImportResult {
  readonly layout: TreeLayout | undefined;
  readonly imported: number;
  /** They were there, with everything the tree has. */
  readonly known: number;
  readonly bytes: number;
  /** Not believed, or against what is there, with the reason. */
  readonly refused: readonly (ModuleVersion & { readonly reason: string })[];
  /** Files that are no version. */
  readonly skipped: readonly SkippedFile[];
}

const parts = ["zip", "mod", "info"] as const;
const pieceBytes = 1 << 20;

/** Takes versions out of a tree, each after `check` has said that its bytes are right. */
export async function importTree(
  store: ModuleStore,
  options: {
    readonly folder: string;
    /** Detected when it is left out. */
    readonly layout?: TreeLayout;
    readonly check: (candidate: ImportCandidate) => Promise<ImportVerdict>;
    readonly now: () => number;
    readonly wants?: (version: ModuleVersion) => boolean;
    /** How many versions at once; default 4. */
    readonly parallel?: number;
  },
): Promise<ImportResult> {
  const { folder, check, now, wants = () => true, parallel = 4 } = options;
  const layout = options.layout ?? (await detectLayout(folder));
  const result = {
    layout,
    imported: 0,
    known: 0,
    bytes: 0,
    refused: [] as Refused[],
    skipped: [] as SkippedFile[],
  };
  if (layout === undefined) return result;
  const found = findInTree(folder, layout)[Symbol.asyncIterator]();
  const upstream = `import:${folder}`;

  let isStopped = false;

  async function importNext(): Promise<void> {
    try {
      for (let step = await found.next(); !step.done && !isStopped; step = await found.next()) {
        const version = step.value;
        if ("reason" in version) result.skipped.push(version);
        else if (wants(version)) await importOne(version);
      }
    } finally {
      // At the end all the same; after a failure the others end too.
      isStopped = true;
    }
  }

  async function importOne(version: FoundVersion): Promise<void> {
    const stored = await store.read(version);
    if (parts.every((part) => version[part] === undefined || stored?.[part])) {
      result.known++;
      return;
    }
    const outcome = await importVersion({ store, version, check, upstream, storedAt: now() });
    if (typeof outcome === "string")
      result.refused.push({ path: version.path, version: version.version, reason: outcome });
    else {
      result.imported++;
      result.bytes += outcome;
    }
  }

  const ends = await Promise.allSettled(Array.from({ length: parallel }, importNext));
  for (const end of ends) if (end.status === "rejected") throw end.reason;
  return result;
}

type Refused = ModuleVersion & { readonly reason: string };

/** The count of bytes, or the reason why there are none. */
async function importVersion(options: {
  readonly store: ModuleStore;
  readonly version: FoundVersion;
  readonly check: (candidate: ImportCandidate) => Promise<ImportVerdict>;
  readonly upstream: string;
  readonly storedAt: number;
}): Promise<number | string> {
  const { store, version: found, check, upstream, storedAt } = options;
  const { path, version } = found;
  const writers = new Map<(typeof parts)[number], BlobWriter>();
  try {
    const sealed: { info?: StoredBlob; mod?: StoredBlob; zip?: StoredBlob } = {};
    for (const part of parts) {
      const file = found[part];
      if (file === undefined) continue;
      const source = await open(file, "r").catch((error: unknown) => reasonOf(error));
      if (typeof source === "string") return source;
      const writer = await store.newBlob();
      writers.set(part, writer);
      await copyFile(source, writer);
      sealed[part] = await writer.seal();
    }
    const verdict = await check({ path, version, ...sealed });
    if (!verdict.ok) return verdict.reason;
    const { ok, ...proven } = verdict;
    const refs: { info?: BlobRef; mod?: BlobRef; zip?: BlobRef } = {};
    for (const [part, writer] of writers) refs[part] = await writer.finish();
    const result = await store.commit({ path, version, ...refs, ...proven, upstream, storedAt });
    if (result === "conflict") return "Other sums of this version are in the store";
    if (result === "recalled") return "This version was recalled";
    return Object.values(refs).reduce((total, { size }) => total + size, 0);
  } finally {
    for (const writer of writers.values()) await writer.abandon();
  }
}

async function copyFile(handle: FileHandle, writer: BlobWriter): Promise<void> {
  try {
    const piece = new Uint8Array(pieceBytes);
    for (;;) {
      const { bytesRead } = await handle.read(piece, 0, piece.length);
      if (bytesRead === 0) return;
      await writer.write(piece.slice(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

import type { BlobRef, Change, ModuleStore, ModuleVersion } from "./module-store.ts";

/** What a purge or a recall took. */
export interface TakenAway {
  readonly versions: number;
  readonly blobs: number;
  readonly bytes: number;
}

/**
 * Takes versions away with their bytes, at once: `purge` lets them be fetched again, `recall` keeps them away. Bytes that
 * another version or evidence names stay.
 */
export async function takeAway(
  store: ModuleStore,
  options: {
    readonly action: "purge" | "recall";
    readonly versions: readonly ModuleVersion[];
    readonly change: Change;
  },
): Promise<TakenAway> {
  const { action, versions, change } = options;
  const candidates = new Map<string, BlobRef>();
  let count = 0;
  for (const version of versions) {
    const { record } = await store.readState(version);
    for (const ref of [record?.info, record?.mod, record?.zip]) if (ref) candidates.set(ref.sha256, ref);
    if (action === "recall") await store.recall(version, change);
    const isGone = action === "recall" || (await store.remove(version, change));
    if (isGone) count++;
  }
  for await (const { info, mod, zip } of store.all())
    for (const ref of [info, mod, zip]) if (ref) candidates.delete(ref.sha256);
  for await (const { blob } of store.evidence()) if (blob) candidates.delete(blob.sha256);
  let blobs = 0;
  let bytes = 0;
  for (const { sha256, size } of candidates.values()) {
    if (!(await store.dropBlob(sha256, Number.POSITIVE_INFINITY))) continue;
    blobs++;
    bytes += size;
  }
  return { versions: count, blobs, bytes };
}

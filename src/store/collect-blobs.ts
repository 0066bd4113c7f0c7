import type { ModuleStore } from "./module-store.ts";

/**
 * Removes bytes that neither a record nor evidence names and that were written before `olderThan`: a version that is
 * being stored has bytes before it has a record, so that has to be longer ago than any download takes.
 */
export async function collectBlobs(
  store: ModuleStore,
  { olderThan }: { readonly olderThan: number },
): Promise<{ readonly count: number; readonly bytes: number }> {
  const named = new Set<string>();
  for await (const { info, mod, zip } of store.all())
    for (const ref of [info, mod, zip]) if (ref) named.add(ref.sha256);
  for await (const { blob } of store.evidence()) if (blob) named.add(blob.sha256);
  let count = 0;
  let bytes = 0;
  for await (const { sha256, size, changedAt } of store.blobs()) {
    if (named.has(sha256) || changedAt >= olderThan) continue;
    if (!(await store.dropBlob(sha256, olderThan))) continue;
    count++;
    bytes += size;
  }
  return { count, bytes };
}

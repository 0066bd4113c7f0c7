import type { ImportCandidate, ImportVerdict } from "./import-tree.ts";
import type { BlobWriter, ModuleStore, ModuleVersion, StoredBlob, VersionRecord } from "./module-store.ts";

/** What was found of a version. */
export type VerifiedVersion = ModuleVersion & {
  /** Undefined: all is as it should be. */
  readonly problem?: string;
};

const parts = ["zip", "mod", "info"] as const;

/**
 * Looks at each version as if it came from outside: its bytes are those of their names, and `check` says the sums of the
 * record. What has changed is removed; what only contradicts is left to whoever asked.
 */
export async function* verifyStore(
  store: ModuleStore,
  options: {
    readonly check: (candidate: ImportCandidate) => Promise<ImportVerdict>;
    readonly wants?: (record: VersionRecord) => boolean;
  },
): AsyncIterable<VerifiedVersion> {
  const { check, wants = () => true } = options;
  for await (const record of store.all()) {
    if (!wants(record)) continue;
    const { path, version } = record;
    const problem = await problemOf(store, record, check);
    yield { path, version, ...(problem !== undefined && { problem }) };
  }
}

async function problemOf(
  store: ModuleStore,
  record: VersionRecord,
  check: (candidate: ImportCandidate) => Promise<ImportVerdict>,
): Promise<string | undefined> {
  const { path, version } = record;
  const writers: BlobWriter[] = [];
  try {
    const copies: { info?: StoredBlob; mod?: StoredBlob; zip?: StoredBlob } = {};
    for (const part of parts) {
      const ref = record[part];
      const blob = ref && (await store.openBlob(ref));
      if (!blob) continue;
      const writer = await store.newBlob();
      writers.push(writer);
      // A copy on this machine's disk, wherever the bytes lie, that cannot change while it is looked at.
      for await (const piece of blob.read()) await writer.write(piece);
      const copy = await writer.seal();
      if (copy.sha256 !== blob.sha256) {
        await store.dropBlob(blob.sha256, blob.changedAt ?? 0);
        await store.audit({
          action: "verify-changed",
          subject: blob.sha256,
          why: `${path}@${version} .${part}`,
        });
        return `its .${part} has changed in the store`;
      }
      copies[part] = copy;
    }
    const verdict = await check({ path, version, ...copies });
    if (!verdict.ok) return verdict.reason;
    for (const part of ["zip", "mod"] as const)
      if (copies[part] && verdict.sums[part] !== record.sums[part])
        return `its .${part} has ${verdict.sums[part]}, its record says ${record.sums[part]}`;
    return undefined;
  } finally {
    for (const writer of writers) await writer.abandon();
  }
}

import type { ModuleStore, VersionRecord } from "./module-store.ts";

/** How much of some modules is kept, and how long. */
export interface Quota {
  /** For people and the audit log. */
  readonly name: string;
  /** Of several rules the first that matches counts. */
  readonly matches: (path: string) => boolean;
  readonly mostBytes?: number;
  /** What nobody asked for so long goes. */
  readonly unusedForMs?: number;
}

/** What a rule found and took. */
export interface QuotaResult {
  readonly name: string;
  readonly versions: number;
  /** What is left. */
  readonly bytes: number;
  readonly removed: readonly VersionRecord[];
  /** More is pinned than the rule allows. */
  readonly isOver: boolean;
}

interface Kept {
  readonly record: VersionRecord;
  readonly bytes: number;
  readonly usedAt: number;
}

/**
 * Removes versions until each rule is kept: first those that nobody asked for, then those that were asked for longest
 * ago. Pinned ones stay. Their bytes go with `collectBlobs`.
 */
export async function enforceQuotas(
  store: ModuleStore,
  options: { readonly quotas: readonly Quota[]; readonly now: () => number },
): Promise<readonly QuotaResult[]> {
  const { quotas, now } = options;
  await store.flushUses();
  const uses = await store.lastUses();
  const keptBy = new Map<Quota, Kept[]>(quotas.map((quota) => [quota, []]));
  for await (const record of store.all()) {
    const quota = quotas.find(({ matches }) => matches(record.path));
    if (!quota) continue;
    const usedAt = Math.max(uses.get(`${record.path}@${record.version}`) ?? 0, record.storedAt);
    keptBy.get(quota)?.push({ record, bytes: bytesOf(record), usedAt });
  }
  const results: QuotaResult[] = [];
  for (const [quota, kept] of keptBy) results.push(await enforce({ store, quota, kept, now: now() }));
  return results;
}

async function enforce(options: {
  readonly store: ModuleStore;
  readonly quota: Quota;
  readonly kept: readonly Kept[];
  readonly now: number;
}): Promise<QuotaResult> {
  const { store, quota, kept, now } = options;
  const { name, mostBytes = Number.POSITIVE_INFINITY, unusedForMs = Number.POSITIVE_INFINITY } = quota;
  const removed: VersionRecord[] = [];
  let bytes = kept.reduce((total, each) => total + each.bytes, 0);
  for (const each of [...kept].sort((a, b) => a.usedAt - b.usedAt)) {
    const isUnused = now - each.usedAt > unusedForMs;
    if (!isUnused && bytes <= mostBytes) break;
    const day = new Date(each.usedAt).toISOString().slice(0, 10);
    const why = `${name}: ${isUnused ? "unused" : "too much is kept; last asked for"} since ${day}`;
    if (!(await store.remove(each.record, { why, by: "quota" }, true))) continue;
    removed.push(each.record);
    bytes -= each.bytes;
  }
  return { name, versions: kept.length - removed.length, bytes, removed, isOver: bytes > mostBytes };
}

/** How many bytes a version has in the store. */
export function bytesOf({ info, mod, zip }: VersionRecord): number {
  return (info?.size ?? 0) + (mod?.size ?? 0) + (zip?.size ?? 0);
}

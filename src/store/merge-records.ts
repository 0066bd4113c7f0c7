/** What two records of one version say together. */
import type { Proof, VersionRecord } from "./module-store.ts";

const rankOf: Readonly<Record<Proof, number>> = { unchecked: 0, private: 1, log: 2 };

/**
 * The record that has what either has; undefined when their sums contradict each other. Bytes of the first stay: the
 * second may hold the same files packed another way. `present` is the first without the parts whose bytes are gone.
 */
export function mergeRecords(records: {
  readonly first: VersionRecord;
  readonly present: VersionRecord | undefined;
  readonly second: VersionRecord;
}): VersionRecord | undefined {
  const { first, present, second } = records;
  if (differ(first.sums.mod, second.sums.mod) || differ(first.sums.zip, second.sums.zip)) return undefined;
  const info = present?.info ?? second.info;
  const mod = present?.mod ?? second.mod;
  const zip = present?.zip ?? second.zip;
  const sums = { ...first.sums, ...second.sums };
  const [lower, higher] = rankOf[second.proof] > rankOf[first.proof] ? [first, second] : [second, first];
  // What one record proves does not speak for bytes that only the other knows.
  const coversAll =
    (sums.mod === higher.sums.mod && sums.zip === higher.sums.zip) || lower.proof === higher.proof;
  const proven = coversAll ? higher : lower;
  const time = present?.info ? (first.time ?? second.time) : (second.time ?? first.time);
  return {
    path: first.path,
    version: first.version,
    ...(info && { info }),
    ...(mod && { mod }),
    ...(zip && { zip }),
    sums,
    proof: proven.proof,
    ...(proven.logId !== undefined && { logId: proven.logId }),
    ...(proven.treeSize !== undefined && { treeSize: proven.treeSize }),
    upstream: proven.upstream,
    storedAt: first.storedAt,
    ...(time !== undefined && { time }),
  };
}

function differ(a: string | undefined, b: string | undefined): boolean {
  return a !== undefined && b !== undefined && a !== b;
}

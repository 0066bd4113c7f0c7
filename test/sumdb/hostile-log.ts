/** A log whose answers are damaged at random: whatever comes, a lookup gives the true hash or none, and never throws. */
import fc from "fast-check";
import type { LogAnswer, LogReader } from "../../src/sumdb/log-reader.ts";
import { createSumLog } from "../../src/sumdb/sum-log.ts";
import { createMemoryTimelineStore } from "../../src/sumdb/timeline-store.ts";
import { applyDamages, type Damage, damages } from "../fuzz/damage.ts";
import type { GoLog } from "./go-log.ts";
import { alter, askedOf, createMemoryCache, hashOf, lookupPath, recordsOf, wordsOf } from "./log-world.ts";

/** How often each outcome came. */
export type OutcomeCounts = Map<string, number>;

/** Sizes of the log at which answers are taken, so that a liar can mix them. */
const sizes = [1, 5, 200, 300, 700];
/** Of the last size, as far as the lookups need them. */
const tiles = ["tile/8/0/000", "tile/8/0/001", "tile/8/0/002.p/188", "tile/8/1/000.p/2"];

/** Everything that a log has said at several sizes, by path. */
export async function recordAnswers(log: GoLog): Promise<Map<string, LogAnswer[]>> {
  const answers = new Map<string, LogAnswer[]>();
  let size = 0;
  for (const next of sizes) {
    await log.add(...recordsOf(size, next));
    size = next;
    const asked: string[] = [];
    const reader: LogReader = async (path) => {
      asked.push(path);
      const answer = await log.reader(path);
      answers.set(path, [...(answers.get(path) ?? []), answer]);
      return answer;
    };
    const client = createSumLog({ key: log.key, reader, timeline: createMemoryTimelineStore() });
    for (const n of new Set([0, 3, 260, next - 1])) if (n < next) await client.lookup(askedOf(n));
  }
  return answers;
}

interface Lie {
  /** Which of the answers is changed, as a share of the paths that a lookup asks. */
  readonly path: number;
  readonly how:
    | { readonly kind: "damage"; readonly list: readonly Damage[] }
    /** Another answer, also of another path, in its place. */
    | { readonly kind: "swap"; readonly path: number; readonly at: number }
    | { readonly kind: "status"; readonly status: number }
    | { readonly kind: "silence" };
}

/** Doubles would be close to 0 most of the time. */
const share = fc.integer({ min: 0, max: 9_999 }).map((part) => part / 10_000);
const lie: fc.Arbitrary<Lie> = fc.record({
  path: share,
  how: fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        kind: fc.constant("damage" as const),
        list: damages(["\n", "\n\n", "0", "— ", "h1:", "A"]),
      }),
    },
    { weight: 4, arbitrary: fc.record({ kind: fc.constant("swap" as const), path: share, at: share }) },
    fc.record({ kind: fc.constant("status" as const), status: fc.constantFrom(204, 301, 404, 500) }),
    fc.constant({ kind: "silence" as const }),
  ),
});

/** Runs lookups against lies; throws when a wrong hash is believed. */
export async function runHostileLogs(
  { log, answers }: { log: GoLog; answers: ReadonlyMap<string, readonly LogAnswer[]> },
  { runs, seed }: { runs: number; seed: number },
): Promise<OutcomeCounts> {
  const paths = [...answers.keys()];
  const counts: OutcomeCounts = new Map();
  const pick = <Item>(items: readonly Item[], at: number): Item | undefined =>
    items[Math.floor(at * items.length)];
  await fc.assert(
    fc.asyncProperty(
      fc.array(lie, { minLength: 1, maxLength: 3 }),
      fc.constantFrom(0, 3, 260),
      async (list, n) => {
        const asked = ["latest", lookupPath(n), ...tiles];
        const liesByPath = new Map(list.map(({ path, how }) => [pick(asked, path), how]));
        const honest: LogReader = async (path) =>
          answers.get(path)?.at(-1) ?? { kind: "answered", status: 404, bytes: new Uint8Array() };
        const silent: LogReader = async (path) =>
          liesByPath.get(path)?.kind === "silence"
            ? { kind: "unreachable", reason: "silence" }
            : honest(path);
        const reader = alter(silent, (path, bytes) => {
          const how = liesByPath.get(path);
          if (how?.kind === "damage") return applyDamages(bytes, how.list);
          if (how?.kind === "status") return { kind: "answered", status: how.status, bytes };
          return how?.kind === "swap"
            ? pick(answers.get(pick(paths, how.path) ?? "") ?? [], how.at)
            : undefined;
        });
        const [timeline, cache] = [createMemoryTimelineStore(), createMemoryCache()];
        const outcome = await createSumLog({ key: log.key, reader, timeline, cache }).lookup(askedOf(n));
        counts.set(wordsOf(outcome), (counts.get(wordsOf(outcome)) ?? 0) + 1);
        if (outcome.kind === "verified" && outcome.hash !== hashOf(n, "zip"))
          throw new Error(`Believed ${outcome.hash}`);
        // What is in the cache by now has to serve an honest run.
        const after = await createSumLog({ key: log.key, reader: honest, timeline, cache }).lookup(
          askedOf(n),
        );
        if (after.kind !== "verified") throw new Error(`Poisoned: ${JSON.stringify(after)}`);
      },
    ),
    { numRuns: runs, seed },
  );
  return counts;
}

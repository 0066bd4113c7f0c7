/** Where the newest tree head of each log is remembered from run to run. */

import type { ContradictionKind } from "./contradiction.ts";

/** What is remembered of a log. */
export type StoredHead =
  | { readonly kind: "none" }
  /** The signed note, byte by byte as the log gave it. */
  | {
      readonly kind: "head";
      readonly note: Uint8Array;
      /** Where it lies, for people. */
      readonly place?: string;
    }
  /** Something is there and cannot be used; starting anew would hide a rewind, so nothing is believed. */
  | { readonly kind: "broken"; readonly reason: string };

/** What became of a change. */
export type StoreResult =
  | { readonly kind: "replaced" }
  /** Somebody else was faster, or has put the next head in the place of this one already: read again. */
  | { readonly kind: "conflict" }
  | { readonly kind: "failed"; readonly reason: string };

/** What shows why an answer was refused, or not followed. */
export interface Evidence {
  /** `behind`: a log that showed an older state than before. */
  readonly kind: ContradictionKind | "behind";
  readonly text: string;
}

/** Evidence that was kept, with the place where it lies, for people. */
export interface KeptEvidence {
  readonly text: string;
  readonly place?: string;
}

/** Remembers tree heads and evidence by the log's name. Never rejects. */
export interface TimelineStore {
  read(log: string): Promise<StoredHead>;
  /** Puts `next` in the place of `expected`, or nothing when something else is there by now. */
  replace(log: string, expected: Uint8Array | undefined, next: Uint8Array): Promise<StoreResult>;
  /** Keeps what a log, or somebody in its name, is to be shown later; the place where it lies, for people, or undefined. */
  keepEvidence(log: string, evidence: Evidence): Promise<string | undefined>;
  /** What was kept as evidence of forks: who was convicted once is not believed in the next run. */
  readForks(log: string): Promise<readonly KeptEvidence[]>;
}

/** A store that lasts as long as the process. */
export function createMemoryTimelineStore(): TimelineStore & { readonly evidence: readonly string[] } {
  const heads = new Map<string, Uint8Array>();
  const evidence: string[] = [];
  const forks = new Map<string, KeptEvidence[]>();
  return {
    evidence,
    async read(log) {
      const note = heads.get(log);
      return note ? { kind: "head", note } : { kind: "none" };
    },
    async replace(log, expected, next) {
      const stored = heads.get(log);
      const isExpected =
        stored === undefined || expected === undefined
          ? stored === expected
          : Buffer.from(stored).equals(expected);
      if (!isExpected) return { kind: "conflict" };
      heads.set(log, next);
      return { kind: "replaced" };
    },
    async keepEvidence(log, { kind, text }) {
      if (evidence.includes(text)) return undefined;
      evidence.push(text);
      if (kind === "fork") forks.set(log, [...(forks.get(log) ?? []), { text }]);
      return undefined;
    },
    readForks: async (log) => forks.get(log) ?? [],
  };
}

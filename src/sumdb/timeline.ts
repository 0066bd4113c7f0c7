/**
 * The one history of a log that a client believes: its newest signed head, kept from run to run and moved only forward,
 * and only by heads whose trees are proven to continue it (https://go.dev/design/25530-sumdb#checksum-database).
 * A head that does not lie on it is a fork: from then on nothing of the log is believed, in later runs neither, as long
 * as the evidence is there.
 */
import { readTree } from "./checked-tree.ts";
import { parseForkEvidence } from "./contradiction.ts";
import { type Failure, failureOfRead, refuse, timelineFailure } from "./failure.ts";
import { areHashesEqual, formatHash, type TreeHash } from "./hash.ts";
import { checkForkEvidence, gatherHeadEvidence, type HeadEvidence } from "./head-evidence.ts";
import { createRecent } from "./recent.ts";
import { openHead, type SignedHead } from "./signed-head.ts";
import type { CachedTiles } from "./tile-source.ts";
import type { StoredHead, TimelineStore } from "./timeline-store.ts";
import { prefixHash, subtreesOf } from "./tree.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** A head that lies on the timeline. */
export interface Merged {
  readonly kind: "merged";
  readonly shown: SignedHead;
  /** The newest head on the timeline, which is `shown` unless that lies in the past. */
  readonly newest: SignedHead;
}

/** The timeline of one log. */
export interface Timeline {
  /** Checks a signed head against the timeline, and moves that forward when the head is newer. */
  merge(note: Uint8Array): Promise<Merged | Failure>;
  /** The newest head that is remembered; undefined before the first, and for a log that forked. */
  newest(): Promise<SignedHead | undefined>;
}

/** How often other processes may be faster before we give up. */
const maxConflicts = 50;

/** Makes the timeline of the log that the key names. */
export function createTimeline(parts: {
  key: VerifierKey;
  store: TimelineStore;
  tiles: CachedTiles;
}): Timeline {
  const { key, store, tiles } = parts;
  const log = key.name;
  const onTimeline = createRecent<true>(4_096);
  let current: SignedHead | undefined;
  /** What the store is known to have. */
  let saved: SignedHead | undefined;
  let isOpen = false;
  let halted: Failure | undefined;
  let recalled: Promise<void> | undefined;
  let saving: Promise<Failure | undefined> | undefined;

  async function merge(note: Uint8Array): Promise<Merged | Failure> {
    await recall();
    if (halted) return halted;
    const opened = openHead(note, key);
    if (opened.kind === "refused") {
      return refuse({ kind: opened.why, log, reason: opened.reason, answer: note, heads: [] });
    }
    if (!isOpen) {
      const failure = await save();
      if (failure) return failure;
    }
    const shown = opened.signed;
    const failure = await place(shown);
    if (failure) return failure;
    while (current !== saved) {
      const notSaved = await save();
      if (notSaved) return notSaved;
    }
    return halted ?? { kind: "merged", shown, newest: current ?? shown };
  }

  /** Checks a head; others may move the timeline meanwhile, and then it is checked again. */
  async function place(shown: SignedHead): Promise<Failure | undefined> {
    for (;;) {
      const latest = current;
      if (latest && shown.head.size <= latest.head.size) return checkPair(shown, latest);
      // A log's first head has nothing to continue, but its own tiles must give its root.
      const failure = latest ? await checkPair(latest, shown) : await checkAlone(shown);
      if (failure) return failure;
      if (current !== latest) continue;
      if (latest) onTimeline.set(idOf(latest), true);
      current = shown;
      return undefined;
    }
  }

  async function checkAlone(signed: SignedHead): Promise<Failure | undefined> {
    const read = await readTree(signed.head, [], tiles);
    if (read.kind !== "read") return failureOfRead(read, { log, signed });
    await tiles.keep(read.tiles);
    return undefined;
  }

  /** Whether the newer tree begins with the older one. */
  async function checkPair(older: SignedHead, newer: SignedHead): Promise<Failure | undefined> {
    if (newer === current && onTimeline.get(idOf(older))) return undefined;
    const began = await beginningOf(newer, older.head.size);
    if ("kind" in began) return began;
    if (!areHashesEqual(began.hash, older.head.hash)) {
      return halt(await gatherHeadEvidence({ older, newer, began: began.hash, tiles }), { older, newer });
    }
    if (newer === current) onTimeline.set(idOf(older), true);
    return undefined;
  }

  /** The root that a tree had at an earlier size. */
  async function beginningOf(signed: SignedHead, size: number): Promise<{ hash: TreeHash } | Failure> {
    if (size === signed.head.size) return signed.head;
    const read = await readTree(signed.head, subtreesOf(0, size), tiles);
    if (read.kind !== "read") return failureOfRead(read, { log, signed });
    await tiles.keep(read.tiles);
    return { hash: prefixHash(size, read.readNodes) };
  }

  function halt(
    fork: HeadEvidence,
    { older, newer }: { older: SignedHead; newer: SignedHead },
    keptAt?: string,
  ): Failure {
    const [size, oldSize] = [newer.head.size, older.head.size];
    halted ??= refuse({
      kind: "fork",
      log,
      reason: `the log signed two histories: its tree of ${size} records does not begin with its tree of ${oldSize} records`,
      heads: [fork.older, fork.newer],
      fork,
      ...(keptAt === undefined ? {} : { keptAt }),
    });
    return halted;
  }

  /** A log that was convicted in an earlier run stays convicted; only evidence that proves itself counts. */
  function recall(): Promise<void> {
    recalled ??= store.readForks(log).then((kept) => {
      for (const { text, place: keptAt } of kept) {
        const fork = parseForkEvidence(text);
        if (!fork || !checkForkEvidence(fork, key)) continue;
        const [older, newer] = [fork.older, fork.newer].map((note) => openHead(Buffer.from(note), key));
        if (older?.kind !== "head" || newer?.kind !== "head") continue;
        halt(fork, { older: older.signed, newer: newer.signed }, keptAt);
        return;
      }
    });
    return recalled;
  }

  function save(): Promise<Failure | undefined> {
    saving ??= exchange().finally(() => {
      saving = undefined;
    });
    return saving;
  }

  /** Takes what others remembered and leaves what is newest. */
  async function exchange(): Promise<Failure | undefined> {
    for (let conflicts = 0; conflicts < maxConflicts; conflicts++) {
      const stored = await store.read(log);
      if (stored.kind === "broken") return timelineFailure(stored.reason);
      const note = stored.kind === "head" ? stored.note : undefined;
      const failure = stored.kind === "head" ? await takeStored(stored) : undefined;
      if (failure) return failure;
      isOpen = true;
      const next = current;
      if (!next || next === saved) return undefined;
      const result = await store.replace(log, note, next.note);
      if (result.kind === "failed") return timelineFailure(result.reason);
      if (result.kind === "conflict") continue;
      saved = next;
      return undefined;
    }
    return timelineFailure(`other processes change the timeline of ${log} all the time`);
  }

  async function takeStored({
    note,
    place: where = "the timeline",
  }: StoredHead & { kind: "head" }): Promise<Failure | undefined> {
    const opened = openHead(note, key);
    if (opened.kind === "refused") {
      return timelineFailure(
        `"${where}" cannot be trusted: ${opened.reason}; remove it to trust ${log} anew`,
      );
    }
    const stored = opened.signed;
    if (!current) {
      // It was checked when it was written; a changed one would not be signed.
      current = stored;
      saved = stored;
      return undefined;
    }
    const failure = await place(stored);
    if (!failure && current && idOf(current) === idOf(stored)) saved = current;
    return failure;
  }

  async function newest(): Promise<SignedHead | undefined> {
    await recall();
    if (!isOpen) await save();
    return halted ? undefined : current;
  }

  return { merge, newest };
}

function idOf({ head }: SignedHead): string {
  return `${head.size} ${formatHash(head.hash)}`;
}

/**
 * A client of a checksum database (https://go.dev/ref/mod#checksum-database,
 * https://pkg.go.dev/golang.org/x/mod/sumdb#Client). An answer is worth something only when its record is proven to
 * be in the one tree that the log has always shown; then only that record is searched for the line that was asked
 * for (CVE-2026-56864), and a record without that line is refused (CVE-2026-42501).
 */
import { escapePath, escapeVersion } from "../go/escape.ts";
import { canonicalModuleVersion, isValidSemver } from "../go/semver.ts";
import { type SumdbSettings, sumdbProtection } from "../go/sumdb-protection.ts";
import { readTree } from "./checked-tree.ts";
import { formatContradiction, formatHeadEvidence } from "./contradiction.ts";
import { type Failure, failureOfRead, refuse } from "./failure.ts";
import { type AskedSum, findHash } from "./find-hash.ts";
import { areHashesEqual, hashSize, recordHash } from "./hash.ts";
import { gatherHeadEvidence, type HeadEvidence } from "./head-evidence.ts";
import { type LogCache, type LogReader, noLogCache } from "./log-reader.ts";
import { reasonOfStatus } from "./reason-of-status.ts";
import { createRecent } from "./recent.ts";
import { linesAbout, parseLookupAnswer, type RecordLine } from "./record.ts";
import type { SignedHead } from "./signed-head.ts";
import { fullWidth, parseTilePath } from "./tile.ts";
import { createTileSource } from "./tile-source.ts";
import { createTimeline } from "./timeline.ts";
import type { Evidence, TimelineStore } from "./timeline-store.ts";
import type { VerifierKey } from "./verifier-key.ts";

/** What a log says of a module version. */
export type LookupOutcome =
  | {
      readonly kind: "verified";
      /** The one `h1:…` for what was asked. */
      readonly hash: string;
      /** All that the record says of this module version, go.mod and other algorithms included. */
      readonly lines: readonly RecordLine[];
      /** Which record it is, counted from 0. */
      readonly id: number;
      /** Records of the tree in which it was found. */
      readonly treeSize: number;
    }
  | Failure;

/** What a log says of itself. */
export type HeadOutcome =
  | { readonly kind: "verified"; readonly head: SignedHead }
  /** The log, or a cache on the way, shows an older state than it did before; the timeline stays where it is. */
  | {
      readonly kind: "behind";
      readonly shown: SignedHead;
      readonly newest: SignedHead;
      /** Proves that the log had come further. */
      readonly evidence: HeadEvidence;
      readonly keptAt?: string;
    }
  | Failure;

/** Bytes of a log that were proven, to be passed on. */
export type LogBytes = { readonly kind: "verified"; readonly bytes: Uint8Array } | Failure;

/** A client of one log. Its methods may be called at the same time and never reject for what the network does. */
export interface SumLog {
  readonly name: string;
  lookup(asked: AskedSum): Promise<LookupOutcome>;
  /** Asks for the newest tree head and moves the timeline to it. */
  readHead(): Promise<HeadOutcome>;
}

/** A client whose proven answers can be passed on to others, who check them themselves. */
export interface RelayedLog extends SumLog {
  /** The whole answer to a lookup. */
  readAnswer(asked: Pick<AskedSum, "path" | "version">): Promise<LogBytes>;
  /** A tile of hashes by its path, as wide as that says. */
  readTile(path: string): Promise<LogBytes>;
  /** The newest head that is remembered, without asking anybody. */
  rememberedHead(): Promise<SignedHead | undefined>;
}

interface ProvenRecord {
  readonly kind: "proven";
  readonly id: number;
  readonly record: Uint8Array;
  readonly answer: Uint8Array;
  readonly newest: SignedHead;
}

const recordsInMemory = 16_384;

/** Makes a client of the log that the key names. */
export function createSumLog(parts: {
  reader: LogReader;
  timeline: TimelineStore;
  key: VerifierKey;
  /** Nothing is kept without one. */
  cache?: LogCache;
  /** Which modules are never asked for, as Go's settings say; all are asked for without them. */
  settings?: Omit<SumdbSettings, "modulePath">;
  /** Of tiles; 8 unless a test says otherwise. */
  tileHeight?: number;
}): RelayedLog {
  const { reader, timeline: store, key, cache = noLogCache, settings = {}, tileHeight = 8 } = parts;
  const log = key.name;
  const tiles = createTileSource({ log, reader, cache, height: tileHeight });
  const timeline = createTimeline({ key, store, tiles });
  const records = createRecent<Promise<ProvenRecord | Failure>>(recordsInMemory);
  const kept = createRecent<Promise<string | undefined>>(64);
  let refreshed: Promise<HeadOutcome> | undefined;

  async function lookup(asked: AskedSum): Promise<LookupOutcome> {
    const { path, version } = asked;
    const protection = sumdbProtection({ ...settings, modulePath: path });
    if (protection.kind === "exempt") {
      return {
        kind: "unknown",
        reason: { kind: "private", text: `not asked of ${log}: ${protection.reason}` },
      };
    }
    const [escapedPath, escapedVersion] = [escapePath(path), escapeVersion(version)];
    // A log resolves no queries, and asking it about a branch or a short version would only tell it of them.
    const isVersion = isValidSemver(version) && canonicalModuleVersion(version) === version;
    if (escapedPath === undefined || escapedVersion === undefined || !isVersion) {
      return {
        kind: "unknown",
        reason: { kind: "not-a-module", text: `${path}@${version} can stand in no log` },
      };
    }
    const remotePath = `lookup/${escapedPath}@${escapedVersion}`;
    const record = await recordOf(remotePath, { path, version });
    if (record.kind !== "proven") return keepEvidence(record);
    const { id, answer, newest } = record;
    const found = findHash(record.record, asked);
    if (found.kind === "found") {
      return { kind: "verified", hash: found.hash, lines: found.lines, id, treeSize: newest.head.size };
    }
    const { kind, reason } = found;
    const heads = [new TextDecoder().decode(newest.note)];
    return keepEvidence(
      refuse({ kind, log, reason: `record ${id} ${reason}`, asked: remotePath, answer, heads }),
    );
  }

  async function readAnswer({ path, version }: Pick<AskedSum, "path" | "version">): Promise<LogBytes> {
    const looked = await lookup({ path, version });
    if (looked.kind !== "verified") return looked;
    const record = await recordOf(`lookup/${escapePath(path)}@${escapeVersion(version)}`, { path, version });
    return record.kind === "proven" ? { kind: "verified", bytes: record.answer } : keepEvidence(record);
  }

  async function readTile(path: string): Promise<LogBytes> {
    const tile = parseTilePath(path);
    if (!tile || tile.level === "data" || tile.height !== tileHeight)
      return { kind: "unknown", reason: { kind: "not-found", text: `${path} is no tile of ${log}` } };
    // The tile's last node: where that is in the tree, the whole tile is.
    const level = tile.level * tile.height;
    const node = { level, index: tile.index * fullWidth(tile.height) + tile.width - 1 };
    const signed = await headWith((node.index + 1) * 2 ** level);
    if ("kind" in signed) return signed;
    const read = await readTree(signed.head, [node], tiles);
    if (read.kind !== "read") return keepEvidence(failureOfRead(read, { log, signed }));
    await tiles.keep(read.tiles);
    const found = read.tiles.find((one) => one.tile.level === tile.level && one.tile.index === tile.index);
    if (!found) throw new RangeError(`${path} was not read`);
    return { kind: "verified", bytes: found.bytes.slice(0, tile.width * hashSize) };
  }

  /** A head of so many records at least, from memory where that suffices. */
  async function headWith(size: number): Promise<SignedHead | Failure> {
    const known = await timeline.newest();
    if (known && known.head.size >= size) return known;
    const head = await readHead();
    if (head.kind === "contradicted" || head.kind === "unknown") return head;
    const newest = head.kind === "verified" ? head.head : head.newest;
    if (newest.head.size >= size) return newest;
    return {
      kind: "unknown",
      reason: { kind: "not-found", text: `the tree of ${log} has ${newest.head.size} records only` },
    };
  }

  function recordOf(remotePath: string, asked: AskedSum): Promise<ProvenRecord | Failure> {
    const known = records.get(remotePath);
    if (known) return known;
    const found = findRecord(remotePath, asked);
    records.set(remotePath, found);
    void found.then((record) => {
      // What failed may succeed later; what is proven stays proven.
      if (record.kind !== "proven" && records.get(remotePath) === found) records.delete(remotePath);
    });
    return found;
  }

  async function findRecord(remotePath: string, asked: AskedSum): Promise<ProvenRecord | Failure> {
    const cached = await cache.read(`${log}/${remotePath}`);
    if (cached) {
      const record = await prove(cached, remotePath);
      const isFork = record.kind === "contradicted" && record.contradiction.kind === "fork";
      if (isFork || (record.kind === "proven" && linesAbout(record.record, asked).length > 0)) return record;
    }
    // One tree for all lookups of a run: each older head is then a short check in tiles that are there already.
    refreshed ??= readHead();
    const head = await refreshed;
    if (head.kind === "contradicted" && head.contradiction.kind === "fork") return head;
    if (head.kind === "unknown" && head.reason.kind === "timeline") {
      refreshed = undefined;
      return head;
    }
    const answer = await reader(remotePath);
    if (answer.kind === "unreachable") {
      return { kind: "unknown", reason: { kind: "unreachable", text: answer.reason } };
    }
    if (answer.status !== 200) return { kind: "unknown", reason: reasonOfStatus(answer, remotePath) };
    const record = await prove(answer.bytes, remotePath);
    if (record.kind === "proven") await cache.write(`${log}/${remotePath}`, answer.bytes);
    return record;
  }

  async function prove(bytes: Uint8Array, asked: string): Promise<ProvenRecord | Failure> {
    const answer = parseLookupAnswer(bytes);
    if (!answer) {
      const reason = "the answer is no record with a signed tree head";
      return refuse({ kind: "malformed-answer", log, reason, asked, answer: bytes, heads: [] });
    }
    const merged = await timeline.merge(answer.note);
    if (merged.kind !== "merged")
      return merged.kind === "unknown" ? merged : withAnswer(merged, { asked, bytes });
    const { newest } = merged;
    const heads = [new TextDecoder().decode(newest.note)];
    const { id, record } = answer;
    if (id >= newest.head.size) {
      const reason = `record ${id} cannot be in the tree of ${newest.head.size} records`;
      return refuse({ kind: "outside-tree", log, reason, asked, answer: bytes, heads });
    }
    const leaf = { level: 0, index: id };
    const read = await readTree(newest.head, [leaf], tiles);
    if (read.kind !== "read") return failureOfRead(read, { log, signed: newest });
    const [expected] = read.readNodes([leaf]);
    if (!expected || !areHashesEqual(expected, recordHash(record))) {
      const reason = `the answer is not record ${id} of the signed tree`;
      return refuse({ kind: "wrong-record", log, reason, asked, answer: bytes, heads });
    }
    await tiles.keep(read.tiles);
    return { kind: "proven", id, record, answer: bytes, newest };
  }

  async function readHead(): Promise<HeadOutcome> {
    const answer = await reader("latest");
    if (answer.kind === "unreachable") {
      return { kind: "unknown", reason: { kind: "unreachable", text: answer.reason } };
    }
    if (answer.status !== 200) return { kind: "unknown", reason: reasonOfStatus(answer, "latest") };
    const merged = await timeline.merge(answer.bytes);
    if (merged.kind === "unknown") return merged;
    if (merged.kind === "contradicted") {
      return keepEvidence(withAnswer(merged, { asked: "latest", bytes: answer.bytes }));
    }
    const { shown, newest } = merged;
    return shown.head.size < newest.head.size
      ? keepBehind(shown, newest)
      : { kind: "verified", head: newest };
  }

  async function keepBehind(shown: SignedHead, newest: SignedHead): Promise<HeadOutcome> {
    // It lies on the timeline, so the newest tree began with it.
    const evidence = await gatherHeadEvidence({ older: shown, newer: newest, began: shown.head.hash, tiles });
    const title = `${log}: behind: ${shown.head.size} records are shown where ${newest.head.size} were shown before`;
    const keptAt = await keep({ kind: "behind", text: formatHeadEvidence(title, evidence) });
    return { kind: "behind", shown, newest, evidence, ...(keptAt === undefined ? {} : { keptAt }) };
  }

  function keep(evidence: Evidence): Promise<string | undefined> {
    const keeping = kept.get(evidence.text) ?? store.keepEvidence(log, evidence);
    kept.set(evidence.text, keeping);
    return keeping;
  }

  async function keepEvidence(failure: Failure): Promise<Failure> {
    if (failure.kind === "unknown") return failure;
    const { contradiction } = failure;
    if (contradiction.keptAt !== undefined) return failure;
    const keptAt = await keep({ kind: contradiction.kind, text: formatContradiction(contradiction) });
    return keptAt === undefined ? failure : refuse({ ...contradiction, keptAt });
  }

  return { name: log, lookup, readHead, readAnswer, readTile, rememberedHead: timeline.newest };
}

/** The whole answer is evidence, not only the part that failed; a fork speaks for itself, whatever was asked. */
function withAnswer(
  failure: Failure & { readonly kind: "contradicted" },
  { asked, bytes }: { asked: string; bytes: Uint8Array },
): Failure {
  const { contradiction } = failure;
  if (contradiction.kind === "fork" || contradiction.asked !== undefined) return failure;
  return refuse({ ...contradiction, asked, answer: bytes });
}

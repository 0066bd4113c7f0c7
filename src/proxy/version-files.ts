/**
 * The files of versions: from the store, or from the chain through the log into the store. Nothing is stored, and no
 * answer is completed, before the checksum log has said that these are the bytes. It is long because fetching, judging,
 * storing and refusing share what is known of a version, and reading them side by side is what shows that nothing slips by.
 */
import { NegativeCache } from "../breaker/negative-cache.ts";
import { SingleFlight } from "../breaker/single-flight.ts";
import { hashGoMod } from "../go/dirhash.ts";
import type { BlobRef, ModuleVersion, VersionRecord } from "../store/module-store.ts";
import { abortable } from "./abortable.ts";
import type { Answer, Refusal, StreamContent } from "./answer.ts";
import { type FetchedZip, fetchZip } from "./fetch-zip.ts";
import { judgeSmallFile, timeOf } from "./judge-small-file.ts";
import type { ProxyParts } from "./proxy-parts.ts";
import { poisonText, refusalOfTruth, refusalOfWalk } from "./refusals.ts";
import type { VersionFile } from "./route.ts";
import type { ProxyRule } from "./rules.ts";
import { askTruth, type Truth } from "./truth.ts";
import { readUpstream } from "./upstream/ask-upstream.ts";
import type { Walked } from "./upstream/attempt.ts";
import type { CallClass, Upstream } from "./upstream/upstream.ts";
import { walkChain } from "./upstream/walk-chain.ts";
import { versionPath } from "./version-path.ts";
import { ZipFlight } from "./zip-flight.ts";

/** Answers for files of versions. */
export interface VersionFiles {
  answer(
    asked: ModuleVersion & { readonly file: VersionFile },
    context: { readonly rule: ProxyRule; readonly signal: AbortSignal; readonly isHead: boolean },
  ): Promise<Answer>;
  /** Fetches under way, and requests that wait for one. */
  readonly counts: { readonly flights: number; readonly waiters: number };
  /** A version of an upstream whose go.mod is proven: what a probe can ask for. */
  provenBy(upstream: string): { readonly module: ModuleVersion; readonly sum: string } | undefined;
}

interface Stored {
  readonly kind: "stored";
  readonly ref: BlobRef;
  readonly upstream: string;
}

type Landed = Stored | Refusal | StreamContent;

const metaMs = 30_000;
const mostInfoBytes = 1024 * 1024;
const mostModBytes = 16 * 1024 * 1024;
/** Zips up to so large are sent from memory. */
const mostBytesAtHand = 1024 * 1024;

/** Makes the answers for files of versions. */
export function createVersionFiles(parts: ProxyParts): VersionFiles {
  const { store, pool, clock, report, log } = parts;
  const flights = new SingleFlight<Stored | Refusal>();
  const zips = new Map<string, ZipFlight>();
  const absent = new NegativeCache<Refusal>();
  const poisoned = new Map<string, string>();
  const proven = new Map<string, { module: ModuleVersion; sum: string }>();

  const answer: VersionFiles["answer"] = async ({ path, version, file }, { rule, signal, isHead }) => {
    const module = { path, version };
    const record = await store.read(module);
    const ref = record?.[file];
    if (ref) {
      store.noteUse(module);
      const stored = await present({ file, module, ref, upstream: undefined });
      if (stored) return stored;
    }
    const key = `${path}@${version}.${file}`;
    const known = absent.get(key, clock.now());
    if (known) return known;
    const fetched =
      file === "zip"
        ? await joinZip(key, { module, rule, signal, isHead })
        : await flights.run(key, (work) => fetchSmall({ module, file, rule, signal: work }), signal);
    if (fetched.kind === "stream") return fetched;
    if (fetched.kind !== "stored") {
      if (fetched.kind === "absent") absent.set(key, fetched, clock.now());
      return fetched.kind === "unavailable" ? (poisonOf(key) ?? fetched) : fetched;
    }
    const { upstream } = fetched;
    return (await present({ file, module, ref: fetched.ref, upstream })) ?? lostBlob(key);
  };

  function poisonOf(key: string): Refusal | undefined {
    const text = poisoned.get(key);
    return text === undefined ? undefined : { kind: "refused", text };
  }

  async function present(input: {
    file: VersionFile;
    module: ModuleVersion;
    ref: BlobRef;
    upstream: string | undefined;
  }): Promise<Answer | undefined> {
    const { file, module, ref, upstream } = input;
    const source =
      upstream === undefined ? { tier: "store" as const } : { tier: "upstream" as const, upstream };
    const etag = `"${ref.sha256}"`;
    if (ref.size <= mostBytesAtHand) {
      const bytes = await store.readBlob(ref);
      return bytes && { kind: "content", content: file, bytes, etag, freshMs: "always", source };
    }
    const blob = await store.openBlob(ref);
    return blob && { kind: "blob", blob, fileName: `${module.version}.${file}`, etag, source };
  }

  async function fetchSmall(work: {
    module: ModuleVersion;
    file: "info" | "mod";
    rule: ProxyRule;
    signal: AbortSignal;
  }): Promise<Stored | Refusal> {
    const { module, file, rule, signal } = work;
    const subject = `${module.path}@${module.version}`;
    let truth: Promise<Truth> | undefined;
    const walked = await walkChain<Uint8Array>(
      {
        chain: rule.chain,
        cls: "meta",
        subject: `${subject}.${file}`,
        totalMs: metaMs,
        signal,
        attempt: async (upstream, attemptSignal, limitMs) => {
          const mostBytes = file === "info" ? mostInfoBytes : mostModBytes;
          const path = versionPath(module, file);
          const read = await readUpstream(upstream, { path, signal: attemptSignal, limitMs, mostBytes });
          if (read.kind === "found") truth ??= askTruth(log, { rule, ...module });
          return read.kind === "found"
            ? judgeSmallFile(read, { file, version: module.version, now: clock.now() })
            : read;
        },
      },
      parts,
    );
    if (walked.kind !== "found") return refusalOfWalk(walked, { subject, rule });
    const { value: bytes, upstream } = walked;
    const known = await (truth ?? askTruth(log, { rule, ...module }));
    if (known.kind !== "known") return refuseTruth(known, subject);
    const sum = hashGoMod(bytes);
    if (file === "mod" && known.mod !== undefined && known.mod !== sum)
      return poison({ module, file, upstream, cls: "meta", expected: known.mod, actual: sum, bytes });
    if (file === "mod") proven.set(upstream.name, { module, sum });
    const ref = await keep(bytes);
    const time = file === "info" ? timeOf(bytes, clock.now()) : undefined;
    const record = {
      ...recordOf(module, { known, upstream }),
      ...(file === "info" ? { info: ref, sums: {} } : { mod: ref, sums: { mod: sum } }),
      ...(time === undefined ? {} : { time }),
    };
    return commit(record, { file, ref });
  }

  async function keep(bytes: Uint8Array): Promise<BlobRef> {
    const writer = await store.newBlob();
    try {
      await writer.write(bytes);
      return await writer.finish();
    } catch (error) {
      await writer.abandon();
      throw error;
    }
  }

  function joinZip(
    key: string,
    input: { module: ModuleVersion; rule: ProxyRule; signal: AbortSignal; isHead: boolean },
  ): Promise<Landed> {
    const { module, rule, signal, isHead } = input;
    const flight = zips.get(key) ?? new ZipFlight();
    const isFirst = !zips.has(key);
    zips.set(key, flight);
    // It is nobody's own: what is half here is worth finishing, also when the one who began it has left.
    const landed = flights.run(key, (work) => landZip(flight, { module, rule, signal: work }));
    if (isFirst) void landed.catch(() => undefined).then(() => zips.delete(key));
    const whole = abortable(landed, signal);
    if (isHead) return whole;
    const streamed = flight.isReadable(signal).then(async (isReadable): Promise<Landed> => {
      if (!isReadable) return whole;
      void whole.catch(() => undefined);
      const fileName = `${module.version}.zip`;
      return { kind: "stream", stream: flight.read(), fileName, source: { tier: "upstream" } };
    });
    return Promise.race<Landed>([whole, streamed]);
  }

  async function landZip(
    flight: ZipFlight,
    work: { module: ModuleVersion; rule: ProxyRule; signal: AbortSignal },
  ): Promise<Stored | Refusal> {
    const { module, rule, signal } = work;
    const subject = `${module.path}@${module.version}`;
    let truth: Promise<Truth> | undefined;
    const ask = (): Promise<Truth> => (truth ??= askTruth(log, { rule, ...module }));
    try {
      const walked = await fetchZip({ module, rule, flight, askTruth: ask, signal }, parts);
      const landed =
        walked.kind === "found" ? await judgeZip(walked, { module, truth: await ask() }) : undefined;
      if (walked.kind !== "found") {
        flight.fail();
        return refusalOfWalk(walked, { subject, rule });
      }
      const blob = landed?.kind === "stored" ? await store.openBlob(landed.ref) : undefined;
      if (blob) flight.land((start) => blob.read(start));
      else flight.fail();
      return landed ?? lostBlob(subject);
    } catch (error) {
      flight.fail();
      throw error;
    }
  }

  async function judgeZip(
    { value, upstream }: Extract<Walked<FetchedZip>, { kind: "found" }>,
    { module, truth }: { module: ModuleVersion; truth: Truth },
  ): Promise<Stored | Refusal> {
    const { h1, writer } = value;
    if (truth.kind !== "known") {
      await writer.abandon();
      return refuseTruth(truth, `${module.path}@${module.version}`);
    }
    const ref = await writer.finish();
    if (truth.zip !== undefined && truth.zip !== h1)
      return poison({
        module,
        file: "zip",
        upstream,
        cls: "zip",
        expected: truth.zip,
        actual: h1,
        blob: ref,
      });
    const record = { ...recordOf(module, { known: truth, upstream }), zip: ref, sums: { zip: h1 } };
    return commit(record, { file: "zip", ref });
  }

  async function commit(
    record: VersionRecord,
    { file, ref }: { file: VersionFile; ref: BlobRef },
  ): Promise<Stored | Refusal> {
    const { path, version, upstream } = record;
    const subject = `${path}@${version}`;
    const result = await store.commit(record);
    if (result === "recalled") return { kind: "refused", text: `refused: ${subject} was recalled` };
    if (result === "conflict") {
      const text = `refused: ${subject} has two contents: ${upstream} now gives another ${file} than the one that is stored`;
      report({ kind: "conflict", path, version, text });
      return { kind: "refused", text };
    }
    report({ kind: "stored", upstream, path, version, file });
    poisoned.delete(`${subject}.${file}`);
    // Another process may have been faster with other bytes of the same sum: what is on record counts.
    const stored = (await store.read({ path, version }))?.[file];
    return { kind: "stored", ref: stored ?? ref, upstream };
  }

  async function poison(input: {
    module: ModuleVersion;
    file: VersionFile;
    upstream: Upstream;
    cls: CallClass;
    expected: string;
    actual: string;
    bytes?: Uint8Array;
    blob?: BlobRef;
  }): Promise<Refusal> {
    const { module, file, upstream, cls, expected, actual, bytes } = input;
    const subject = `${module.path}@${module.version}`;
    const blob = input.blob ?? (bytes && (await keep(bytes)));
    const keptAt = await store.keepEvidence({
      kind: "poison",
      text: [
        `subject: ${subject} ${file}`,
        `upstream: ${upstream.name}`,
        `seen: ${new Date(clock.now()).toISOString()}`,
        `received: ${actual}`,
        `log says: ${expected}`,
        "",
      ].join("\n"),
      ...(blob === undefined ? {} : { blob }),
    });
    const text = poisonText({ subject, file, upstream: upstream.name, expected, actual, keptAt });
    poisoned.set(`${subject}.${file}`, text);
    report({ kind: "poison", upstream: upstream.name, ...module, file, text });
    pool.quarantine(upstream, cls, `it gave a wrong ${file} of ${subject}`);
    return { kind: "refused", text };
  }

  function refuseTruth(truth: Exclude<Truth, { kind: "known" }>, subject: string): Refusal {
    if (truth.kind === "contradicted") report({ kind: "log-contradiction", text: truth.text });
    return refusalOfTruth(truth, subject);
  }

  function recordOf(
    module: ModuleVersion,
    { known, upstream }: { known: Truth & { kind: "known" }; upstream: Upstream },
  ): VersionRecord {
    const { proof, logId, treeSize } = known;
    return {
      ...module,
      sums: {},
      proof,
      upstream: upstream.name,
      storedAt: clock.now(),
      ...(logId === undefined ? {} : { logId }),
      ...(treeSize === undefined ? {} : { treeSize }),
    };
  }

  return {
    answer,
    provenBy: (upstream) => proven.get(upstream),
    get counts() {
      return flights.counts;
    },
  };
}

function lostBlob(key: string): Refusal {
  return { kind: "unavailable", text: `${key} is gone from the store again`, retryAfterMs: 1000 };
}

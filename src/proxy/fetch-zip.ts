/** Brings a zip from the chain into the store, while others read along. */
import { createHash } from "node:crypto";
import type { BlobWriter, ModuleVersion, StoredBlob } from "../store/module-store.ts";
import type { ProxyParts } from "./proxy-parts.ts";
import type { ProxyRule } from "./rules.ts";
import type { Truth } from "./truth.ts";
import { openUpstream } from "./upstream/ask-upstream.ts";
import type { Attempt, Walked } from "./upstream/attempt.ts";
import type { UpstreamAnswer } from "./upstream/fetch-upstream.ts";
import type { Upstream } from "./upstream/upstream.ts";
import { walkChain } from "./upstream/walk-chain.ts";
import { versionPath } from "./version-path.ts";
import type { ZipFlight } from "./zip-flight.ts";

/** A zip that go would accept, whose bytes nobody can see yet: `writer` is to be finished or abandoned. */
export interface FetchedZip {
  readonly h1: string;
  readonly writer: BlobWriter;
}

/** The largest zip that go takes. */
const mostBytes = 500 * 1024 * 1024;
const totalMs = 15 * 60_000;
const stallMs = 15_000;
const leastBytes = 16 * 1024;
const magicBytes = 4;

/** Walks the chain until somebody has a zip that is one; what it is worth is for the caller to judge. */
export function fetchZip(
  input: {
    module: ModuleVersion;
    rule: ProxyRule;
    flight: ZipFlight;
    /** Asked for when an upstream has the zip; what it says decides whether others may read along. */
    askTruth: () => Promise<Truth>;
    signal: AbortSignal;
  },
  parts: Pick<ProxyParts, "pool" | "clock" | "store" | "examineZip">,
): Promise<Walked<FetchedZip>> {
  const { module, rule, flight, askTruth, signal } = input;
  const path = versionPath(module, "zip");
  /** Of the bytes that readers got from an attempt that failed. */
  let promised: { readonly length: number; readonly sum: string } | undefined;

  return walkChain<FetchedZip>(
    { chain: rule.chain, cls: "zip", subject: path, totalMs, signal, attempt },
    parts,
  );

  async function attempt(
    upstream: Upstream,
    attemptSignal: AbortSignal,
    limitMs: number,
  ): Promise<Attempt<FetchedZip>> {
    const limits = {
      headersMs: limitMs,
      stallMs: upstream.timeoutMs ?? stallMs,
      leastBytes,
      totalMs,
      mostBytes,
    };
    const opened = await openUpstream(upstream, { path, signal: attemptSignal, limits });
    if (opened.kind !== "found") return opened;
    const writer = await parts.store.newBlob();
    try {
      void askTruth().then((truth) => {
        if (truth.kind === "known" && promised === undefined) flight.allowReading();
      });
      const problem = await take(opened.value, writer);
      const examined =
        problem === undefined ? await examine(await writer.seal()) : { ok: false, reason: problem };
      if (examined.ok && "h1" in examined) return { kind: "found", value: { h1: examined.h1, writer } };
      await giveUp(writer);
      const reason = "reason" in examined ? examined.reason : "its zip is none";
      return { kind: "failed", reason, isContent: true };
    } catch (error) {
      await giveUp(writer);
      throw error;
    }
  }

  async function take({ chunks, close }: UpstreamAnswer, writer: BlobWriter): Promise<string | undefined> {
    const prefix = promised && createHash("sha256");
    let size = 0;
    try {
      for await (const chunk of chunks) {
        if (size < magicBytes && !mayBeginZip(chunk, size)) return "its answer is no zip";
        if (promised && prefix && size < promised.length) {
          prefix.update(chunk.subarray(0, promised.length - size));
          const isAllSeen = size + chunk.length >= promised.length;
          if (isAllSeen && prefix.digest("hex") !== promised.sum) flight.fail();
          else if (isAllSeen) flight.allowReading();
        }
        size += chunk.length;
        await writer.write(chunk);
        flight.push(chunk);
      }
    } finally {
      close();
    }
    // Shorter than what was given away already: it cannot be the same.
    if (promised && size < promised.length) flight.fail();
    return undefined;
  }

  async function examine(sealed: StoredBlob): ReturnType<ProxyParts["examineZip"]> {
    if (sealed.file === undefined) return { ok: false, reason: "the store has no file to examine" };
    const examined = await parts.examineZip(sealed.file, module);
    return examined.ok ? examined : { ok: false, reason: `go would refuse its zip: ${examined.reason}` };
  }

  /** What readers have got by now must come again from the next upstream, byte by byte. */
  async function giveUp(writer: BlobWriter): Promise<void> {
    flight.restart();
    if (flight.given > 0) {
      try {
        const sealed = await writer.seal();
        promised = { length: flight.given, sum: await sumOf(sealed.read(0, flight.given)) };
      } catch {
        flight.fail();
      }
    }
    await writer.abandon();
  }
}

async function sumOf(stream: ReadableStream<Uint8Array>): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of stream) hash.update(chunk);
  return hash.digest("hex");
}

/** Whether bytes at this place are what a zip begins with: a first entry, or the end of an empty one. */
function mayBeginZip(bytes: Uint8Array, at: number): boolean {
  return [[0x50], [0x4b], [3, 5], [4, 6]]
    .slice(at, at + bytes.length)
    .every((allowed, index) => allowed.includes(bytes[index] ?? -1));
}

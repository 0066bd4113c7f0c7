/**
 * Asks for a log's paths through the chain, like everything else: with breakers, places and limits. An upstream passes a
 * log on or it does not, which it says once (https://go.dev/design/25530-sumdb#proxying-a-checksum-database); behind the
 * last one stands the log itself. What comes back proves itself, so that from whom it came does not matter.
 */
import type { LogAnswer, LogReader } from "../sumdb/log-reader.ts";
import type { Clock } from "./clock.ts";
import type { Attempt } from "./upstream/attempt.ts";
import { fetchUpstream, readAll } from "./upstream/fetch-upstream.ts";
import type { UpstreamPool } from "./upstream/pool.ts";
import type { Chain, Upstream } from "./upstream/upstream.ts";
import { walkChain } from "./upstream/walk-chain.ts";

/** Answers are some hundred bytes and tiles 8 KB. */
const mostBytes = 1_000_000;
const totalMs = 20_000;
/** How long somebody who does not pass the log on is not asked again. */
const unsupportedMs = 5 * 60_000;

/** Asks for a log's paths. */
export interface ChainLogReader {
  readonly read: LogReader;
  /** True when every upstream said, lately, that it does not pass the log on. */
  isRefusedByAll(): boolean;
}

/** Makes a reader; `direct` is the log's own address as an upstream, or what GOSUMDB names in its place. */
export function createLogReader(parts: {
  log: string;
  chain: Chain;
  direct: Upstream | undefined;
  pool: UpstreamPool;
  clock: Clock;
}): ChainLogReader {
  const { log, chain, direct, pool, clock } = parts;
  const supported = new Map<string, { readonly isSupported: boolean; readonly at: number }>();
  const links: Chain = direct ? [...chain, { upstream: direct, separator: "," }] : chain;

  const read: LogReader = async (path) => {
    const signal = new AbortController().signal;
    const walked = await walkChain<LogAnswer>(
      {
        // A log's answers are the same everywhere: whoever has one will do.
        chain: links.map(({ upstream }) => ({ upstream, separator: "|" as const })),
        cls: "log",
        subject: `${log}/${path}`,
        totalMs,
        signal,
        attempt: (upstream, attemptSignal, limitMs) =>
          ask(upstream, { path, signal: attemptSignal, limitMs }),
      },
      { pool, clock },
    );
    if (walked.kind === "found") return walked.value;
    if (walked.kind === "absent") return { kind: "unreachable", reason: `no upstream passes ${log} on` };
    return { kind: "unreachable", reason: walked.text };
  };

  const isRefusedByAll = (): boolean =>
    chain.every(({ upstream }) => supported.get(upstream.name)?.isSupported === false);

  async function ask(
    upstream: Upstream,
    asked: { path: string; signal: AbortSignal; limitMs: number },
  ): Promise<Attempt<LogAnswer>> {
    const isLogItself = upstream === direct;
    if (!isLogItself && !(await isPassedOn(upstream, asked))) return { kind: "absent", isGone: false };
    const path = isLogItself ? asked.path : `sumdb/${log}/${asked.path}`;
    const { status, bytes } = await get(upstream, { ...asked, path });
    // "Not found" for a record is the log's own word; anything else is an outage on the way.
    if (status === 200 || status === 404 || status === 410)
      return { kind: "found", value: { kind: "answered", status, bytes } };
    return { kind: "failed", reason: `it answers ${status} for ${log}` };
  }

  async function isPassedOn(
    upstream: Upstream,
    asked: { signal: AbortSignal; limitMs: number },
  ): Promise<boolean> {
    const known = supported.get(upstream.name);
    if (known?.isSupported || (known && Math.abs(clock.now() - known.at) < unsupportedMs))
      return known.isSupported;
    const { status } = await get(upstream, { ...asked, path: `sumdb/${log}/supported` });
    const isSupported = status === 200;
    // An outage says nothing about it.
    if (isSupported || (status >= 400 && status < 500 && status !== 429))
      supported.set(upstream.name, { isSupported, at: clock.now() });
    return isSupported;
  }

  async function get(
    upstream: Upstream,
    { path, signal, limitMs }: { path: string; signal: AbortSignal; limitMs: number },
  ): Promise<{ status: number; bytes: Uint8Array }> {
    const limits = { headersMs: limitMs, stallMs: limitMs, leastBytes: 1, totalMs: limitMs, mostBytes };
    const answer = await fetchUpstream({ base: upstream.url, path, signal }, limits);
    return { status: answer.status, bytes: await readAll(answer) };
  }

  return { read, isRefusedByAll };
}

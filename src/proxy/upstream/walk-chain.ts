/** Asks the upstreams of a chain, one after the other, through their breakers. */
import { Deadline } from "../../breaker/deadline.ts";
import type { Clock } from "../clock.ts";
import type { Attempt, Walked } from "./attempt.ts";
import type { UpstreamPool } from "./pool.ts";
import { type Tried, tryUpstream } from "./try-upstream.ts";
import type { CallClass, Chain, Upstream } from "./upstream.ts";

/** What is to be done at each upstream until one has it. */
export interface Walk<Value> {
  readonly chain: Chain;
  readonly cls: CallClass;
  /** What is fetched, for people. */
  readonly subject: string;
  /** For all attempts together. */
  readonly totalMs: number;
  readonly signal: AbortSignal;
  /** May throw FetchFailure, and the reason of its signal. `limitMs` is for the answer's beginning. */
  attempt(upstream: Upstream, signal: AbortSignal, limitMs: number): Promise<Attempt<Value>>;
}

/** For one attempt, where the upstream says nothing else. */
const attemptMs: Readonly<Record<CallClass, number>> = { meta: 10_000, zip: 20_000, log: 10_000 };

/** Walks along the chain. Rejects with the signal's reason, and with failures that are not the upstreams'. */
export async function walkChain<Value>(
  walk: Walk<Value>,
  parts: { pool: UpstreamPool; clock: Clock },
): Promise<Walked<Value>> {
  const { chain, cls, signal } = walk;
  const { pool, clock } = parts;
  const deadline = Deadline.after(walk.totalMs, clock.now());
  const said = createVerdict<Value>();
  /** The next upstream's attempt, where it was begun because this one's takes long. */
  let ahead: Running<Value> | undefined;
  for (const [index, { upstream, separator }] of chain.entries()) {
    const next = separator === "|" ? chain[index + 1] : undefined;
    let running = ahead ?? beginFirst(index, upstream);
    ahead =
      next && (await beginAhead(running, { upstream, next: () => beginFirst(index + 1, next.upstream) }));
    if (next && ahead && (await isFoundFirst(ahead, running))) {
      running.stop();
      const walked = said.hear(await ahead.tried, next.upstream);
      if (walked) return walked;
    }
    for (;;) {
      const tried = await running.tried;
      const walked = said.hear(tried, upstream);
      if (walked) {
        ahead?.stop();
        return walked;
      }
      // The next upstream is better than the same again, and only an outage may pass.
      const isWorthIt = tried.kind === "failed" && !tried.isFinal && index === chain.length - 1;
      if (!isWorthIt || deadline.isOver(clock.now()) || !pool.budget(upstream).tryRetry()) break;
      running = begin(index, upstream);
    }
    if (!said.mayGoOn(separator)) break;
  }
  return said.end();

  function beginFirst(index: number, upstream: Upstream): Running<Value> {
    pool.budget(upstream).countRequest();
    return begin(index, upstream);
  }

  function begin(index: number, upstream: Upstream): Running<Value> {
    const stop = new AbortController();
    const step = deadline.share({ attempts: chain.length - index, now: clock.now() });
    const limitMs = Math.min(upstream.timeoutMs ?? attemptMs[cls], step.remainingMs(clock.now()));
    const both = AbortSignal.any([signal, stop.signal]);
    const tried = tryUpstream({ ...walk, upstream, signal: both, limitMs }, parts);
    // Whoever is stopped is not listened to any more.
    tried.catch(() => undefined);
    return { tried, stop: () => stop.abort() };
  }

  /** Small answers only: a zip that is slow is still coming. */
  async function beginAhead(
    running: Running<Value>,
    { upstream, next }: { upstream: Upstream; next: () => Running<Value> },
  ): Promise<Running<Value> | undefined> {
    const hedge = pool.hedge(upstream);
    const delayMs = cls === "meta" ? hedge.delayMs(clock.now()) : undefined;
    if (delayMs === undefined) return undefined;
    const isSlow = await isSlowerThan(running, delayMs);
    return isSlow && hedge.tryHedge() ? next() : undefined;
  }
}

interface Running<Value> {
  readonly tried: Promise<Tried<Value>>;
  stop(): void;
}

async function isSlowerThan({ tried }: Running<unknown>, delayMs: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(true), delayMs);
  });
  const isSlow = await Promise.race([
    tried.then(
      () => false,
      () => false,
    ),
    late,
  ]);
  clearTimeout(timer);
  return isSlow;
}

/** Whether the second one has it before the first one has said anything. */
function isFoundFirst(second: Running<unknown>, first: Running<unknown>): Promise<boolean> {
  const firstEnds = first.tried.then(
    () => false,
    () => false,
  );
  const secondEnds = second.tried.then(
    ({ kind }) => (kind === "found" ? true : firstEnds),
    () => firstEnds,
  );
  return Promise.race([firstEnds, secondEnds]);
}

interface Verdict<Value> {
  /** What ends the walk at once. */
  hear(attempt: Attempt<Value>, upstream: Upstream): Walked<Value> | undefined;
  mayGoOn(separator: "," | "|"): boolean;
  end(): Walked<Value>;
}

/** Adds up what upstreams say: something is absent only if each of them says so. A second attempt replaces the first. */
function createVerdict<Value>(): Verdict<Value> {
  const said = new Map<string, Attempt<Value>>();
  let last: Attempt<Value>["kind"] | undefined;
  return {
    hear(attempt, upstream) {
      last = attempt.kind;
      if (attempt.kind === "found") return { kind: "found", value: attempt.value, upstream };
      if (attempt.kind === "poisoned") return { kind: "poisoned", text: attempt.text, upstream };
      said.set(upstream.name, attempt);
      return undefined;
    },
    mayGoOn: (separator) => separator === "|" || last === "absent",
    end() {
      const attempts = [...said];
      const failures = attempts.flatMap(([name, one]) => (one.kind === "failed" ? [{ name, ...one }] : []));
      if (failures.length > 0) return outage(failures);
      const refusals = attempts.flatMap(([name, one]) =>
        one.kind === "refused" ? [`${name}: ${one.reason}`] : [],
      );
      if (refusals.length > 0) return { kind: "refused", text: refusals.join("; ") };
      if (attempts.length > 0)
        return { kind: "absent", isGone: attempts.every(([, one]) => one.kind === "absent" && one.isGone) };
      return {
        kind: "unavailable",
        text: "no upstream is configured for it",
        isLate: false,
        retryAfterMs: undefined,
      };
    },
  };
}

function outage(
  failures: readonly { name: string; reason: string; isLate?: boolean; retryAfterMs?: number }[],
): Walked<never> & { kind: "unavailable" } {
  const waits = failures.flatMap(({ retryAfterMs }) => (retryAfterMs === undefined ? [] : [retryAfterMs]));
  return {
    kind: "unavailable",
    text: failures.map(({ name, reason }) => `${name}: ${reason}`).join("; "),
    isLate: failures.at(-1)?.isLate === true,
    retryAfterMs: waits.length === 0 ? undefined : Math.min(...waits),
  };
}

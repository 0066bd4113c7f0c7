/** One attempt at one upstream: through its breaker, in a place of its own, and judged afterwards. */
import type { Clock } from "../clock.ts";
import type { Attempt } from "./attempt.ts";
import { FetchFailure } from "./fetch-upstream.ts";
import type { UpstreamPool } from "./pool.ts";
import type { CallClass, Upstream } from "./upstream.ts";

/** How an attempt ended; a final one is not worth another try at once. */
export type Tried<Value> = Attempt<Value> & { readonly isFinal?: boolean };

/** What is attempted. */
export interface Try<Value> {
  readonly upstream: Upstream;
  readonly cls: CallClass;
  readonly subject: string;
  readonly signal: AbortSignal;
  /** For waiting, and again for the beginning of an answer. */
  readonly limitMs: number;
  attempt(upstream: Upstream, signal: AbortSignal, limitMs: number): Promise<Attempt<Value>>;
}

/** Attempts it. Rejects with the signal's reason, and with failures that are not the upstream's. */
export async function tryUpstream<Value>(
  asked: Try<Value>,
  { pool, clock }: { pool: UpstreamPool; clock: Clock },
): Promise<Tried<Value>> {
  const { upstream, cls, subject, signal, limitMs } = asked;
  const breaker = pool.breaker(upstream, cls);
  const refusal = refusalOfBreaker();
  if (refusal) return refusal;
  const place = await pool.enter(upstream, cls, { signal, limitMs });
  if (!place) return { kind: "failed", isFinal: true, reason: "too many requests wait for it already" };
  try {
    // Whoever waited long may find it open by now.
    const call = breaker.tryCall(clock.now());
    if (call.kind === "refused") return refuse(call.retryAfterMs);
    const began = clock.now();
    const end = (outcome: "success" | "failure" | "ignored"): void => {
      call.finish(outcome, clock.now());
      if (outcome === "success" && cls === "meta")
        pool.hedge(upstream).record(clock.now() - began, clock.now());
    };
    try {
      const attempt = await asked.attempt(upstream, signal, limitMs);
      const isOld = attempt.kind === "failed" && attempt.isContent && !pool.counts(upstream, subject);
      end(isOld ? "ignored" : outcomeOf(attempt));
      if (attempt.kind === "failed") pool.noteFailure({ upstream: upstream.name, cls, subject, ...attempt });
      return attempt;
    } catch (error) {
      // A client that leaves, or a full disk of ours, says nothing about the other side.
      const isTheirs = error instanceof FetchFailure && !signal.aborted;
      end(isTheirs ? "failure" : "ignored");
      if (signal.aborted) throw signal.reason;
      if (!isTheirs) throw error;
      const failed = { kind: "failed" as const, reason: error.message, isLate: error.isLate };
      pool.noteFailure({ upstream: upstream.name, cls, subject, ...failed });
      return failed;
    }
  } finally {
    place.leave();
  }

  function refusalOfBreaker(): Tried<never> | undefined {
    const { state, isForced, retryAfterMs, isProbeDue, last } = breaker.snapshot(clock.now());
    if (state === "closed") return undefined;
    if (isProbeDue) pool.probe(upstream, cls);
    if (!isForced) return refuse(retryAfterMs);
    const reason = `it is quarantined: ${last?.note ?? "no reason is known"}`;
    return { kind: "failed", isFinal: true, reason };
  }
}

function refuse(retryAfterMs: number | undefined): Tried<never> {
  return {
    kind: "failed",
    isFinal: true,
    reason: "it failed too often and is not asked for now",
    ...(retryAfterMs === undefined ? {} : { retryAfterMs: Math.max(retryAfterMs, 1000) }),
  };
}

/** A server that says "no" works; one whose bytes are wrong is not judged by its breaker but put into quarantine. */
function outcomeOf(attempt: Attempt<unknown>): "success" | "failure" | "ignored" {
  if (attempt.kind === "failed") return "failure";
  return attempt.kind === "poisoned" ? "ignored" : "success";
}

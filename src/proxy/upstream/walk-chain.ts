/** Asks the upstreams of a chain, one after the other, through their breakers. */
import { Deadline } from "../../breaker/deadline.ts";
import type { Clock } from "../clock.ts";
import type { Attempt, Walked } from "./attempt.ts";
import { FetchFailure } from "./fetch-upstream.ts";
import type { UpstreamPool } from "./pool.ts";
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

/** Walks along the chain. Rejects with the signal's reason only. */
export async function walkChain<Value>(
  walk: Walk<Value>,
  { pool, clock }: { pool: UpstreamPool; clock: Clock },
): Promise<Walked<Value>> {
  const { chain, cls, signal, subject } = walk;
  const deadline = Deadline.after(walk.totalMs, clock.now());
  const said = createVerdict<Value>();
  for (const [index, { upstream, separator }] of chain.entries()) {
    const isLast = index === chain.length - 1;
    pool.budget(upstream).countRequest();
    for (;;) {
      const attempt = await tryOnce();
      const walked = said.hear(attempt, upstream);
      if (walked) return walked;
      // The next upstream is better than the same again, and only an outage may pass.
      if (attempt.kind !== "failed" || attempt.isFinal || !isLast || !pool.budget(upstream).tryRetry()) break;
      if (deadline.isOver(clock.now())) break;
    }
    if (!said.mayGoOn(separator)) break;

    async function tryOnce(): Promise<Attempt<Value> & { readonly isFinal?: boolean }> {
      const step = deadline.share({ attempts: chain.length - index, now: clock.now() });
      const limitMs = Math.min(upstream.timeoutMs ?? attemptMs[cls], step.remainingMs(clock.now()));
      const breaker = pool.breaker(upstream, cls);
      const refusal = breakerRefusal();
      if (refusal) return refusal;
      const place = await pool.enter(upstream, cls, signal);
      if (!place) return { kind: "failed", isFinal: true, reason: "too many requests wait for it already" };
      try {
        // Whoever waited long may find it open by now.
        const call = breaker.tryCall(clock.now());
        if (call.kind === "refused") return refusalOf(call);
        try {
          const attempt = await walk.attempt(upstream, signal, limitMs);
          const isOld = attempt.kind === "failed" && attempt.isContent && !pool.counts(upstream, subject);
          call.finish(isOld ? "ignored" : outcomeOf(attempt), clock.now());
          if (attempt.kind === "failed")
            pool.noteFailure({ upstream: upstream.name, cls, ...attempt, subject });
          return attempt;
        } catch (error) {
          if (signal.aborted) {
            call.finish("ignored", clock.now());
            throw signal.reason;
          }
          // A full disk of ours says nothing about the other side.
          const isTheirs = error instanceof FetchFailure;
          call.finish(isTheirs ? "failure" : "ignored", clock.now());
          if (!isTheirs) throw error;
          const failed = { kind: "failed" as const, reason: error.message, isLate: error.isLate };
          pool.noteFailure({ upstream: upstream.name, cls, ...failed, subject });
          return failed;
        }
      } finally {
        place.leave();
      }

      function breakerRefusal(): ReturnType<typeof refusalOf> | undefined {
        const { state, isForced, retryAfterMs, isProbeDue, last } = breaker.snapshot(clock.now());
        if (state === "closed") return undefined;
        if (isProbeDue) pool.probe(upstream, cls);
        if (isForced)
          return {
            kind: "failed",
            isFinal: true,
            reason: `it is quarantined: ${last?.note ?? "no reason is known"}`,
          };
        return refusalOf({ retryAfterMs });
      }
    }
  }
  return said.end();
}

function refusalOf({
  retryAfterMs,
}: {
  retryAfterMs: number | undefined;
}): Attempt<never> & { isFinal: true } {
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

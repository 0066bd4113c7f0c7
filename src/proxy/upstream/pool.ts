/**
 * All that is known of the upstreams while the proxy runs: a breaker, places and a retry budget for each upstream and
 * class of calls. Places are what keeps a hanging upstream from taking the connections that others need.
 */

import type { Breaker } from "../../breaker/breaker.ts";
import { BreakerRegistry } from "../../breaker/breaker-registry.ts";
import type { BreakerSnapshot } from "../../breaker/breaker-snapshot.ts";
import { Bulkhead, type Place } from "../../breaker/bulkhead.ts";
import { Hedge } from "../../breaker/hedge.ts";
import { NegativeCache } from "../../breaker/negative-cache.ts";
import { RetryBudget } from "../../breaker/retry-budget.ts";
import type { Transition } from "../../breaker/transition.ts";
import type { Clock } from "../clock.ts";
import type { CallClass, Upstream } from "./upstream.ts";

/** Fetches something whose content is known and says whether it is what came. */
export type Probe = (upstream: Upstream, cls: CallClass, signal: AbortSignal) => Promise<boolean>;

/** A change of a breaker's state with whose it is. */
export interface UpstreamTransition {
  readonly upstream: string;
  readonly classes: readonly CallClass[];
  readonly transition: Transition;
}

/** A call that an upstream failed. */
export interface UpstreamFailure {
  readonly upstream: string;
  readonly cls: CallClass;
  readonly subject: string;
  readonly reason: string;
}

/**
 * Bun's `fetch` queues everything behind 256 requests that are open in the process; what we open in total stays below,
 * with room for a store that is asked over the network, so that our own places decide who waits.
 */
const mostOpenRequests = 200;
const callClasses: readonly CallClass[] = ["meta", "zip", "log"];
const shares: Readonly<Record<CallClass, number>> = { meta: 0.5, zip: 0.25, log: 0.25 };
const mostPlaces = 64;
const queueLength = 2000;
const probeMs = 15_000;
/** Who usually takes longer than this is slow anyway, and its breaker's business. */
const mostHedgeMs = 3_000;

export class UpstreamPool {
  readonly #clock: Clock;
  readonly #breakers: BreakerRegistry;
  #upstreams: readonly Upstream[] = [];
  #owners: ReadonlyMap<string, Owner>;
  readonly #bulkheads = new Map<string, Bulkhead>();
  readonly #hedges = new Map<string, Hedge>();
  readonly #budgets = new Map<string, RetryBudget>();
  readonly #timers = new Set<ReturnType<typeof setTimeout>>();
  readonly #stop = new AbortController();
  readonly #onFailure: (failure: UpstreamFailure) => void;
  readonly #broken = new NegativeCache<true>({ ttlMs: 60_000 });
  #probe: Probe = async () => false;

  constructor(input: {
    upstreams: readonly Upstream[];
    clock: Clock;
    random: () => number;
    onTransition?: (change: UpstreamTransition) => void;
    onFailure?: (failure: UpstreamFailure) => void;
  }) {
    const { upstreams, clock, random, onTransition = () => undefined } = input;
    this.#onFailure = input.onFailure ?? (() => undefined);
    this.#clock = clock;
    this.#owners = ownersOf(upstreams);
    this.#breakers = new BreakerRegistry({
      optionsOf: (key) => breakerOptions(this.#owners.get(key)?.upstream),
      random,
      limit: 10_000,
      onTransition: (key, transition) => {
        const owner = this.#owners.get(key);
        if (!owner) return;
        const { upstream, cls } = owner;
        const classes = upstream.hasOneBreaker && !upstream.isLog ? callClasses : [cls];
        onTransition({ upstream: upstream.name, classes, transition });
        if (transition.to === "open" && transition.openForMs !== undefined)
          this.#later(transition.openForMs, () => this.probe(upstream, cls));
      },
    });
    this.#furnish(upstreams);
  }

  /** Takes other upstreams: those of the same name and class keep what is known of them. */
  reconfigure(upstreams: readonly Upstream[]): void {
    const owners = ownersOf(upstreams);
    this.#breakers.reconfigure({
      keys: owners.keys(),
      optionsOf: (key) => breakerOptions(owners.get(key)?.upstream),
      now: this.#clock.now(),
    });
    this.#owners = owners;
    this.#furnish(upstreams);
  }

  #furnish(upstreams: readonly Upstream[]): void {
    this.#upstreams = upstreams;
    const perUpstream = mostOpenRequests / Math.max(1, upstreams.length);
    for (const upstream of upstreams) {
      if (!this.#budgets.has(upstream.name)) {
        const budget = new RetryBudget();
        this.#budgets.set(upstream.name, budget);
        this.#hedges.set(upstream.name, new Hedge({ budget, options: { maxMs: mostHedgeMs } }));
      }
      for (const cls of callClasses) {
        const key = bulkheadKey(upstream, cls);
        const places = Math.max(1, Math.min(mostPlaces, Math.floor(perUpstream * shares[cls])));
        const known = this.#bulkheads.get(key);
        if (known) known.resize({ places, queue: queueLength });
        else this.#bulkheads.set(key, new Bulkhead({ places, queue: queueLength }));
      }
    }
  }

  /** What probes fetch; without it none succeeds. */
  set probeWith(probe: Probe) {
    this.#probe = probe;
  }

  breaker(upstream: Upstream, cls: CallClass): Breaker {
    return this.#breakers.get(keyOf(upstream, cls));
  }

  budget(upstream: Upstream): RetryBudget {
    const budget = this.#budgets.get(upstream.name);
    if (!budget) throw new RangeError(`No upstream "${upstream.name}"`);
    return budget;
  }

  /** When a second upstream is asked beside a slow one; it takes from the slow one's budget. */
  hedge(upstream: Upstream): Hedge {
    const hedge = this.#hedges.get(upstream.name);
    if (!hedge) throw new RangeError(`No upstream "${upstream.name}"`);
    return hedge;
  }

  /** A place for one request; undefined when too many wait already, or for too long. Rejects with the signal's reason. */
  enter(
    upstream: Upstream,
    cls: CallClass,
    { signal, limitMs }: { signal: AbortSignal; limitMs: number },
  ): Promise<Place | undefined> {
    const bulkhead = this.#bulkheads.get(bulkheadKey(upstream, cls));
    if (!bulkhead) throw new RangeError(`No upstream "${upstream.name}"`);
    return new Promise((resolve, reject) => {
      let timer: ReturnType<typeof setTimeout> | undefined;
      const forget = (): void => {
        signal.removeEventListener("abort", onAbort);
        clearTimeout(timer);
      };
      const entry = bulkhead.enter(cls, (place) => {
        forget();
        resolve(place);
      });
      const giveUp = (end: () => void): void => {
        if (entry.kind !== "waiting" || !entry.giveUp()) return;
        forget();
        end();
      };
      const onAbort = (): void => giveUp(() => reject(signal.reason));
      if (entry.kind === "inside") resolve(entry.place);
      else if (entry.kind === "full") resolve(undefined);
      else if (signal.aborted) onAbort();
      else {
        signal.addEventListener("abort", onAbort, { once: true });
        timer = setTimeout(() => giveUp(() => resolve(undefined)), limitMs);
      }
    });
  }

  /** Sends one request whose answer is checked by content, if one is due; it runs beside what others do. */
  probe(upstream: Upstream, cls: CallClass): void {
    const call = this.breaker(upstream, cls).tryProbe(this.#clock.now());
    if (!call) return;
    const signal = AbortSignal.any([this.#stop.signal, AbortSignal.timeout(probeMs)]);
    void this.#probe(upstream, cls, signal)
      .catch(() => false)
      .then((isGood) => call.finish(isGood ? "success" : "failure", this.#clock.now()));
  }

  /** Nothing of this class is taken from an upstream any more, until somebody says otherwise. */
  quarantine(upstream: Upstream, cls: CallClass, note: string): void {
    this.breaker(upstream, cls).forceOpen(this.#clock.now(), note);
  }

  /**
   * Whether a failure counts for the breaker: one file that is broken there for good is asked for again and again, and
   * must not take everything else with it.
   */
  counts(upstream: Upstream, subject: string): boolean {
    const key = `${upstream.name} ${subject}`;
    const now = this.#clock.now();
    if (this.#broken.get(key, now)) return false;
    this.#broken.set(key, true, now);
    return true;
  }

  noteFailure({ upstream, cls, subject, reason }: UpstreamFailure): void {
    this.#onFailure({ upstream, cls, subject, reason });
  }

  *snapshots(): Generator<{ upstream: string; cls: CallClass; snapshot: BreakerSnapshot }> {
    for (const upstream of this.#upstreams)
      for (const cls of classesOf(upstream)) {
        yield {
          upstream: upstream.name,
          cls,
          snapshot: this.breaker(upstream, cls).snapshot(this.#clock.now()),
        };
      }
  }

  get upstreams(): readonly Upstream[] {
    return this.#upstreams;
  }

  close(): void {
    this.#stop.abort();
    for (const timer of this.#timers) clearTimeout(timer);
  }

  #later(ms: number, action: () => void): void {
    if (this.#stop.signal.aborted) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      action();
    }, ms);
    timer.unref?.();
    this.#timers.add(timer);
  }
}

interface Owner {
  readonly upstream: Upstream;
  readonly cls: CallClass;
}

/** By the key of its breaker. */
function ownersOf(upstreams: readonly Upstream[]): ReadonlyMap<string, Owner> {
  return new Map(
    upstreams.flatMap((upstream) =>
      classesOf(upstream).map((cls) => [keyOf(upstream, cls), { upstream, cls }] as const),
    ),
  );
}

/** Those that have a breaker of their own. */
function classesOf({ hasOneBreaker, isLog }: Upstream): readonly CallClass[] {
  if (isLog) return ["log"];
  return hasOneBreaker ? ["meta"] : callClasses;
}

function keyOf(upstream: Upstream, cls: CallClass): string {
  return upstream.hasOneBreaker && !upstream.isLog ? upstream.name : `${upstream.name} ${cls}`;
}

function bulkheadKey(upstream: Upstream, cls: CallClass): string {
  return `${upstream.name} ${cls}`;
}

/** Enough calls to judge by, a whole minute of them, and trials that look at content. */
function breakerOptions(upstream: Upstream | undefined): Upstream["breaker"] {
  const usual = {
    windowMs: 60_000,
    minCalls: 10,
    failureRatio: 0.5,
    failuresInARow: 8,
    openMs: 5_000,
    trialsBy: "probes" as const,
  };
  return { ...usual, ...upstream?.breaker };
}

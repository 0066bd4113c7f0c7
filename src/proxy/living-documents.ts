/**
 * What changes upstream: lists, `@latest`, branches. The last good state is kept in the store and outlives an outage;
 * while it is young it is the answer, while it is not old it is the answer and is refreshed beside it, and when it is
 * old whoever asks waits for the refresh, and gets the old one with its age when that fails.
 */
import { SingleFlight } from "../breaker/single-flight.ts";
import type { ModuleStore } from "../store/module-store.ts";
import type { Refusal } from "./answer.ts";
import type { Clock } from "./clock.ts";

/** What is kept, as text, and when it was last true. */
export interface Living {
  readonly text: string;
  readonly checkedAt: number;
}

/** What a refresh brings: the new text, or why there is none. */
export type Refreshed = { readonly kind: "fresh"; readonly text: string } | Refusal;

/** The text with its age when it could not be, or is just being, refreshed. */
export type LivingAnswer =
  | { readonly kind: "living"; readonly text: string; readonly staleMs?: number; readonly freshForMs: number }
  | Refusal;

/** How long what is remembered is worth what. */
export interface LivingTimes {
  /** The answer, and nobody is asked. */
  readonly freshMs: number;
  /** The answer, and it is refreshed beside it. */
  readonly usableMs: number;
}

const mostInMemory = 20_000;

/** Keeps documents of one kind. */
export class LivingDocuments {
  readonly #store: ModuleStore;
  readonly #clock: Clock;
  readonly #times: LivingTimes;
  readonly #memory = new Map<string, Living>();
  readonly #flights = new SingleFlight<Refreshed>();

  constructor({ store, clock, times }: { store: ModuleStore; clock: Clock; times: LivingTimes }) {
    this.#store = store;
    this.#clock = clock;
    this.#times = times;
  }

  /** `refresh` gets what is known already; an "absent" from it is an answer when `mayVanish`, else what was known stays. */
  async get(
    name: string,
    options: {
      signal: AbortSignal;
      mayVanish: boolean;
      refresh: (known: string | undefined, signal: AbortSignal) => Promise<Refreshed>;
    },
  ): Promise<LivingAnswer> {
    const { signal, mayVanish } = options;
    const known = await this.read(name);
    const ageMs = known ? this.#ageOf(known) : Number.POSITIVE_INFINITY;
    if (known && ageMs < this.#times.freshMs)
      return { kind: "living", text: known.text, freshForMs: this.#times.freshMs - ageMs };
    const refreshed = this.#flights.run(name, (work) => this.#refresh(name, options.refresh, work), signal);
    if (known && ageMs < this.#times.usableMs) {
      void refreshed.catch(() => undefined);
      return { kind: "living", text: known.text, staleMs: ageMs, freshForMs: 0 };
    }
    const result = await refreshed;
    if (result.kind === "fresh")
      return { kind: "living", text: result.text, freshForMs: this.#times.freshMs };
    const isProven = result.kind === "absent" && mayVanish;
    // A refusal is a decision; an outage is none, and a list that was seen once does not vanish.
    const staysKnown = known && !isProven && result.kind !== "refused" && result.kind !== "malformed";
    return staysKnown ? { kind: "living", text: known.text, staleMs: ageMs, freshForMs: 0 } : result;
  }

  /** What is remembered; undefined when nothing is. */
  async read(name: string): Promise<Living | undefined> {
    const inMemory = this.#memory.get(name);
    if (inMemory) return inMemory;
    const document = await this.#store.readDocument(name);
    const stored = document && parseLiving(document.bytes);
    if (stored) this.#remember(name, stored);
    return stored;
  }

  async #refresh(
    name: string,
    refresh: (known: string | undefined, signal: AbortSignal) => Promise<Refreshed>,
    signal: AbortSignal,
  ): Promise<Refreshed> {
    // Another replica may have seen more since.
    const document = await this.#store.readDocument(name);
    const stored = document && parseLiving(document.bytes);
    const result = await refresh(stored?.text ?? this.#memory.get(name)?.text, signal);
    if (result.kind !== "fresh") return result;
    const living = { text: result.text, checkedAt: this.#clock.now() };
    this.#remember(name, living);
    // Whoever was faster has asked the same servers in the same moment.
    if (stored?.text !== result.text || this.#ageOf(stored) > this.#times.usableMs / 4)
      await this.#store.replaceDocument(name, document?.tag, formatLiving(living)).catch(() => false);
    return result;
  }

  /** A state from the future was written by a clock that was wrong, and counts as old. */
  #ageOf({ checkedAt }: Living): number {
    const ageMs = this.#clock.now() - checkedAt;
    return ageMs >= 0 ? ageMs : Number.MAX_SAFE_INTEGER;
  }

  #remember(name: string, living: Living): void {
    this.#memory.delete(name);
    this.#memory.set(name, living);
    if (this.#memory.size <= mostInMemory) return;
    const [oldest] = this.#memory.keys();
    if (oldest !== undefined) this.#memory.delete(oldest);
  }
}

function formatLiving({ text, checkedAt }: Living): Uint8Array {
  return new TextEncoder().encode(`${JSON.stringify({ checkedAt })}\n${text}`);
}

function parseLiving(bytes: Uint8Array): Living | undefined {
  const all = new TextDecoder().decode(bytes);
  const end = all.indexOf("\n");
  try {
    const { checkedAt } = JSON.parse(all.slice(0, end)) as { checkedAt?: unknown };
    return typeof checkedAt === "number" ? { checkedAt, text: all.slice(end + 1) } : undefined;
  } catch {
    return undefined;
  }
}

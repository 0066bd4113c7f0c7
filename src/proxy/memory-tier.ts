/**
 * Answers that are ready to be sent, by the path that asks for them: the most recently used ones, up to a number of
 * bytes. A map keeps the order in which its entries came; whoever is used often enough moves to the end.
 */

/** A response in pieces that can be used again. */
export interface HotAnswer {
  readonly bytes: Uint8Array;
  readonly init: { readonly headers: Headers };
  readonly etag: string;
  /** By the proxy's clock; Infinity for what never changes. */
  readonly freshUntil: number;
}

interface Entry {
  readonly answer: HotAnswer;
  readonly cost: number;
  uses: number;
}

/** Headers, keys and the map's own need, roughly. */
const costOfEntry = 1024;
/** Moving an entry costs two changes of the map, so it is not done for each hit. */
const usesPerMove = 32;

export class MemoryTier {
  readonly #entries = new Map<string, Entry>();
  readonly #mostBytes: number;
  #bytes = 0;

  /** `mostBytes` may be 0: then nothing is kept. */
  constructor(mostBytes: number) {
    this.#mostBytes = mostBytes;
  }

  get(path: string): HotAnswer | undefined {
    const entry = this.#entries.get(path);
    if (!entry) return undefined;
    if (++entry.uses % usesPerMove === 0) {
      this.#entries.delete(path);
      this.#entries.set(path, entry);
    }
    return entry.answer;
  }

  set(path: string, answer: HotAnswer): void {
    this.delete(path);
    const cost = answer.bytes.length + 2 * path.length + costOfEntry;
    // One answer alone may not push everything else out.
    if (cost > this.#mostBytes / 8) return;
    this.#entries.set(path, { answer, cost, uses: 0 });
    this.#bytes += cost;
    for (const [oldest, entry] of this.#entries) {
      if (this.#bytes <= this.#mostBytes) return;
      this.#entries.delete(oldest);
      this.#bytes -= entry.cost;
    }
  }

  delete(path: string): void {
    const entry = this.#entries.get(path);
    if (!entry) return;
    this.#entries.delete(path);
    this.#bytes -= entry.cost;
  }

  /** Forgets everything whose path begins so. */
  deleteBelow(start: string): void {
    for (const path of [...this.#entries.keys()]) if (path.startsWith(start)) this.delete(path);
  }

  get counts(): { readonly entries: number; readonly bytes: number } {
    return { entries: this.#entries.size, bytes: this.#bytes };
  }
}

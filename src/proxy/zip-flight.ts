/**
 * A zip on its way in. Everybody who asks for it meanwhile reads along, each at its own pace, and nobody holds it up:
 * what was read lies in a window of memory, and who falls out of the window reads on from the store when the zip is
 * there. The end, without which no zip can be opened, is held back until the whole zip is proven; a bad one is cut off.
 */

/** How much is held back: the longest end-of-directory record, its comment and then some. */
export const heldBackBytes = 128 * 1024;
const windowBytes = 8 * 1024 * 1024;

/** What those who read along are told. */
export type FlightState =
  | { readonly kind: "open" }
  | { readonly kind: "landed" }
  | { readonly kind: "failed" };

interface Chunk {
  readonly start: number;
  readonly bytes: Uint8Array;
}

/** Reads a part of the zip from the store, where it is whole. */
export type ReadStored = (start: number) => ReadableStream<Uint8Array>;

export class ZipFlight {
  #chunks: Chunk[] = [];
  #size = 0;
  #state: FlightState = { kind: "open" };
  #readStored: ReadStored | undefined;
  /** How far anybody has read: from another source only the same bytes may follow. */
  #given = 0;
  #mayGive = false;
  #wake: (() => void)[] = [];

  /** Takes the next bytes; they are kept, not copied. */
  push(bytes: Uint8Array): void {
    this.#chunks.push({ start: this.#size, bytes });
    this.#size += bytes.length;
    while (this.#windowStart + windowBytes < this.#size && this.#chunks.length > 1) this.#chunks.shift();
    this.#tell();
  }

  /** Bytes may be given away from now on, except for the end: the log knows the version, and these look like a zip. */
  allowReading(): void {
    this.#mayGive = true;
    this.#tell();
  }

  /** Starts anew with another source; what was given stays given, and the caller sees to it that it is repeated. */
  restart(): void {
    this.#chunks = [];
    this.#size = 0;
    this.#tell();
  }

  /** It is proven and stored. */
  land(readStored: ReadStored): void {
    // Who has read of something else before gets no end to it.
    if (this.#state.kind === "failed") return;
    this.#readStored = readStored;
    this.#chunks = [];
    this.#state = { kind: "landed" };
    this.#tell();
  }

  fail(): void {
    this.#chunks = [];
    this.#state = { kind: "failed" };
    this.#tell();
  }

  /** How many bytes anybody has got. */
  get given(): number {
    return this.#given;
  }

  /** Resolves when reading makes sense: with true if there is something to give before the zip is whole. */
  async isReadable(signal: AbortSignal): Promise<boolean> {
    while (this.#state.kind === "open") {
      if (this.#limit > 0) return true;
      await this.#change(signal);
    }
    return false;
  }

  /** The whole zip from its first byte; fails when the zip does. */
  read(): ReadableStream<Uint8Array> {
    let at = 0;
    let rest: ReturnType<typeof readerOf> | undefined;
    const abort = new AbortController();
    const next = async (): Promise<Uint8Array | undefined> => {
      for (;;) {
        if (this.#state.kind === "failed") throw new Error("The zip did not arrive whole");
        if (this.#readStored) {
          const reader = rest ?? readerOf(this.#readStored(at));
          rest = reader;
          return (await reader.read()).value;
        }
        const bytes = this.#take(at);
        if (bytes) {
          at += bytes.length;
          this.#given = Math.max(this.#given, at);
          return bytes;
        }
        await this.#change(abort.signal);
      }
    };
    return new ReadableStream<Uint8Array>(
      {
        async pull(controller) {
          const bytes = await next();
          if (bytes) controller.enqueue(bytes);
          else controller.close();
        },
        cancel() {
          abort.abort();
          void rest?.cancel();
        },
      },
      { highWaterMark: 0 },
    );
  }

  get #windowStart(): number {
    return this.#chunks[0]?.start ?? this.#size;
  }

  get #limit(): number {
    return this.#mayGive ? Math.max(0, this.#size - heldBackBytes) : 0;
  }

  #take(at: number): Uint8Array | undefined {
    const limit = this.#limit;
    if (at >= limit) return undefined;
    const chunk = this.#chunks.find(({ start, bytes }) => start <= at && at < start + bytes.length);
    return chunk?.bytes.subarray(at - chunk.start, Math.min(chunk.bytes.length, limit - chunk.start));
  }

  #change(signal: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const onAbort = (): void => reject(signal.reason);
      if (signal.aborted) return onAbort();
      signal.addEventListener("abort", onAbort, { once: true });
      this.#wake.push(() => {
        signal.removeEventListener("abort", onAbort);
        resolve();
      });
    });
  }

  #tell(): void {
    const waiting = this.#wake;
    this.#wake = [];
    for (const wake of waiting) wake();
  }
}

function readerOf(stream: ReadableStream<Uint8Array>) {
  return stream.getReader();
}

/** Takes, skips and hands on bytes of a stream of chunks, whatever their sizes. */
export class PieceReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  #current: Uint8Array = new Uint8Array();
  #at = 0;
  #position = 0;

  constructor(chunks: AsyncIterable<Uint8Array>) {
    this.#chunks = chunks[Symbol.asyncIterator]();
  }

  /** Bytes taken or skipped so far. */
  get position(): number {
    return this.#position;
  }

  /** The next `length` bytes, fewer at the end; valid until the next call. */
  async take(length: number): Promise<Uint8Array> {
    if (this.#current.length - this.#at >= length) {
      const bytes = this.#current.subarray(this.#at, this.#at + length);
      this.#at += length;
      this.#position += length;
      return bytes;
    }
    const bytes = new Uint8Array(length);
    let filled = 0;
    await this.each(length, (piece) => {
      bytes.set(piece, filled);
      filled += piece.length;
    });
    return bytes.subarray(0, filled);
  }

  /** Passes over bytes; answers how many there were. */
  skip(length: number): Promise<number> {
    return this.each(length, () => undefined);
  }

  /** Hands on the next bytes piece by piece; answers how many there were. */
  async each(length: number, use: (piece: Uint8Array) => void): Promise<number> {
    let left = length;
    while (left > 0) {
      if (this.#at === this.#current.length && !(await this.#fetch())) break;
      const piece = this.#current.subarray(this.#at, Math.min(this.#current.length, this.#at + left));
      use(piece);
      this.#at += piece.length;
      this.#position += piece.length;
      left -= piece.length;
    }
    return length - left;
  }

  /** Lets the source go. */
  async close(): Promise<void> {
    await this.#chunks.return?.();
  }

  async #fetch(): Promise<boolean> {
    const next = await this.#chunks.next();
    if (next.done === true) return false;
    this.#current = next.value;
    this.#at = 0;
    return this.#current.length > 0 || this.#fetch();
  }
}

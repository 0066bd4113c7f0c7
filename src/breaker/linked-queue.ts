interface Link<Value> {
  readonly value: Value;
  before: Link<Value> | undefined;
  after: Link<Value> | undefined;
  isIn: boolean;
}

/** First in, first out, and any of them may leave before its turn; each step takes the same short time. */
export class LinkedQueue<Value> {
  #first: Link<Value> | undefined;
  #last: Link<Value> | undefined;

  get isEmpty(): boolean {
    return this.#first === undefined;
  }

  /** Puts a value at the end; the function takes it out again, and is false if it is out already. */
  push(value: Value): () => boolean {
    const link: Link<Value> = { value, before: this.#last, after: undefined, isIn: true };
    if (this.#last) this.#last.after = link;
    else this.#first = link;
    this.#last = link;
    return () => this.#remove(link);
  }

  /** Takes out the first. */
  shift(): Value | undefined {
    const first = this.#first;
    if (first) this.#remove(first);
    return first?.value;
  }

  #remove(link: Link<Value>): boolean {
    if (!link.isIn) return false;
    link.isIn = false;
    if (link.before) link.before.after = link.after;
    else this.#first = link.after;
    if (link.after) link.after.before = link.before;
    else this.#last = link.before;
    return true;
  }
}

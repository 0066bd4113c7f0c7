/**
 * An immutable map whose versions share what they have in common: a change costs one small object, not a
 * copy. A script sets one variable after the other, and each command keeps the variables that it saw.
 */

/** A look-up walks at most so many changes before it reaches a whole map. */
const mostChanges = 16;

export class SharedMap<Value> {
  /** The whole map; undefined while this version is only a change of the one before. */
  #whole: ReadonlyMap<string, Value> | undefined;
  #before: SharedMap<Value> | undefined;
  readonly #name: string;
  /** Undefined where the name was removed. */
  readonly #value: Value | undefined;
  #changes: number;

  private constructor(
    whole: ReadonlyMap<string, Value> | undefined,
    change?: { before: SharedMap<Value>; name: string; value: Value | undefined },
  ) {
    this.#whole = whole;
    this.#before = change?.before;
    this.#name = change?.name ?? "";
    this.#value = change?.value;
    this.#changes = change ? change.before.#changes + 1 : 0;
  }

  /** A map of entries; a later one of a name wins. */
  static of<Value>(entries: Iterable<readonly [string, Value]>): SharedMap<Value> {
    return new SharedMap<Value>(new Map(entries));
  }

  get(name: string): Value | undefined {
    let version: SharedMap<Value> = this;
    while (version.#before) {
      if (version.#name === name) return version.#value;
      version = version.#before;
    }
    return version.#whole?.get(name);
  }

  with(name: string, value: Value): SharedMap<Value> {
    return this.#change(name, value);
  }

  without(name: string): SharedMap<Value> {
    return this.get(name) === undefined ? this : this.#change(name, undefined);
  }

  /** The entries in the order in which their names came in. */
  entries(): ReadonlyMap<string, Value> {
    if (this.#whole) return this.#whole;
    const changes: SharedMap<Value>[] = [];
    let version: SharedMap<Value> = this;
    for (; version.#before; version = version.#before) changes.push(version);
    const whole = new Map(version.#whole);
    for (const change of changes.reverse()) {
      if (change.#value === undefined) whole.delete(change.#name);
      else whole.set(change.#name, change.#value);
    }
    this.#whole = whole;
    this.#before = undefined;
    this.#changes = 0;
    return whole;
  }

  /** What both maps say where they say the same, and what `join` makes of the rest. */
  merge(
    other: SharedMap<Value>,
    join: (own: Value | undefined, others: Value | undefined) => Value,
  ): SharedMap<Value> {
    if (this === other) return this;
    let merged: SharedMap<Value> = this;
    for (const name of this.#namesThatMayDiffer(other)) {
      const own = this.get(name);
      const others = other.get(name);
      if (own !== others) merged = merged.with(name, join(own, others));
    }
    return merged;
  }

  /** Names whose values are others than they were in an earlier map, each with what it is now. */
  changesSince(before: SharedMap<Value>): readonly (readonly [string, Value | undefined])[] {
    if (this === before) return [];
    return [...this.#namesThatMayDiffer(before)].flatMap((name) => {
      const value = this.get(name);
      return value === before.get(name) ? [] : [[name, value] as const];
    });
  }

  #namesThatMayDiffer(other: SharedMap<Value>): ReadonlySet<string> {
    const own = this.#changedNames();
    const others = other.#changedNames();
    if (own.whole === others.whole) return new Set([...own.names, ...others.names]);
    return new Set([...this.entries().keys(), ...other.entries().keys()]);
  }

  #changedNames(): { names: readonly string[]; whole: ReadonlyMap<string, Value> | undefined } {
    const names: string[] = [];
    let version: SharedMap<Value> = this;
    for (; version.#before; version = version.#before) names.push(version.#name);
    return { names: names.reverse(), whole: version.#whole };
  }

  #change(name: string, value: Value | undefined): SharedMap<Value> {
    if (this.#changes >= mostChanges) this.entries();
    return new SharedMap<Value>(undefined, { before: this, name, value });
  }
}

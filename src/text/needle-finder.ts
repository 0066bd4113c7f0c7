/**
 * Looks for many short texts at once: one pass over the bytes, one table look-up a byte, however many texts there are.
 * Source: A. V. Aho, M. J. Corasick, "Efficient string matching", CACM 18 (1975).
 */

/**
 * A table that walks bytes: `row = next[row + classOf[byte]]`, from row 0. A negative answer says that needles end
 * here, and `~answer` is the row to go on from.
 */
export interface NeedleFinder {
  readonly next: Int32Array;
  readonly classOf: Uint8Array;
  /** The needles that end in a row, as indexes. */
  needlesAt(row: number): readonly number[];
}

/** Builds the table for ASCII needles; throws a RangeError for an empty one. */
export function createNeedleFinder(needles: readonly string[]): NeedleFinder {
  const classOf = new Uint8Array(256);
  let width = 1;
  for (const byte of needles.flatMap((needle) => [...Buffer.from(needle, "utf8")])) {
    if (classOf[byte] === 0) classOf[byte] = width++;
  }

  // A trie; -1 where it has no branch yet.
  const branches: Int32Array[] = [];
  const branchesOf = (state: number): Int32Array => branches[state] ?? new Int32Array(width);
  const addState = (): number => branches.push(new Int32Array(width).fill(-1)) - 1;
  const endsIn: (number[] | undefined)[] = [];
  addState();
  for (const [index, needle] of needles.entries()) {
    if (needle === "") throw new RangeError("A needle is empty");
    let state = 0;
    for (const byte of Buffer.from(needle, "utf8")) {
      const branch = branchesOf(state);
      const symbol = classOf[byte] ?? 0;
      if (branch[symbol] === -1) branch[symbol] = addState();
      state = branch[symbol] ?? 0;
    }
    endsIn[state] = [...(endsIn[state] ?? []), index];
  }

  // Breadth first: a missing branch leads where the longest proper suffix of the state leads.
  const states = new Int32Array(branches.length * width);
  const fallback = new Int32Array(branches.length);
  const queue: number[] = [0];
  for (let head = 0; head < queue.length; head++) {
    const state = queue[head] ?? 0;
    const back = fallback[state] ?? 0;
    const inherited = state === 0 ? undefined : endsIn[back];
    if (inherited) endsIn[state] = [...(endsIn[state] ?? []), ...inherited];
    const branch = branchesOf(state);
    for (let symbol = 0; symbol < width; symbol++) {
      const target = branch[symbol] ?? 0;
      const around = state === 0 ? 0 : (states[back * width + symbol] ?? 0);
      states[state * width + symbol] = target === -1 ? around : target;
      if (target === -1) continue;
      fallback[target] = around;
      queue.push(target);
    }
  }
  const next = states.map((state) => (endsIn[state] ? ~(state * width) : state * width));
  return { next, classOf, needlesAt: (row) => endsIn[row / width] ?? [] };
}

/** Damage to real files, as values that fast-check can shrink: what the fuzz suites have in common. */
import fc from "fast-check";

/** One change: at a place (as a share of the length) something is cut and something put. */
export interface Damage {
  readonly at: number;
  readonly cut: number;
  readonly put: Uint8Array;
  /** Takes the cut bytes twice instead of never. */
  readonly doubles: boolean;
}

const encoder = new TextEncoder();
const invalid = [[0x00], [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xef, 0xbb, 0xbf], [0xff, 0xfe], [0x80, 0x80]];

/** Changes of bytes; `pieces` are words that mean something in the files to be damaged. */
export function damages(pieces: readonly string[]): fc.Arbitrary<readonly Damage[]> {
  const piece = fc.constantFrom(...pieces).map((text) => encoder.encode(text));
  const put = fc.oneof(
    { weight: 4, arbitrary: piece },
    { weight: 2, arbitrary: fc.constant(new Uint8Array()) },
    fc.constantFrom(...invalid).map((bytes) => Uint8Array.from(bytes)),
    fc.uint8Array({ maxLength: 3 }),
    fc
      .tuple(fc.constantFrom(...pieces), fc.integer({ min: 2, max: 400 }))
      .map(([text, count]) => encoder.encode(text.repeat(count))),
  );
  const one = fc.record({
    at: fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
    cut: fc.oneof(fc.constant(0), fc.nat(3), fc.nat(80)),
    put,
    doubles: fc.boolean(),
  });
  return fc.array(one, { minLength: 1, maxLength: 5 });
}

/** The bytes after all changes, one after the other. */
export function applyDamages(bytes: Uint8Array, list: readonly Damage[]): Uint8Array {
  return list.reduce((current: Uint8Array, { at, cut, put, doubles }) => {
    const start = Math.floor(at * current.length);
    const end = Math.min(current.length, start + cut);
    const rest = current.subarray(doubles ? start : end);
    return Uint8Array.from(Buffer.concat([current.subarray(0, doubles ? end : start), put, rest]));
  }, bytes);
}

/** Milliseconds that this process used the processor for: a busy machine makes no reader slow. */
export function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

/** Runs one input and remembers the slowest; one over the limit is tried again on a clean heap before it counts. */
export function createClock(limitMs: number): { run(work: () => void): void; readonly slowestMs: number } {
  let slowestMs = 0;
  const measure = (work: () => void): number => {
    const started = cpuMs();
    work();
    return cpuMs() - started;
  };
  return {
    run(work) {
      let took = measure(work);
      if (took > limitMs) {
        Bun.gc(true);
        took = measure(work);
      }
      slowestMs = Math.max(slowestMs, took);
      if (took > limitMs) throw new Error(`Took ${took.toFixed(0)} ms of processor time`);
    },
    get slowestMs() {
      return slowestMs;
    },
  };
}

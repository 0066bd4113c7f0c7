/**
 * A thing that changes, kept as objects that do not: `KEY.00000007` is its seventh state. The next state is created
 * under the next number, which only one of several processes can do; the others read again. Nobody locks anything, so
 * nobody who is killed leaves a lock.
 */
import type { Bucket, Folder } from "./bucket.ts";
import { formatEnvelope, parseEnvelope } from "./envelope.ts";

/**
 * A state is removed so long after it came, and not before there is a newer one. A number in use is thus not free
 * again while a process that has read an older state may still try to create it.
 */
const keptMs = 3_600_000;
/** A process that slept longer between reading and writing does not write. */
const freshMs = keptMs / 4;

/** A state of a cell, and what is needed to replace it. */
export interface Cell {
  readonly key: string;
  /** 0 when there never was a state. */
  readonly number: number;
  readonly readAt: number;
  /** Undefined when there is none, or what is there is torn. */
  readonly state?: { readonly bytes: Uint8Array; readonly tag: string };
}

/** Reads and replaces cells. */
export interface Cells {
  read(key: string): Promise<Cell>;
  /** False when somebody else was faster. */
  replace(cell: Cell, bytes: Uint8Array): Promise<boolean>;
  /** All cells of one folder, whose object names are known. */
  readFolder(folder: Folder): AsyncIterable<Cell>;
}

/** `fallBack`: when the newest state is torn, the one before counts, else none. */
export function createCells(options: { bucket: Bucket; now: () => number; fallBack: boolean }): Cells {
  const { bucket, now, fallBack } = options;

  async function read(key: string): Promise<Cell> {
    // What is listed and then gone was replaced meanwhile: the next list has a newer state.
    for (let attempts = 0; attempts < 100; attempts++) {
      const readAt = now();
      const numbers = await numbersOf(key);
      const newest = numbers.at(-1) ?? 0;
      const found = await readState(key, fallBack ? numbers : numbers.slice(-1));
      if (found !== "gone") return { key, number: newest, readAt, ...(found && { state: found }) };
    }
    throw new Error(`Cannot read "${bucket.placeOf(key)}": it changes all the time`);
  }

  async function readState(key: string, numbers: readonly number[]): Promise<Cell["state"] | "gone"> {
    for (const number of numbers.toReversed()) {
      const name = nameOf(key, number);
      const content = await bucket.read(name);
      if (content === undefined) return "gone";
      const envelope = parseEnvelope(name, content);
      if (envelope) return { bytes: envelope.bytes, tag: `${number}.${envelope.mark}` };
    }
    return undefined;
  }

  async function replace(cell: Cell, bytes: Uint8Array): Promise<boolean> {
    const number = cell.number + 1;
    const name = nameOf(cell.key, number);
    if (isStale(cell)) return false;
    if (!(await bucket.create(name, formatEnvelope(name, bytes)))) return false;
    const numbers = await numbersOf(cell.key);
    // This process may have been stopped just before creating; the number may then have been used and removed.
    if (isStale(cell) && numbers.at(-1) !== number) return false;
    const old = numbers.filter((other) => other < number);
    for (const other of old) await bucket.removeOlder(nameOf(cell.key, other), now() - keptMs);
    return true;
  }

  function isStale({ readAt }: Cell): boolean {
    return Math.abs(now() - readAt) > freshMs;
  }

  async function* readFolder({ folder, names }: Folder): AsyncIterable<Cell> {
    const readAt = now();
    const numbersByName = new Map<string, number[]>();
    for (const name of names) {
      const [, cell = "", number = ""] = /^(.+)\.(\d{8})$/s.exec(name) ?? [];
      if (cell !== "") numbersByName.set(cell, [...(numbersByName.get(cell) ?? []), Number(number)]);
    }
    for (const [name, unsorted] of numbersByName) {
      const key = `${folder}/${name}`;
      const numbers = unsorted.sort((a, b) => a - b);
      const found = await readState(key, fallBack ? numbers : numbers.slice(-1));
      if (found === "gone") yield await read(key);
      else yield { key, number: numbers.at(-1) ?? 0, readAt, ...(found && { state: found }) };
    }
  }

  async function numbersOf(key: string): Promise<readonly number[]> {
    const slash = key.lastIndexOf("/");
    const start = `${key.slice(slash + 1)}.`;
    const names = await bucket.namesIn(key.slice(0, slash), start);
    return names
      .map((name) => name.slice(start.length))
      .filter((rest) => /^\d{8}$/.test(rest))
      .map(Number)
      .sort((a, b) => a - b);
  }

  return { read, replace, readFolder };
}

function nameOf(key: string, number: number): string {
  return `${key}.${String(number).padStart(8, "0")}`;
}

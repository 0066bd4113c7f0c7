/**
 * A thing that changes, kept as objects that do not: `KEY.00000007` is its seventh state. The next state is created
 * under the next number, which only one of several processes can do; the others read again. Nobody locks anything, so
 * nobody who is killed leaves a lock.
 */
import type { Bucket, Folder } from "./bucket.ts";
import { type Envelope, formatEnvelope, parseEnvelope } from "./envelope.ts";

/** A state is removed so long after it came, and not before there is a newer one: who has listed it may still read it. */
const keptMs = 3_600_000;
/** Where files have no links, one that is cut off and so young is being written by somebody; an older one by nobody. */
const writingMs = 2000;
const pollMs = 25;
const mostPolls = 400;

/** A state of a cell, and what is needed to replace it. */
export interface Cell {
  readonly key: string;
  /** 0 when there never was a state. */
  readonly number: number;
  /** Undefined when there is none. */
  readonly state?: { readonly bytes: Uint8Array; readonly tag: string; readonly mark: string };
}

/** Reads and replaces cells. */
export interface Cells {
  read(key: string): Promise<Cell>;
  /** False when somebody else was faster. */
  replace(cell: Cell, bytes: Uint8Array): Promise<boolean>;
  /** All cells of one folder, whose object names are known. */
  readFolder(folder: Folder): AsyncIterable<Cell>;
  /**
   * Removes a cell whose state nobody needs any more; false when it has another state by now. Only for what nobody has
   * changed for long: who has read it and is about to replace it could hide the first state of a new beginning.
   */
  forget(cell: Cell): Promise<boolean>;
}

/** Cells in a bucket. */
export function createCells(options: {
  readonly bucket: Pick<Bucket, "create" | "read" | "namesIn" | "changedAt" | "removeOlder" | "placeOf">;
  readonly now: () => number;
  /** When the newest state was changed by the disk, the one before counts; else none. */
  readonly fallBack: boolean;
  readonly wait?: (ms: number) => Promise<void>;
}): Cells {
  const { bucket, now, fallBack, wait = Bun.sleep } = options;

  async function read(key: string): Promise<Cell> {
    let polls = 0;
    // What is listed and then gone was replaced meanwhile: the next list has a newer state.
    for (let attempts = 0; attempts < 100; attempts++) {
      const numbers = await numbersOf(key);
      const found = await readNewest(key, numbers, polls < mostPolls);
      if (typeof found !== "string")
        return { key, number: numbers.at(-1) ?? 0, ...(found && { state: found }) };
      if (found === "gone") continue;
      polls++;
      attempts--;
      await wait(pollMs);
    }
    throw new Error(`Cannot read "${bucket.placeOf(key)}": it changes all the time`);
  }

  async function readNewest(
    key: string,
    numbers: readonly number[],
    canWait: boolean,
  ): Promise<Cell["state"] | "gone" | "busy"> {
    for (const number of numbers.toReversed()) {
      const envelope = await readState(key, number);
      if (envelope === "gone") return "gone";
      if (envelope === "cut" && canWait && (await isYoung(nameOf(key, number)))) return "busy";
      // Its writer was killed: what was promised is the state before.
      if (envelope === "cut") continue;
      if (envelope !== "wrong")
        return { bytes: envelope.bytes, tag: `${number}.${envelope.mark}`, mark: envelope.mark };
      if (!fallBack) return undefined;
    }
    return undefined;
  }

  async function isYoung(name: string): Promise<boolean> {
    const changedAt = await bucket.changedAt(name);
    return changedAt !== undefined && Math.abs(now() - changedAt) < writingMs;
  }

  async function readState(key: string, number: number): Promise<Envelope | "gone" | "cut" | "wrong"> {
    const name = nameOf(key, number);
    const content = await bucket.read(name);
    return content === undefined ? "gone" : parseEnvelope(name, content);
  }

  async function replace(cell: Cell, bytes: Uint8Array): Promise<boolean> {
    const number = cell.number + 1;
    const name = nameOf(cell.key, number);
    const mark = crypto.randomUUID();
    const envelope = formatEnvelope(name, bytes, { mark, after: cell.state?.mark ?? "-" });
    if (!(await bucket.create(name, envelope))) return false;
    const numbers = await numbersOf(cell.key);
    if (
      !(await isFollowed(
        cell.key,
        mark,
        numbers.filter((other) => other > number),
      ))
    )
      return false;
    const old = numbers.filter((other) => other < number);
    for (const other of old) await bucket.removeOlder(nameOf(cell.key, other), now() - keptMs);
    return true;
  }

  /**
   * Whether the next state, if there is one, was made from this one. It was not when this process slept so long that its
   * number was used and removed before, or that the others took its file for one of a killed process.
   */
  async function isFollowed(key: string, mark: string, later: readonly number[]): Promise<boolean> {
    for (const number of later) {
      let next = await readState(key, number);
      for (
        let polls = 0;
        next === "cut" && polls < mostPolls && (await isYoung(nameOf(key, number)));
        polls++
      ) {
        await wait(pollMs);
        next = await readState(key, number);
      }
      if (next !== "cut") return typeof next === "object" && next.after === mark;
    }
    return true;
  }

  async function* readFolder({ folder, names }: Folder): AsyncIterable<Cell> {
    const numbersByName = new Map<string, number[]>();
    for (const name of names) {
      const [, cell = "", number = ""] = /^(.+)\.(\d{8})$/s.exec(name) ?? [];
      if (cell === "") continue;
      const numbers = numbersByName.get(cell) ?? [];
      numbersByName.set(cell, numbers);
      numbers.push(Number(number));
    }
    for (const [name, unsorted] of numbersByName) {
      const key = `${folder}/${name}`;
      const numbers = unsorted.sort((a, b) => a - b);
      const found = await readNewest(key, numbers, true);
      if (typeof found === "string") yield await read(key);
      else yield { key, number: numbers.at(-1) ?? 0, ...(found && { state: found }) };
    }
  }

  async function forget({ key, number }: Cell): Promise<boolean> {
    const numbers = await numbersOf(key);
    if (numbers.at(-1) !== number) return false;
    // The newest last: an older state would otherwise come to life again when this process is stopped here.
    for (const each of numbers) await bucket.removeOlder(nameOf(key, each), Number.POSITIVE_INFINITY);
    return true;
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

  return { read, replace, readFolder, forget };
}

function nameOf(key: string, number: number): string {
  return `${key}.${String(number).padStart(8, "0")}`;
}

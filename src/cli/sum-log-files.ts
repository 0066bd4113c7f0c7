/**
 * What a checksum log's client remembers, in the user's cache folder. Layout, below `FOLDER/LOG/`:
 *
 *   timeline/00000007    the newest signed tree head; the number counts its changes
 *   evidence/KIND-….txt  answers that were refused, with what shows it
 *
 * A new tree head is linked under the next number, which only one of several processes can do: the others read again.
 * Whoever reads sees a whole file or none, whenever a process or the machine stops.
 */
import {
  accessSync,
  closeSync,
  constants,
  fsyncSync,
  linkSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { join } from "node:path";
import { sha256 } from "../sumdb/hash.ts";
import type {
  Evidence,
  KeptEvidence,
  StoredHead,
  StoreResult,
  TimelineStore,
} from "../sumdb/timeline-store.ts";
import { logFolder } from "./log-folder.ts";
import { reasonOf } from "./reason-of.ts";

/** Of each kind: a proxy that lies with every answer shall neither fill the disk nor keep out the evidence of a fork. */
const mostEvidence = 50;
/** Two heads and some sixty hashes need less. */
const mostForkBytes = 1024 * 1024;
const hourMs = 3_600_000;

/** Makes a store in a folder, which comes into being with the first head. */
export function createFileTimelineStore(folder: string): TimelineStore {
  return {
    read: async (log) => readNewest(timelineOf(folder, log)),
    replace: async (log, expected, next) => replaceHead(timelineOf(folder, log), expected, next),
    keepEvidence: async (log, evidence) => keepText(join(logFolder(folder, log), "evidence"), evidence),
    readForks: async (log) => readForks(join(logFolder(folder, log), "evidence")),
  };
}

/** Whether heads can be kept in a folder, or lie there already: those are not passed over because they cannot be moved on. */
export function canKeepTimelines(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return true;
  } catch {
    return hasEntries(folder);
  }
}

function hasEntries(folder: string): boolean {
  try {
    return readdirSync(folder).length > 0;
  } catch {
    return false;
  }
}

function timelineOf(folder: string, log: string): string {
  return join(logFolder(folder, log), "timeline");
}

function readNewest(timeline: string): StoredHead {
  // A file that is listed and then gone was replaced by another process: the next list has a newer one.
  for (let attempts = 0; attempts < 100; attempts++) {
    const number = newestNumber(timeline);
    if (typeof number === "string") return { kind: "broken", reason: `Cannot read "${timeline}": ${number}` };
    if (number === 0) return { kind: "none" };
    const place = join(timeline, fileName(number));
    try {
      const note = new Uint8Array(readFileSync(place));
      if (note.length > 0) return { kind: "head", note, place };
      return { kind: "broken", reason: `"${place}" is empty; remove it to trust the log anew` };
    } catch (error) {
      if (codeOf(error) !== "ENOENT")
        return { kind: "broken", reason: `Cannot read "${place}": ${reasonOf(error)}` };
    }
  }
  return { kind: "broken", reason: `"${timeline}" changes all the time` };
}

function replaceHead(timeline: string, expected: Uint8Array | undefined, next: Uint8Array): StoreResult {
  const stored = readNewest(timeline);
  if (stored.kind === "broken") return { kind: "failed", reason: stored.reason };
  if (!isSame(stored.kind === "head" ? stored.note : undefined, expected)) return { kind: "conflict" };
  const number = stored.kind === "head" ? numberOf(stored.place ?? "") + 1 : 1;
  try {
    mkdirSync(timeline, { recursive: true });
    if (!createWhole(timeline, fileName(number), next)) return { kind: "conflict" };
    // The number may have been used and removed while this process slept; then a higher one is there already.
    const newest = newestNumber(timeline);
    if (newest !== number) {
      rmSync(join(timeline, fileName(number)), { force: true });
      return { kind: "conflict" };
    }
    removeOld(timeline, number);
    return { kind: "replaced" };
  } catch (error) {
    return { kind: "failed", reason: `Cannot write "${timeline}": ${reasonOf(error)}` };
  }
}

/** Writes a file that must not be there yet; false when it is. */
function createWhole(folder: string, name: string, bytes: Uint8Array): boolean {
  const temporary = join(folder, `.new-${crypto.randomUUID()}`);
  try {
    writeNew(temporary, bytes);
    linkSync(temporary, join(folder, name));
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    if (!["EPERM", "ENOTSUP", "EOPNOTSUPP", "ENOSYS", "EMLINK"].includes(codeOf(error) ?? "")) throw error;
    // A file system without links: still only one process can create the file, but a crash may cut it off.
    return createDirectly(join(folder, name), bytes);
  } finally {
    rmSync(temporary, { force: true });
  }
}

function createDirectly(path: string, bytes: Uint8Array): boolean {
  try {
    writeNew(path, bytes);
    return true;
  } catch (error) {
    if (codeOf(error) === "EEXIST") return false;
    throw error;
  }
}

function writeNew(path: string, bytes: Uint8Array): void {
  const handle = openSync(path, "wx", 0o666);
  try {
    for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

/** Heads before the newest, and what killed processes left. */
function removeOld(timeline: string, newest: number): void {
  for (const name of readdirSync(timeline)) {
    const path = join(timeline, name);
    const isOldHead = numberOf(name) > 0 && numberOf(name) < newest;
    const isLeftOver = name.startsWith(".new-") && ageMs(path) > hourMs;
    if (isOldHead || isLeftOver) rmSync(path, { force: true });
  }
}

function keepText(folder: string, { kind, text }: Evidence): string | undefined {
  const name = `${kind}-${Buffer.from(sha256(Buffer.from(text))).toString("hex", 0, 16)}.txt`;
  try {
    mkdirSync(folder, { recursive: true });
    const names = readdirSync(folder).filter((other) => other.startsWith(`${kind}-`));
    if (names.includes(name)) return join(folder, name);
    if (names.length >= mostEvidence) return undefined;
    createWhole(folder, name, Buffer.from(text));
    return join(folder, name);
  } catch {
    // The answer is refused all the same; whoever asks sees that nothing was kept.
    return undefined;
  }
}

/** What cannot be read convicts nobody. */
function readForks(folder: string): readonly KeptEvidence[] {
  try {
    const names = readdirSync(folder).filter((name) => /^fork-.*\.txt$/.test(name));
    return names.flatMap((name) => {
      const place = join(folder, name);
      const status = statSync(place, { throwIfNoEntry: false });
      return status?.isFile() && status.size <= mostForkBytes
        ? [{ text: readFileSync(place, "utf8"), place }]
        : [];
    });
  } catch {
    return [];
  }
}

/** The highest number in use; 0 for none, a reason when the folder cannot be read. */
function newestNumber(timeline: string): number | string {
  try {
    return Math.max(0, ...readdirSync(timeline).map(numberOf));
  } catch (error) {
    return codeOf(error) === "ENOENT" ? 0 : reasonOf(error);
  }
}

function fileName(number: number): string {
  return String(number).padStart(8, "0");
}

function numberOf(path: string): number {
  const match = /(?:^|[/\\])(\d{8,15})$/.exec(path);
  return Number(match?.[1] ?? 0);
}

function ageMs(path: string): number {
  const status = statSync(path, { throwIfNoEntry: false });
  return status ? Date.now() - status.mtimeMs : 0;
}

function isSame(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return Buffer.from(left).equals(right);
}

function codeOf(error: unknown): string | undefined {
  return error instanceof Error && "code" in error ? String(error.code) : undefined;
}

/**
 * Reads a log as bytes in pieces of any size: one pass finds the lines that hold a needle, and only these and their
 * neighbours become text. Memory does not grow with the log.
 */
import { createNeedleFinder, type NeedleFinder } from "../text/needle-finder.ts";
import { cleanLine } from "./clean-line.ts";
import { DocumentReader, type DocumentState, documentNeedles } from "./document-reader.ts";
import type { LogLine, LogStep } from "./log-line.ts";
import type { LogContext } from "./pattern.ts";
import { readStep, stepNeedles } from "./read-step.ts";

const linesBefore = 8;
const linesAfter = 14;
const newline = 10;
const escapeByte = 27;
/** A longer line is read in pieces of this size under one number; each begins with the end of the one before. */
const longestLine = 4 << 10;
const pieceOverlap = 256;
/** How far back the lines before a hit are looked for. */
const contextBytes = 16 << 10;
const longestScript = 60;
const stepCount = stepNeedles.length;
/** Needles of the scanner itself; what is asked for comes after them. */
const ownCount = stepCount + documentNeedles.length;

/** The table that finds steps and needles; one serves any number of logs. */
export function createLogFinder(needles: readonly string[]): NeedleFinder {
  return createNeedleFinder([...stepNeedles, ...documentNeedles, ...needles]);
}

export interface LogScannerOptions {
  /** Of `createLogFinder`: to build it takes longer than to read a short log. */
  readonly finder: NeedleFinder;
  /** Whether a line with this needle is still of use; asked for each line, true when left out. */
  readonly isWanted?: (needle: number) => boolean;
  /** Called for each line with needles once its context is complete, in order. */
  readonly onHit: (context: LogContext, needles: readonly number[]) => void;
}

interface Hit {
  readonly index: number;
  readonly needles: readonly number[];
  readonly document: DocumentState;
}

/** Finds lines in a stream of bytes. Feed it with `push`, then call `end`. */
export class LogScanner {
  readonly #finder: NeedleFinder;
  readonly #onHit: LogScannerOptions["onHit"];
  readonly #isWanted: (needle: number) => boolean;
  readonly #decoder = new TextDecoder();
  /** Bytes not yet ended by a newline, after some lines that may become context. */
  #rest: Uint8Array = new Uint8Array(0);
  /** Where the unfinished line begins in `#rest`, and how far it was walked. */
  #restStart = 0;
  #restWalked = 0;
  #row = 0;
  #isEscaped = false;
  #number = 1;
  readonly #found: Set<number> = new Set();
  /** Lines that follow each other without a gap. */
  #window: LogLine[] = [];
  #hits: Hit[] = [];
  #wanted = 0;
  #step: LogStep | undefined;
  #script: string[] | undefined;
  readonly #document = new DocumentReader();

  constructor({ finder, onHit, isWanted = () => true }: LogScannerOptions) {
    this.#finder = finder;
    this.#onHit = onHit;
    this.#isWanted = isWanted;
  }

  /** How many lines were read. */
  get lineCount(): number {
    return this.#number - 1;
  }

  push(bytes: Uint8Array): void {
    const block = this.#rest.length === 0 ? bytes : concat(this.#rest, bytes);
    const { next, classOf } = this.#finder;
    const found = this.#found;
    let row = this.#row;
    let start = this.#restStart;
    const end = block.length;
    let isEscaped = this.#isEscaped;
    for (let at = this.#restWalked; at < end; at++) {
      const byte = block[at] ?? 0;
      if (byte === newline) {
        if (found.size > 0 || this.#wanted > 0 || this.#script) this.#endLine(block, start, at);
        this.#number++;
        start = at + 1;
        row = 0;
        isEscaped = false;
        continue;
      }
      if (byte === escapeByte) {
        isEscaped = true;
        continue;
      }
      // A colour inside of a text does not part it: the bytes of the sequence are passed over.
      if (isEscaped) {
        if (byte !== 0x5b && byte >= 0x40) isEscaped = false;
        continue;
      }
      row = next[row + (classOf[byte] ?? 0)] ?? 0;
      if (row < 0) {
        row = ~row;
        for (const needle of this.#finder.needlesAt(row))
          if (needle < ownCount || this.#isWanted(needle - ownCount)) found.add(needle);
      }
      if (at - start >= longestLine) {
        if (found.size > 0 || this.#wanted > 0) this.#endLine(block, start, at + 1);
        start = at + 1 - pieceOverlap;
      }
    }
    this.#row = row;
    this.#isEscaped = isEscaped;
    // What may still be needed: the unfinished line and a few whole ones before it.
    const kept = startOfLines(block, start, linesBefore);
    this.#rest = block.slice(kept);
    this.#restStart = start - kept;
    this.#restWalked = this.#rest.length;
  }

  end(): void {
    if (this.#restStart < this.#rest.length) {
      if (this.#found.size > 0 || this.#wanted > 0)
        this.#endLine(this.#rest, this.#restStart, this.#rest.length);
      this.#number++;
    }
    this.#report(true);
    this.#window = [];
  }

  #endLine(block: Uint8Array, start: number, end: number): void {
    const clean = cleanLine(this.#decode(block, start, end));
    const hits: number[] = [];
    let isStep = false;
    let isDocument = false;
    for (const needle of this.#found) {
      if (needle < stepCount) isStep = true;
      else if (needle < ownCount) isDocument = true;
      else hits.push(needle - ownCount);
    }
    this.#found.clear();
    if (this.#script) this.#readScript(clean.text, clean.mark);
    else if (isStep) this.#beginStep(clean);
    if (isDocument && !this.#script) this.#document.read(clean, this.#number);
    if (hits.length === 0 && this.#wanted === 0) return;

    if (this.#wanted === 0) this.#openWindow(block, start);
    this.#window.push({
      number: this.#number,
      text: clean.text,
      step: this.#step,
    });
    if (hits.length > 0) {
      const index = this.#window.length - 1;
      this.#hits.push({ index, needles: hits, document: this.#document.state });
      this.#wanted = linesAfter;
    } else {
      this.#wanted--;
    }
    this.#report(this.#wanted === 0);
  }

  #beginStep(clean: ReturnType<typeof cleanLine>): void {
    const start = readStep(clean);
    if (!start) return;
    this.#document.begin(clean, this.#number);
    const script: string[] = start.hasScript ? [] : [start.title];
    this.#script = start.hasScript ? script : undefined;
    this.#step = {
      title: start.title,
      script,
      job: clean.job,
      number: this.#number,
    };
  }

  #readScript(text: string, mark: string | undefined): void {
    if (!this.#script) return;
    const isOver =
      mark !== undefined || /^(?:shell: |env:$)/.test(text) || this.#script.length >= longestScript;
    if (isOver) this.#script = undefined;
    else this.#script.push(text);
  }

  /** Begins a window with the lines before `start`. */
  #openWindow(block: Uint8Array, start: number): void {
    this.#window = [];
    const first = startOfLines(block, start, linesBefore);
    const lines: string[] = [];
    for (let at = first; at < start; ) {
      let end = block.indexOf(newline, at);
      if (end < 0 || end >= start) end = start - 1;
      lines.push(cleanLine(this.#decode(block, at, Math.min(end, at + longestLine))).text);
      at = end + 1;
    }
    for (const [index, text] of lines.entries())
      this.#window.push({
        number: this.#number - lines.length + index,
        text,
        step: this.#step,
      });
  }

  /** Hands on the hits whose context is complete, and forgets lines that no later hit can want. */
  #report(isOver: boolean): void {
    const window = this.#window;
    let done = 0;
    for (const hit of this.#hits) {
      if (!isOver && hit.index + linesAfter >= window.length) break;
      done++;
      const line = window[hit.index];
      const { index, needles, document } = hit;
      if (line) this.#onHit({ line, at: (offset) => window[index + offset], document }, needles);
    }
    if (done > 0) this.#hits = this.#hits.slice(done);
    if (window.length < 256) return;
    const keep = Math.min(this.#hits[0]?.index ?? window.length, window.length) - linesBefore;
    if (keep < 128) return;
    this.#window = window.slice(keep);
    this.#hits = this.#hits.map((hit) => ({ ...hit, index: hit.index - keep }));
  }

  #decode(block: Uint8Array, start: number, end: number): string {
    return this.#decoder.decode(block.subarray(start, end));
  }
}

/** Where the `count` lines before the line that begins at `start` begin; at most `contextBytes` back. */
function startOfLines(block: Uint8Array, start: number, count: number): number {
  const least = Math.max(0, start - contextBytes);
  let at = start;
  for (let index = 0; index < count && at > least; index++) {
    const before = at < 2 ? -1 : block.lastIndexOf(newline, at - 2);
    if (before < 0) return least === 0 ? 0 : at;
    if (before < least) return at;
    at = before + 1;
  }
  return at;
}

function concat(a: Uint8Array, b: Uint8Array): Uint8Array {
  const joined = new Uint8Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

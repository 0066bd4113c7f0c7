/** Quote removal (POSIX 2.6.7, Bash 3.1.2) over one word; what the grammar found inside it is handed on. */
import type { Hole } from "../../text/embedded-text.ts";
import type { SyntaxNode } from "../syntax/syntax-node.ts";
import { decodeAnsiC } from "./_ansi-c.ts";
import type { ScriptText } from "./_script-text.ts";

/** Receives a word piece by piece, in order. Offsets are those of the script's text. */
export interface WordSink {
  /** Text after quote removal; `start … end` is what it was written as. */
  literal(text: string, quoted: boolean, start: number, end: number): void;
  special(node: SyntaxNode, quoted: boolean): void;
  hole(hole: Hole, quoted: boolean): void;
  /** Something the shell computes that is not in the tree: a brace expansion. */
  other(start: number, end: number): void;
}

export interface WordRange {
  readonly start: number;
  readonly end: number;
  /** Expansions and substitutions inside the range, in order, not overlapping. */
  readonly specials: readonly SyntaxNode[];
  /** True when the range already stands in double quotes or in a here-document. */
  readonly isQuoted: boolean;
}

const plainRun = /[^"'\\${`]+/y;
const quotedRun = /[^"\\$`]+/y;
const braceExpansion = /\{[^{}\s'"$`\\]*(?:,|\.\.)[^{}\s'"$`\\]*\}/y;

export function scanWord(script: ScriptText, range: WordRange, sink: WordSink): void {
  const { text, masked } = script;
  const { end, specials } = range;
  let at = range.start;
  let next = 0;
  let inQuotes = false;

  const literal = (from: number, to: number, quoted: boolean) => {
    emitWithHoles(script, { from, to, quoted }, sink);
    at = to;
  };

  while (at < end) {
    while ((specials[next]?.start ?? end) < at) next++;
    const special = specials[next];
    const limit = Math.min(end, special?.start ?? end);
    if (special && special.start === at && special.end > at) {
      sink.special(special, inQuotes || range.isQuoted);
      at = special.end;
      continue;
    }
    const quoted = inQuotes || range.isQuoted;
    const run = quoted ? quotedRun : plainRun;
    run.lastIndex = at;
    const length = run.exec(masked)?.[0].length ?? 0;
    if (length > 0) {
      literal(at, Math.min(limit, at + length), quoted);
      continue;
    }
    const character = text[at];
    if (character === '"' && !range.isQuoted) {
      inQuotes = !inQuotes;
      // An empty pair of quotes is an empty word, not no word.
      if (inQuotes) sink.literal("", true, at, at + 1);
      at++;
    } else if (character === "\\") {
      at = scanBackslash(text, at, { end, quoted, isHereDocument: range.isQuoted }, sink);
    } else if (quoted) {
      literal(at, at + 1, true);
    } else if (character === "'") {
      // A hole may hold quotes of its own.
      const close = masked.indexOf("'", at + 1);
      const stop = close === -1 || close >= end ? end : close;
      sink.literal("", true, at, at + 1);
      literal(Math.min(at + 1, end), stop, true);
      at = stop + 1;
    } else if (character === "$" && text[at + 1] === "'") {
      at = scanAnsiC(script, at, end, sink);
    } else if (character === "$" && text[at + 1] === '"') {
      at++;
    } else if (character === "{" && matchLength(braceExpansion, masked, at) > 0) {
      const stop = Math.min(end, at + matchLength(braceExpansion, masked, at));
      sink.other(at, stop);
      at = stop;
    } else {
      literal(at, at + 1, false);
    }
  }
}

function matchLength(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

function scanBackslash(
  text: string,
  at: number,
  place: { end: number; quoted: boolean; isHereDocument: boolean },
  sink: WordSink,
): number {
  const escaped = at + 1 < place.end ? text[at + 1] : undefined;
  if (escaped === undefined) {
    sink.literal("\\", place.quoted, at, at + 1);
    return at + 1;
  }
  if (escaped === "\n") return at + 2;
  const isEscape = place.isHereDocument ? "$`\\".includes(escaped) : '$`"\\'.includes(escaped);
  if (!place.quoted || isEscape) sink.literal(escaped, true, at, at + 2);
  else sink.literal(`\\${escaped}`, true, at, at + 2);
  return at + 2;
}

function scanAnsiC(script: ScriptText, at: number, end: number, sink: WordSink): number {
  let close = at + 2;
  while (close < end && script.masked[close] !== "'") close += script.masked[close] === "\\" ? 2 : 1;
  const stop = Math.min(close, end);
  sink.literal("", true, at, at + 2);
  for (const piece of decodeAnsiC(script.text, at + 2, stop)) {
    if (piece.isEscape) sink.literal(piece.text, true, piece.start, piece.end);
    else emitWithHoles(script, { from: piece.start, to: piece.end, quoted: true }, sink);
  }
  return Math.min(stop + 1, end);
}

/** A run of text that may contain holes. */
function emitWithHoles(
  script: ScriptText,
  run: { from: number; to: number; quoted: boolean },
  sink: WordSink,
): void {
  let at = run.from;
  if (script.holes.length > 0) {
    for (let probe = at; probe < run.to; ) {
      const hole = script.holeAt(probe);
      if (!hole) {
        probe = script.nextHoleStart(probe);
        continue;
      }
      if (probe > at) sink.literal(script.text.slice(at, probe), run.quoted, at, probe);
      sink.hole(hole, run.quoted);
      probe = hole.end;
      at = probe;
    }
  }
  if (at < run.to) sink.literal(script.text.slice(at, run.to), run.quoted, at, run.to);
}

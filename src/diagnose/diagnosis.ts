/** From logs to root causes: collects what patterns match, joins it, asks the repository, ranks. */

import type { NeedleFinder } from "../text/needle-finder.ts";
import type { Cause } from "./cause.ts";
import { echoNeedles, isEcho } from "./echoes.ts";
import { findPrintingSite } from "./find-printing-site.ts";
import { gatherEvidence } from "./gather-evidence.ts";
import { groupCauses } from "./group-causes.ts";
import type { LogLine } from "./log-line.ts";
import { createLogFinder, LogScanner } from "./log-scanner.ts";
import { mostConfidence } from "./most-confidence.ts";
import type { LogContext, Match, Pattern } from "./pattern.ts";
import type { Repository } from "./repository.ts";

/** After so many matches in a log, or so many lines with its words, a pattern is not asked there again. */
const mostMatches = 2000;
const mostAsked = 20_000;
const mostEchoes = 10_000;
/** Of all logs of an archive together. */
const mostFound = 100_000;
const mostLines = 50;

interface Found {
  readonly pattern: Pattern;
  readonly log: string | undefined;
  readonly line: LogLine;
  readonly match: Doubted;
  readonly lines: Set<number>;
  count: number;
  /** In the order of the input. */
  readonly order: number;
}

type Doubted = Match & { readonly doubt?: string | undefined };

interface Echo {
  readonly log: string | undefined;
  readonly order: number;
}

/** What was asked in a log so far, by the number of the pattern. */
interface OpenLog {
  readonly name: string | undefined;
  readonly asked: Map<number, number>;
  readonly matched: Map<number, number>;
  echoes: number;
}

export interface Diagnosis {
  /** Worst first: causes before what they explain, sure before doubtful, early before late. */
  readonly causes: readonly Cause[];
  readonly lineCount: number;
}

/** A diagnosis under way: open a log, feed it, and ask at the end. */
export class Diagnoser {
  readonly #patterns: readonly Pattern[];
  readonly #ownersOf: number[][] = [];
  readonly #finder: NeedleFinder;
  readonly #found: Map<string, Found> = new Map();
  readonly #echoes: Echo[] = [];
  #order = 0;
  #lineCount = 0;

  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
    const needles: string[] = [];
    const indexes = new Map<string, number>();
    const add = (needle: string, owner: number): void => {
      let index = indexes.get(needle);
      if (index === undefined) {
        index = needles.push(needle) - 1;
        indexes.set(needle, index);
        this.#ownersOf.push([]);
      }
      this.#ownersOf[index]?.push(owner);
    };
    for (const [owner, pattern] of patterns.entries())
      for (const needle of pattern.needles) add(needle, owner);
    for (const needle of echoNeedles) add(needle, -1);
    this.#finder = createLogFinder(needles);
  }

  /** Begins a log; `name` is its path in an archive. Feed the answer with `push` and call its `end`. */
  open(name?: string): { push(bytes: Uint8Array): void; end(): void } {
    const log: OpenLog = { name, asked: new Map(), matched: new Map(), echoes: 0 };
    const scanner = new LogScanner({
      finder: this.#finder,
      isWanted: (needle) => this.#ownersOf[needle]?.some((owner) => !isDone(log, owner)) ?? false,
      onHit: (context, needles) => this.#look(context, needles, log),
    });
    return {
      push: (bytes) => scanner.push(bytes),
      end: () => {
        scanner.end();
        this.#lineCount += scanner.lineCount;
      },
    };
  }

  /** What was found; a repository is asked for evidence where there is one. */
  finish(repository?: Repository): Diagnosis {
    // Nothing follows from what happened in another log.
    const logs = Map.groupBy(this.#found.values(), ({ log }) => log);
    const echoes = Map.groupBy(this.#echoes, ({ log }) => log);
    const causes = [...logs].flatMap(([log, found]) =>
      found
        .filter((each) => !found.some((other) => explains(other, each)))
        .map((each) => ({
          each,
          cause: toCause(each, { found, echoes: echoes.get(log) ?? [] }, repository),
        })),
    );
    causes.sort((a, b) => rank(b.cause) - rank(a.cause) || a.each.order - b.each.order);
    return { causes: groupCauses(causes.map(({ cause }) => cause)), lineCount: this.#lineCount };
  }

  #look(context: LogContext, needles: readonly number[], log: OpenLog): void {
    const { line } = context;
    const order = this.#order++;
    const owners = new Set(needles.flatMap((needle) => this.#ownersOf[needle] ?? []));
    for (const owner of owners) {
      const pattern = this.#patterns[owner];
      if (!pattern) continue;
      if (isDone(log, owner)) continue;
      countUp(log.asked, owner);
      const match = bounded(pattern.match(context), pattern, context);
      if (!match) continue;
      countUp(log.matched, owner);
      this.#note({ pattern, log: log.name, line, match, order });
    }
    if (owners.has(-1) && isEcho(line.text) && !isDone(log, -1)) {
      log.echoes++;
      this.#echoes.push({ log: log.name, order });
    }
  }

  #note({ pattern, log, line, match, order }: Omit<Found, "lines" | "count">): void {
    const key = `${pattern.id}\0${log ?? ""}\0${match.subject}`;
    const before = this.#found.get(key);
    // Where the failure itself follows a document that quotes it, nothing of the document counts.
    const known =
      before && (before.match.doubt === undefined || match.doubt !== undefined) ? before : undefined;
    if (known && match.doubt !== undefined && known.match.doubt === undefined) return;
    if (!known && this.#found.size >= mostFound) return;
    const found = known ?? { pattern, log, line, match, lines: new Set<number>(), count: 0, order };
    found.count++;
    if (found.lines.size < mostLines)
      for (const number of [line.number, ...(match.lines ?? [])]) found.lines.add(number);
    if (!known || match.confidence > known.match.confidence) this.#found.set(key, { ...found, match });
  }
}

function isDone({ asked, matched, echoes }: OpenLog, owner: number): boolean {
  if (owner < 0) return echoes >= mostEchoes;
  return (matched.get(owner) ?? 0) >= mostMatches || (asked.get(owner) ?? 0) >= mostAsked;
}

function countUp(counts: Map<number, number>, owner: number): void {
  counts.set(owner, (counts.get(owner) ?? 0) + 1);
}

/** The cause that a match is, with what the rest of its log says. */
function toCause(
  found: Found,
  all: { readonly found: readonly Found[]; readonly echoes: readonly Echo[] },
  repository: Repository | undefined,
): Cause {
  const { pattern, line, log } = found;
  const refined = repository && pattern.refine?.(found.match, repository);
  const match = refined ? { ...found.match, ...refined } : found.match;
  const { evidence, rule } = gatherEvidence(pattern, match, repository);
  const followers = all.found.filter((other) => explains(found, other));
  // An echo belongs to the last cause before it.
  const next = Math.min(
    ...all.found
      .filter((other) => isSure(other) && other.order > found.order && !followers.includes(other))
      .map(({ order }) => order),
  );
  const echoes = (isSure(found) ? all.echoes : []).filter(
    ({ order }) => order > found.order && order < next,
  ).length;
  return {
    pattern,
    confidence: isSure(found) ? weigh(match.confidence, evidence) : match.confidence,
    log,
    lines: [...found.lines].sort((a, b) => a - b),
    quote: line.text.trim(),
    count: found.count,
    message: match.message,
    fix: match.fix,
    doubt: match.doubt,
    step: line.step,
    site: repository && line.step ? findPrintingSite(line.step, log, repository) : undefined,
    // Inside a repository only a rule that finds something there may say that it saw it coming.
    rule: repository ? rule : match.rule,
    evidence,
    echoes: echoes + followers.reduce((sum, { count }) => sum + count, 0),
    also: [],
  };
}

function bounded(match: Match | undefined, pattern: Pattern, context: LogContext): Doubted | undefined {
  if (!match) return undefined;
  const { most, doubt } = mostConfidence(context, pattern.isOfPrograms ?? false);
  return match.confidence > most ? { ...match, confidence: most, doubt } : match;
}

/** Whether its words can only be an error of this log. */
function isSure({ match }: Found): boolean {
  return match.doubt === undefined;
}

/** Whether a match follows from an earlier one of the same step. */
function explains(cause: Found, later: Found): boolean {
  return (
    cause !== later &&
    cause.log === later.log &&
    cause.order <= later.order &&
    (isSure(cause) || !isSure(later)) &&
    cause.line.step === later.line.step &&
    (cause.pattern.explains?.includes(later.pattern.id) ?? false)
  );
}

/** Sure causes come in the order of the log; doubtful ones after them by how sure they are. */
function rank({ confidence }: Cause): number {
  return confidence >= 0.6 ? 1 : confidence;
}

/** A file that agrees halves the doubt; one that contradicts takes a third of the confidence. */
function weigh(confidence: number, evidence: Cause["evidence"]): number {
  const hasProof = evidence.some(({ says }) => says === "confirms");
  const isDenied = !hasProof && evidence.some(({ says }) => says === "contradicts");
  const weighed = hasProof ? 1 - (1 - confidence) / 2 : isDenied ? confidence * (2 / 3) : confidence;
  return Math.round(weighed * 100) / 100;
}

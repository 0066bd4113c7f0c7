/** go.sum and go.work.sum files (https://go.dev/ref/mod#go-sum-files). */
import type { SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";
import { compareBytes } from "./byte-order.ts";
import { compareModules } from "./module-order.ts";
import { splitGoFields } from "./white-space.ts";

/** One line of a go.sum. */
export interface SumLine {
  readonly path: string;
  /** Without `/go.mod`. */
  readonly version: string;
  /** Whether the hash covers only the go.mod file. */
  readonly isGoMod: boolean;
  /** With its algorithm: `h1:…`. */
  readonly hash: string;
  readonly span: Span;
  /** Counts from 1. */
  readonly lineNumber: number;
}

/** A line that go refuses, drops or never uses. */
export interface SumProblem {
  readonly kind:
    | "fields"
    | "conflict-marker"
    | "duplicate-hash"
    | "bad-hash"
    | "unknown-algorithm"
    | "historic-hash"
    | "byte-order-mark";
  readonly reason: string;
  readonly span: Span;
  readonly lineNumber: number;
  /** Whether go commands stop here; `go mod tidy` and vendored builds never do. */
  readonly isFatal: boolean;
}

/** What a go.sum says. */
export interface SumFile {
  readonly file: string;
  /** Lines that go reads, in the order of the file. */
  readonly lines: readonly SumLine[];
  readonly problems: readonly SumProblem[];
}

/** An h1 hash of a go.mod file of zero bytes, which go 1.11 wrote by mistake: every go drops such a line on reading. */
const historicHash = "h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=";
const goodHash = /^h1:[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]=$/;
const conflictMarker = /^(?:<{7}|={7}|>{7}|\|{7})(?:\s|$)/;
const goModSuffix = "/go.mod";

/** Reads a go.sum as go does; never throws. */
export function parseSumFile(source: SourceFile): SumFile {
  const { text } = source;
  const lines: SumLine[] = [];
  const problems: SumProblem[] = [];
  const firstHash = new Map<string, string>();
  let lineNumber = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const next = newline === -1 ? text.length : newline + 1;
    const written = text.slice(start, newline === -1 ? text.length : newline);
    lineNumber++;
    // A byte-order mark is no white space: it becomes part of the first field.
    const content = source.hasBom && lineNumber === 1 ? `\ufeff${written}` : written;
    const span = { start, end: start + written.trimEnd().length };
    start = next;
    const fields = fieldsOf(content);
    if (fields.length === 0) continue;
    const problem = lineProblem(fields, content);
    if (problem) problems.push({ ...problem, span, lineNumber });
    if (fields.length !== 3 || problem?.kind === "historic-hash") continue;
    const [path = "", key = "", hash = ""] = fields;
    const isGoMod = key.endsWith(goModSuffix);
    const version = isGoMod ? key.slice(0, -goModSuffix.length) : key;
    lines.push({ path, version, isGoMod, hash, span, lineNumber });
    if (!hash.startsWith("h1:")) continue;
    const id = `${path} ${key}`;
    const first = firstHash.get(id);
    if (first === undefined) firstHash.set(id, hash);
    else if (first !== hash) problems.push({ ...duplicate(path, key), span, lineNumber });
  }
  if (source.hasBom && lines.length > 0) {
    problems.unshift({
      kind: "byte-order-mark",
      reason: "the byte-order mark becomes part of the first module path, so that line covers nothing",
      span: { start: 0, end: 0 },
      lineNumber: 1,
      isFatal: false,
    });
  }
  return { file: source.path, lines, problems };
}

/** Hashes by `path version` or `path version/go.mod`, as go looks them up. */
export function indexSumLines(lines: readonly SumLine[]): ReadonlyMap<string, readonly string[]> {
  const hashes = new Map<string, string[]>();
  for (const { path, version, isGoMod, hash } of lines) {
    const key = `${path} ${version}${isGoMod ? goModSuffix : ""}`;
    const known = hashes.get(key);
    if (known) known.push(hash);
    else hashes.set(key, [hash]);
  }
  return hashes;
}

/** Writes lines as go does: sorted by path, version, then `/go.mod`; each hash once. */
export function formatSumFile(
  lines: readonly Pick<SumLine, "path" | "version" | "isGoMod" | "hash">[],
): string {
  const keyed = lines
    .filter(({ hash }) => hash !== historicHash)
    .map(({ path, version, isGoMod, hash }) => ({
      path,
      version: version + (isGoMod ? goModSuffix : ""),
      hash,
    }));
  keyed.sort((a, b) => compareModules(a, b) || compareBytes(a.hash, b.hash));
  const written = keyed.map(({ path, version, hash }) => `${path} ${version} ${hash}\n`);
  return written.filter((line, at) => line !== written[at - 1]).join("");
}

function lineProblem(
  fields: readonly string[],
  content: string,
): Pick<SumProblem, "kind" | "reason" | "isFatal"> | undefined {
  const isFatal = fields.length !== 3;
  if (conflictMarker.test(content)) {
    return { kind: "conflict-marker", reason: "a merge conflict is left in the file", isFatal };
  }
  if (isFatal) return { kind: "fields", reason: `wrong number of fields ${fields.length}`, isFatal };
  const hash = fields[2] ?? "";
  if (hash === historicHash) {
    return { kind: "historic-hash", reason: "go drops this hash of an empty go.mod", isFatal };
  }
  if (goodHash.test(hash)) return undefined;
  if (hash.startsWith("h1:")) {
    return { kind: "bad-hash", reason: "no SHA-256 in base64 after h1:, so it never matches", isFatal };
  }
  return { kind: "unknown-algorithm", reason: "go knows only h1: and ignores this hash", isFatal };
}

function duplicate(path: string, key: string): Pick<SumProblem, "kind" | "reason" | "isFatal"> {
  return {
    kind: "duplicate-hash",
    reason: `a second h1 for ${path} ${key}: go accepts either`,
    isFatal: false,
  };
}

/** Most lines have single blanks only, and a plain split is several times faster than one by white space. */
function fieldsOf(line: string): readonly string[] {
  const fields = line.split(" ");
  if (fields.length === 3 && /^[!-~]+$/.test(fields[0] ?? "") && /^[!-~]+$/.test(fields[1] ?? "")) {
    if (/^[!-~]+$/.test(fields[2] ?? "")) return fields;
  }
  return splitGoFields(line);
}

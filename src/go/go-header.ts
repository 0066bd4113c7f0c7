/**
 * The header of a Go source file: everything up to the end of the imports, which is all that go reads to
 * decide about a file. A scanner over bytes; it must pass thousands of files in a tenth of a second.
 * Follows https://pkg.go.dev/go/build (how `go list` reads files).
 */
import type { Span } from "../text/span.ts";
import type { Constraint } from "./constraint.ts";
import { andConstraints } from "./constraint.ts";
import { findConstraintLines, type HeaderConstraintLine } from "./constraint-lines.ts";
import { unquoteGoString } from "./go-string.ts";
import { HeaderReader } from "./header-reader.ts";
import type { ByteRange, RawImport } from "./raw-header.ts";

/** All spans count in UTF-16 units after a byte-order mark. */
export interface GoHeader {
  /** Name after `package`; undefined when the header does not start with a package clause. */
  readonly packageName: string | undefined;
  readonly imports: readonly GoImport[];
  readonly constraintLines: readonly ConstraintLineOfHeader[];
  /** Whether `go:build` or `+build` stands anywhere in the header. */
  readonly mentionsConstraint: boolean;
  /** The expression that decides: the `//go:build` line, else all `+build` lines that count. */
  readonly constraint: Constraint | undefined;
  /** Why go refuses the constraint, in its own words; such a file is selected nowhere. */
  readonly constraintProblem: string | undefined;
  /** Whether the file imports "C". */
  readonly usesCgo: boolean;
  /** What go cannot read in the header; undefined when it is well formed. */
  readonly problem: { readonly span: Span; readonly reason: string } | undefined;
  /** Bytes from the start of the file that were needed. */
  readonly endByte: number;
  /** The scanner looked for more bytes than it got: when the file has more, read more and scan again. */
  readonly reachedEnd: boolean;
}

export interface GoImport {
  readonly path: string;
  /** The name before the path (`_` and `.` included). */
  readonly name: string | undefined;
  /** The quoted path. */
  readonly span: Span;
}

export type ConstraintLineOfHeader = Omit<HeaderConstraintLine, "start" | "end"> & { readonly span: Span };

/** Scans the start of a Go file; `bytes` may be cut anywhere. Never throws. */
export function scanGoHeader(bytes: Uint8Array): GoHeader {
  const from = bomLength(bytes);
  const raw = new HeaderReader(bytes, from).read();
  // Of a file whose header it cannot read, go takes everything for the header.
  const end = raw.problem ? bytes.length : raw.end;
  const text = decodeHeader(bytes, from, end);
  const imports = raw.imports.map((item) => decodeImport(item, text));
  const invalid = imports.find((item) => !isPossibleImportPath(item.path));
  const fault = raw.problem ?? raw.mistake;
  const at = fault && text.offset(fault.at);
  const problem =
    fault && at !== undefined
      ? { span: { start: at, end: at }, reason: fault.reason }
      : invalid && { span: invalid.span, reason: `invalid import path: ${invalid.path}` };
  return {
    packageName: raw.packageName && text.slice(raw.packageName),
    imports,
    ...readConstraints(bytes, from, end, text),
    // Go forgets all imports of a header that it cannot parse.
    usesCgo: problem === undefined && imports.some((item) => item.path === "C"),
    problem,
    endByte: end,
    reachedEnd: raw.reachedEnd || raw.problem !== undefined,
  };
}

/** Scans the leading comments of a source that is not Go (C, assembler …), where constraints count too. */
export function scanCommentHeader(bytes: Uint8Array): GoHeader {
  const from = bomLength(bytes);
  const raw = new HeaderReader(bytes, from).readComments();
  const constraints = readConstraints(bytes, from, raw.end, decodeHeader(bytes, from, raw.end));
  return {
    packageName: undefined,
    imports: [],
    ...constraints,
    // A file whose comments go cannot read is taken as it is.
    ...(raw.problem ? { constraint: undefined, constraintProblem: undefined } : {}),
    usesCgo: false,
    problem: undefined,
    endByte: raw.end,
    reachedEnd: raw.reachedEnd,
  };
}

/** Whether a header scanned from the first bytes of a file would be the same with all of its bytes. */
export function headerIsComplete(header: GoHeader, bytesGiven: number, fileSize: number): boolean {
  return !header.reachedEnd || bytesGiven >= fileSize;
}

function readConstraints(
  bytes: Uint8Array,
  from: number,
  end: number,
  text: HeaderText,
): Pick<GoHeader, "constraintLines" | "mentionsConstraint" | "constraint" | "constraintProblem"> {
  if (!text.includes("go:build") && !text.includes("+build")) {
    return {
      constraintLines: [],
      mentionsConstraint: false,
      constraint: undefined,
      constraintProblem: undefined,
    };
  }
  const lines = findConstraintLines(bytes, from, end);
  const constraintLines = lines.map(({ start, end: lineEnd, ...line }) => ({
    ...line,
    span: { start: text.offset(start), end: text.offset(lineEnd) },
  }));
  return { constraintLines, mentionsConstraint: true, ...decideConstraint(lines) };
}

function decideConstraint(
  lines: readonly HeaderConstraintLine[],
): Pick<GoHeader, "constraint" | "constraintProblem"> {
  const honoured = lines.filter((line) => line.isHonoured);
  const goBuild = honoured.filter((line) => line.kind === "go:build");
  const first = goBuild[0];
  if (goBuild.length > 1) return { constraint: undefined, constraintProblem: "multiple //go:build comments" };
  if (first && !first.result.ok) {
    return {
      constraint: undefined,
      constraintProblem: `parsing //go:build line: ${first.result.problem.reason}`,
    };
  }
  const parsed = honoured.flatMap((line) => (line.result.ok ? [line.result.constraint] : []));
  return { constraint: andConstraints(parsed), constraintProblem: undefined };
}

function decodeImport(raw: RawImport, text: HeaderText): GoImport {
  return {
    path: unquoteGoString(text.slice(raw.literal)),
    name: raw.name && text.slice(raw.name),
    span: { start: text.offset(raw.literal.start), end: text.offset(raw.literal.end) },
  };
}

// What the language lets a compiler refuse in an import path.
const PLAIN_PATH = /^[\w./~+-]+$/;
const BAD_IN_PATH = /[\p{C}\p{Z}!"#$%&'()*,:;<=>?[\\\]^{|}`\ufffd]/u;

function isPossibleImportPath(path: string): boolean {
  return PLAIN_PATH.test(path) || (path !== "" && !BAD_IN_PATH.test(path));
}

function bomLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

interface HeaderText {
  /** The text of a byte range. */
  slice(range: ByteRange): string;
  /** The UTF-16 offset of a byte that starts an ASCII character. */
  offset(byte: number): number;
  includes(part: string): boolean;
}

const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** One decoding for the whole header; while it is ASCII, bytes and UTF-16 units are the same. */
function decodeHeader(bytes: Uint8Array, from: number, end: number): HeaderText {
  const text = decoder.decode(bytes.subarray(from, end));
  const includes = (part: string) => text.includes(part);
  if (text.length === end - from) {
    return {
      includes,
      slice: (range) => text.slice(range.start - from, range.end - from),
      offset: (byte) => byte - from,
    };
  }
  return {
    includes,
    slice: ({ start, end: rangeEnd }) => decoder.decode(bytes.subarray(start, rangeEnd)),
    offset: (byte) => decoder.decode(bytes.subarray(from, byte)).length,
  };
}

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
import { HeaderReader, type RawImport } from "./header-reader.ts";

/** All spans count in UTF-16 units after a byte-order mark. */
export interface GoHeader {
  /** Name after `package`; undefined when the header does not start with a package clause. */
  readonly packageName: string | undefined;
  readonly imports: readonly GoImport[];
  readonly constraintLines: readonly ConstraintLineOfHeader[];
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
  const reader = new HeaderReader(bytes, from);
  const raw = reader.read();
  const lines = findConstraintLines(bytes, from, raw.end);
  const toUtf16 = offsetConverter(bytes, from, raw.end);
  const imports = raw.imports.map((item) => decodeImport(item, toUtf16));
  const invalid = imports.find((item) => !isPossibleImportPath(item.path));
  const problem = raw.problem
    ? { span: { start: toUtf16(raw.problem.at), end: toUtf16(raw.problem.at) }, reason: raw.problem.reason }
    : invalid && { span: invalid.span, reason: `invalid import path: ${invalid.path}` };
  return {
    packageName: raw.packageName,
    imports,
    ...decideConstraint(lines),
    constraintLines: lines.map(({ start, end, ...line }) => ({
      ...line,
      span: { start: toUtf16(start), end: toUtf16(end) },
    })),
    // Go forgets all imports of a header that it cannot parse.
    usesCgo: problem === undefined && imports.some((item) => item.path === "C"),
    problem,
    endByte: raw.end,
    reachedEnd: raw.reachedEnd,
  };
}

/** Scans the leading comments of a source that is not Go (C, assembler …), where constraints count too. */
export function scanCommentHeader(bytes: Uint8Array): GoHeader {
  const from = bomLength(bytes);
  const raw = new HeaderReader(bytes, from).readComments();
  const lines = findConstraintLines(bytes, from, raw.end);
  const toUtf16 = offsetConverter(bytes, from, raw.end);
  // A file whose comments go cannot read is taken as it is.
  const decision = raw.problem
    ? { constraint: undefined, constraintProblem: undefined }
    : decideConstraint(lines);
  return {
    packageName: undefined,
    imports: [],
    ...decision,
    constraintLines: lines.map(({ start, end, ...line }) => ({
      ...line,
      span: { start: toUtf16(start), end: toUtf16(end) },
    })),
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

const decoder = new TextDecoder();

function decodeImport(raw: RawImport, toUtf16: (byte: number) => number): GoImport {
  return {
    path: unquoteGoString(raw.literal),
    name: raw.name,
    span: { start: toUtf16(raw.start), end: toUtf16(raw.end) },
  };
}

// What the language lets a compiler refuse in an import path.
const BAD_IN_PATH = /[\p{C}\p{Z}!"#$%&'()*,:;<=>?[\\\]^{|}`\ufffd]/u;

function isPossibleImportPath(path: string): boolean {
  return path !== "" && !BAD_IN_PATH.test(path);
}

function bomLength(bytes: Uint8Array): number {
  return bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf ? 3 : 0;
}

/** Maps byte offsets (at ASCII characters) to UTF-16 offsets; free while the header is ASCII. */
function offsetConverter(bytes: Uint8Array, from: number, to: number): (byte: number) => number {
  let isAscii = true;
  for (let i = from; i < to; i++) {
    if ((bytes[i] ?? 0) >= 0x80) {
      isAscii = false;
      break;
    }
  }
  if (isAscii) return (byte) => byte - from;
  return (byte) => decoder.decode(bytes.subarray(from, byte)).length;
}

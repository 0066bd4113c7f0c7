/** Headers of the Go files of a tree: a few kilobytes of each, more only where a header is longer. */
import { type GoHeader, headerIsComplete, scanGoHeader } from "../../go/go-header.ts";
import type { Tree, TreeEntry } from "../tree/tree.ts";
import type { ConstraintLine, GoFile } from "./model.ts";

export interface ReadGoFilesOptions {
  /** Whether files below a `vendor` folder count. */
  readonly includeVendor: boolean;
  /** Only files below these folders; all without it. */
  readonly folders?: readonly string[];
}

const FIRST_READ_BYTES = 4096;

/**
 * The Go files that `./...` could mean in some module of the tree: nothing below `testdata`, nothing below
 * folders that start with `_` or a dot, and no file whose name starts so.
 */
export function readGoFiles(tree: Tree, options: ReadGoFilesOptions): GoFile[] {
  const files: GoFile[] = [];
  for (const entry of tree.entries) {
    if (entry.path.endsWith(".go") && isWanted(entry.path, options)) files.push(readGoFile(tree, entry));
  }
  return files;
}

const SKIPPED = /(?:^|\/)(?:[_.]|testdata\/)/;
const VENDOR = /(?:^|\/)vendor\//;

function isWanted(path: string, { includeVendor, folders }: ReadGoFilesOptions): boolean {
  if (SKIPPED.test(path) || (!includeVendor && VENDOR.test(path))) return false;
  return folders?.some((folder) => folder === "" || path.startsWith(`${folder}/`)) ?? true;
}

function readGoFile(tree: Tree, entry: TreeEntry): GoFile {
  const { path } = entry;
  const slash = path.lastIndexOf("/");
  const place = { path, folder: slash < 0 ? "" : path.slice(0, slash), isTest: path.endsWith("_test.go") };
  const read = readHeader(tree, entry);
  if (typeof read === "string") {
    const problem = { span: { start: 0, end: 0 }, reason: read };
    const nothing = {
      packageName: undefined,
      constraint: undefined,
      mentionsConstraint: false,
      usesCgo: false,
    };
    return { ...place, ...nothing, constraintLines: [], imports: [], problems: [problem] };
  }
  return {
    ...place,
    packageName: read.packageName,
    constraint: read.constraint,
    constraintLines: read.constraintLines.map(toConstraintLine),
    mentionsConstraint: read.mentionsConstraint,
    usesCgo: read.usesCgo,
    imports: read.imports,
    problems: problemsOf(read),
  };
}

/** The header, or the reason why the file cannot be read. */
function readHeader(tree: Tree, entry: TreeEntry): GoHeader | string {
  const start = tree.peek(entry.path, FIRST_READ_BYTES);
  if (!start.ok) return start.reason;
  const header = scanGoHeader(start.bytes);
  // A link's own size says nothing about the file it leads to.
  const isWhole = start.bytes.length < FIRST_READ_BYTES;
  if (isWhole || headerIsComplete(header, start.bytes.length, Number.POSITIVE_INFINITY)) return header;
  const whole = tree.read(entry.path);
  return whole.ok ? scanGoHeader(whole.bytes) : whole.reason;
}

function toConstraintLine({
  kind,
  text,
  span,
  result,
  isHonoured,
  deadBecause,
}: GoHeader["constraintLines"][number]): ConstraintLine {
  return {
    kind,
    text,
    span,
    constraint: result.ok ? result.constraint : undefined,
    isHonoured,
    deadBecause,
    problem: result.ok ? undefined : result.problem.reason,
  };
}

function problemsOf(header: GoHeader): GoFile["problems"] {
  const problems = header.problem ? [header.problem] : [];
  if (header.constraintProblem === undefined) return problems;
  const last = header.constraintLines.findLast((line) => line.kind === "go:build" && line.isHonoured);
  return [{ span: last?.span ?? { start: 0, end: 0 }, reason: header.constraintProblem }, ...problems];
}

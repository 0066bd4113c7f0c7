/** vendor/modules.txt (https://go.dev/ref/mod#vendoring): which packages of which modules lie in vendor/. */
import type { SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";
import { checkImportPath } from "./module-path.ts";
import { isValidSemver } from "./semver.ts";
import { splitGoFields, trimGoSpace } from "./white-space.ts";

/** A module line with what follows it. */
export interface VendorModule {
  readonly path: string;
  /** Empty for a line `# path => …`, which stands for every version. */
  readonly version: string;
  readonly replacement: VendorReplacement | undefined;
  /** Whether a main module requires it (`## explicit`). */
  readonly explicit: boolean;
  /** Its go line (`## go 1.21`). */
  readonly goVersion: string | undefined;
  readonly packages: readonly VendorPackage[];
  /** The module line. */
  readonly span: Span;
  readonly lineNumber: number;
}

/** The right side of `=>`. */
export interface VendorReplacement {
  readonly path: string;
  /** Undefined when the replacement is a directory. */
  readonly version: string | undefined;
}

/** A vendored package. */
export interface VendorPackage {
  readonly path: string;
  readonly span: Span;
}

/** A line that says nothing to go. */
export interface VendorProblem {
  readonly reason: string;
  readonly span: Span;
  readonly lineNumber: number;
}

/** What a modules.txt says. */
export interface VendorModules {
  readonly file: string;
  /** Whether `go work vendor` wrote it. */
  readonly isWorkspace: boolean;
  /** Every module line, in order. */
  readonly entries: readonly VendorModule[];
  /** The module lines with a version. */
  readonly modules: readonly VendorModule[];
  /** The lines `# path => …`: replacements of every version. */
  readonly replacementsOnly: readonly VendorModule[];
  /** Lines that go skips without a word. */
  readonly problems: readonly VendorProblem[];
}

type Open = { -readonly [Key in keyof VendorModule]: VendorModule[Key] } & { packages: VendorPackage[] };

/** Reads a modules.txt as go does, which skips what it does not understand; never throws. */
export function parseModulesTxt(source: SourceFile): VendorModules {
  const { text } = source;
  const entries: Open[] = [];
  const problems: VendorProblem[] = [];
  let current: Open | undefined;
  let lineNumber = 0;
  for (let start = 0; start < text.length; ) {
    const newline = text.indexOf("\n", start);
    const content = text.slice(start, newline === -1 ? text.length : newline);
    const span = { start, end: start + content.trimEnd().length };
    start = newline === -1 ? text.length : newline + 1;
    lineNumber++;
    const skip = (reason: string): number => problems.push({ reason, span, lineNumber });
    if (lineNumber === 1 && source.hasBom) {
      skip("the line starts with a byte-order mark");
    } else if (content.startsWith("# ")) {
      const parsed = parseModuleLine(content, span, lineNumber);
      if (parsed.problem !== undefined) skip(parsed.problem);
      // A line too short to be understood leaves the module before it open.
      if (parsed.entry || parsed.closes) current = parsed.entry;
      if (parsed.entry) entries.push(parsed.entry);
    } else if (content.startsWith("## ")) {
      if (current) annotate(current, content.slice("## ".length));
      else if (!(lineNumber === 1 && annotationsOf(content).includes("workspace")))
        skip("no module line comes before");
    } else {
      const problem = addPackage(current, content, span);
      if (problem !== undefined) skip(problem);
    }
  }
  return {
    file: source.path,
    isWorkspace: !source.hasBom && annotationsOf(text.split("\n", 1)[0] ?? "").includes("workspace"),
    entries,
    modules: entries.filter(({ version }) => version !== ""),
    replacementsOnly: entries.filter(({ version }) => version === ""),
    problems,
  };
}

function parseModuleLine(
  content: string,
  span: Span,
  lineNumber: number,
): { entry?: Open; problem?: string; closes?: boolean } {
  const [, path = "", second, ...rest] = splitGoFields(content);
  if (second === undefined) return { problem: "no version" };
  const isWildcard = second === "=>";
  if (!isWildcard && !isValidSemver(second)) {
    return { problem: `${JSON.stringify(second)} is no version`, closes: true };
  }
  const right = isWildcard ? [second, ...rest] : rest;
  const entry: Open = {
    path,
    version: isWildcard ? "" : second,
    replacement: undefined,
    explicit: false,
    goVersion: undefined,
    packages: [],
    span,
    lineNumber,
  };
  if (right.length < 2 || right[0] !== "=>") return { entry };
  const [, newPath = "", newVersion, ...more] = right;
  if (more.length > 0 || (newVersion !== undefined && !isValidSemver(newVersion))) {
    return { entry, problem: "the replacement is not understood" };
  }
  entry.replacement = { path: newPath, version: newVersion };
  return { entry };
}

function annotate(module: Open, annotations: string): void {
  for (const entry of annotations.split(";").map(trimGoSpace)) {
    if (entry === "explicit") module.explicit = true;
    if (entry.startsWith("go ")) module.goVersion = entry.slice("go ".length);
  }
}

function annotationsOf(line: string): string[] {
  return line.startsWith("## ") ? line.slice("## ".length).split(";").map(trimGoSpace) : [];
}

function addPackage(module: Open | undefined, content: string, span: Span): string | undefined {
  const fields = splitGoFields(content);
  const [path] = fields;
  if (path === undefined) return undefined;
  if (!module) return "no module line comes before";
  const problem = fields.length === 1 ? checkImportPath(path) : "more than one word";
  if (problem !== undefined) return problem;
  const start = span.start + content.indexOf(path);
  module.packages.push({ path, span: { start, end: start + path.length } });
  return undefined;
}

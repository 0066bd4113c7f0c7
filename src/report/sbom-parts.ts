import { goPurl } from "./go-purl.ts";
import type { InspectedModule, InspectedProgram } from "./inspect-report.ts";

/** What a bill of materials is made of, besides the program. */
export interface SbomInput {
  readonly program: InspectedProgram;
  /** SHA-256 of the file, in hexadecimal. */
  readonly sha256: string;
  /** When the bill was made, or the program's commit: RFC 3339 with seconds. */
  readonly time: string;
  /** Our own version. */
  readonly version: string;
}

/** A module in the program, with what replaced it in its place. */
export interface SbomPart {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  /** `h1:…`; empty where the build recorded none. */
  readonly sum: string;
  /** The module that was asked for, where another one took its place. */
  readonly replaces: string | undefined;
}

/** The program itself: its module, or its file where it has none. */
export function mainPart({ program }: SbomInput): SbomPart {
  const { go, file } = program;
  const name = go?.main?.path ?? (go?.path || (file.split("/").at(-1) ?? file));
  const version = go?.main?.version ?? "";
  return { name, version, purl: goPurl(name, version), sum: go?.main?.sum ?? "", replaces: undefined };
}

/** Every module that took part, and the standard library. */
export function libraryParts({ program }: SbomInput): readonly SbomPart[] {
  const { go } = program;
  if (!go) return [];
  const version = /go(1\S*)/.exec(go.version)?.[1] ?? go.version;
  const standard = { name: "stdlib", version, purl: goPurl("stdlib", version), sum: "", replaces: undefined };
  return [standard, ...go.deps.map(partOf)];
}

function partOf(dep: InspectedModule): SbomPart {
  if (dep.replace && /^\.{0,2}\//.test(dep.replace.path)) {
    // A folder has neither a version nor an address.
    const replaces = `${dep.path}@${dep.version} by the folder ${dep.replace.path}`;
    return { name: dep.path, version: "", purl: goPurl(dep.path, ""), sum: "", replaces };
  }
  const { path, version, sum } = dep.replace ?? dep;
  return {
    name: path,
    version,
    purl: goPurl(path, version),
    sum,
    replaces: dep.replace ? `${dep.path}@${dep.version}` : undefined,
  };
}

/** 32 digits of a digest as a name that is the same for the same file. */
export function uuidOf(sha256: string): string {
  const digits = `${sha256.slice(0, 12)}8${sha256.slice(13, 16)}8${sha256.slice(17, 32)}`;
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

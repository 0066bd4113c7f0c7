/** What a given go release refuses in go.mod and go.work: lines that are too new, and words it does not know. */
import { compareGoVersions, languageVersion } from "./go-version.ts";

/** The lines of the go.work or go.mod in effect that decide whether a go release accepts it. */
export interface GoLines {
  readonly goLine?: string | undefined;
  readonly toolchainLine?: string | undefined;
  /** Name of the file, as go prints it; default `go.mod`. */
  readonly file?: string | undefined;
  /** Names of the other directives in the file: `tool`, `godebug`, `ignore` … */
  readonly directives?: readonly string[] | undefined;
  /** Those of them, `toolchain` included, that begin with a block: `tool (`. Go has other words for these. */
  readonly blocks?: readonly string[] | undefined;
  /** With a go.work: the modules it uses, their folders as go prints them (`.`, `m`, `../m`). */
  readonly members?: readonly { readonly folder: string; readonly goLine?: string | undefined }[] | undefined;
}

/** Why a go release stops, and what it prints. */
export interface Refusal {
  readonly why: string;
  readonly error: string;
}

/** The release that first reads a directive; older ones stop at it in the main module and ignore it in dependencies. */
export const directiveMinimum: ReadonlyMap<string, string> = new Map([
  ["toolchain", "1.21"],
  ["godebug", "1.23"],
  ["tool", "1.24"],
  ["ignore", "1.25"],
]);

/** The release that first looks at the form of the go line; from 1.11 to 1.13 any word passes. */
const firstStrict = "1.14";

/** The release that compares the go line with itself before it minds a directive that it does not know. */
const firstLax = "1.24";

/** Why the go release `version` refuses these lines; undefined when it accepts them. */
export function modulesRefusedBy(version: string, lines: GoLines, because: string): Refusal | undefined {
  const file = lines.file ?? "go.mod";
  const goLine = lines.goLine ?? "";
  // Before modules nobody reads go.mod.
  if (compareGoVersions(version, "1.11") < 0) return undefined;
  const isOld = compareGoVersions(version, "1.21") < 0;
  const unknown = unknownWord(version, lines, file);
  if (!isOld && compareGoVersions(goLine, version) > 0) {
    if (unknown && compareGoVersions(version, firstLax) < 0) return unknown;
    return {
      why: `${file} requires go ${goLine} and go ${version} is older`,
      error: `go: ${file} requires go >= ${goLine} (running go ${version}${because})`,
    };
  }
  return unknown ?? (isOld ? refusedByOld(version, goLine) : memberTooNew(lines));
}

function unknownWord(version: string, lines: GoLines, file: string): Refusal | undefined {
  const isReadByOld = lines.goLine === undefined || /^[1-9][0-9]*\.(?:0|[1-9][0-9]*)$/.test(lines.goLine);
  const refusesPatches =
    compareGoVersions(version, firstStrict) >= 0 && compareGoVersions(version, "1.21") < 0;
  if (refusesPatches && !isReadByOld) {
    const words =
      compareGoVersions(version, "1.15") < 0
        ? "usage: go 1.23"
        : `invalid go version '${lines.goLine}': must match format 1.23`;
    return {
      why: `go ${version} cannot read a go line with a patch or pre-release`,
      error: `go: errors parsing ${file}:\n${file}: ${words}`,
    };
  }
  const directives = [...(lines.toolchainLine ? ["toolchain"] : []), ...(lines.directives ?? [])];
  for (const directive of directives) {
    const minimum = directiveMinimum.get(directive);
    if (minimum === undefined || compareGoVersions(version, minimum) >= 0) continue;
    return {
      why: `go ${version} does not know the directive "${directive}" of go ${minimum}`,
      error: `go: errors parsing ${file}:\n${file}: unknown ${lines.blocks?.includes(directive) ? "block type" : "directive"}: ${directive}`,
    };
  }
  return undefined;
}

/** The last patches of 1.19 and 1.20 refuse what comes with the loop variables of 1.22; earlier ones just compile. */
function refusedByOld(version: string, goLine: string): Refusal | undefined {
  const language = languageVersion(version);
  const firstToRefuse = language === "1.20" ? "1.20.8" : "1.19.13";
  if (compareGoVersions(version, firstToRefuse) < 0 || compareGoVersions(goLine, "1.22") < 0)
    return undefined;
  return {
    why: `go ${version} refuses modules of go 1.22 and later before compiling`,
    error: `cannot compile Go ${languageVersion(goLine)} code`,
  };
}

function memberTooNew(lines: GoLines): Refusal | undefined {
  const workLine = lines.goLine ?? "1.18";
  for (const { folder, goLine = "" } of lines.members ?? []) {
    if (compareGoVersions(goLine, "1.21") < 0 || compareGoVersions(goLine, workLine) <= 0) continue;
    const verb = lines.goLine === undefined ? "implicitly requires" : "lists";
    return {
      why: `the module in ${folder} needs go ${goLine}, go.work ${verb} go ${workLine}, and no switch cures that`,
      error: `go: module ${folder} listed in go.work file requires go >= ${goLine}, but go.work ${verb} go ${workLine}`,
    };
  }
  return undefined;
}

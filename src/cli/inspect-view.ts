import type { BlobReader } from "../binary/blob-reader.ts";
import { createDigest } from "../binary/digest.ts";
import { buildTags, dnsLookup, userLookup } from "../binary/executable/lookups.ts";
import type { Executable } from "../binary/executable/model.ts";
import { findProgramParts, type ProgramParts } from "../binary/executable/program-parts.ts";
import { type GoBuild, type Program, readProgram } from "../binary/executable/read-program.ts";
import { versionFloors } from "../binary/executable/version-floor.ts";
import { type BuildInfo, buildSetting } from "../go/build-info.ts";
import { parseGodebug } from "../go/godebug.ts";
import type { InspectedContract, InspectedProgram } from "../report/inspect-report.ts";
import { judgeContract } from "./judge-contract.ts";
import type { Look } from "./look.ts";

const PIECE_BYTES = 64 * 1024;

/** Reads a file and says all there is to say of it; with a repository, also whether it keeps what that promises. */
export function inspectBlob(file: string, blob: BlobReader, against?: Look): InspectedProgram {
  const program = readProgram(blob);
  const { executable, part, reason, detail } = program;
  const parts = executable && program.go ? findProgramParts(part, executable) : undefined;
  return {
    file,
    sizeBytes: blob.sizeBytes,
    sha256: digestOf(blob),
    format: executable?.format ?? null,
    platform: executable ? platformView(executable, osOf(program, parts)) : null,
    go: program.go && parts ? goView(program.go, parts, osOf(program, parts)) : null,
    unknown: reason === undefined ? null : { reason, detail: detail ?? null },
    linkage: executable ? linkageView(executable) : null,
    ...(against ? { contract: contractView(program, against) } : {}),
  };
}

/** Read in pieces: a program may be larger than memory allows. */
function digestOf(blob: BlobReader): string {
  const digest = createDigest("sha256");
  for (let at = 0; at < blob.sizeBytes; at += PIECE_BYTES) digest.update(blob.read(at, PIECE_BYTES));
  return digest.hex();
}

function contractView({ go, reason }: Program, look: Look): InspectedContract {
  if (go) return judgeContract(go, look);
  return {
    repository: look.tree.name,
    module: null,
    findings: [],
    unknown: [reason ?? "it holds no build info"],
    verified: 0,
    site: null,
  };
}

function osOf({ go, executable }: Program, parts: ProgramParts | undefined): string | undefined {
  const said = (go && buildSetting(go.info, "GOOS")) ?? parts?.os ?? executable?.os;
  // Programs of C leave it open, but only Linux has a linker of this name.
  const isLinux = /\/ld-(?:linux|musl)[^/]*$/.test(executable?.linkage.interpreter ?? "");
  return said ?? (isLinux ? "linux" : undefined);
}

function platformView(executable: Executable, os: string | undefined): InspectedProgram["platform"] {
  const { arch, archs, bits, isBigEndian } = executable;
  const byteOrder = isBigEndian ? "big" : "little";
  return { os: os ?? null, arch: arch ?? null, bits, byteOrder, ...(archs ? { archs } : {}) };
}

function goView(go: GoBuild, parts: ProgramParts, os: string | undefined): InspectedProgram["go"] {
  const { path, main, deps, settings } = go.info;
  const question = { go, parts, os };
  return {
    version: go.version,
    path,
    main: main ?? null,
    deps,
    settings,
    race: buildSetting(go.info, "-race") === "true",
    trimpath: buildSetting(go.info, "-trimpath") === "true",
    tags: buildTags(go.info),
    vcs: vcsView(go.info),
    godebug: Object.fromEntries(
      parseGodebug(buildSetting(go.info, "DefaultGODEBUG") ?? "").map(({ name, value }) => [name, value]),
    ),
    cgo: parts.hasCgo,
    dns: dnsLookup(question),
    users: userLookup(question),
    certificates: parts.hasOwnRoots ? "own" : parts.hasSystemRoots ? "system" : "none",
    zones: parts.hasOwnZones ? "own" : parts.hasZones ? "system" : "none",
  };
}

function vcsView(info: BuildInfo): NonNullable<InspectedProgram["go"]>["vcs"] {
  const system = buildSetting(info, "vcs");
  if (system === undefined) return null;
  const modified = buildSetting(info, "vcs.modified");
  return {
    system,
    revision: buildSetting(info, "vcs.revision") ?? null,
    time: buildSetting(info, "vcs.time") ?? null,
    modified: modified === undefined ? null : modified === "true",
  };
}

function linkageView({ linkage }: Executable): InspectedProgram["linkage"] {
  const { kind, isPie, interpreter, needed, soname, rpath, runpath, versionNeeds } = linkage;
  return {
    kind,
    pie: isPie,
    interpreter: interpreter ?? null,
    needed,
    soname: soname ?? null,
    rpath,
    runpath,
    versions: versionNeeds.map(({ library, versions }) => ({
      library,
      versions: versions.map(({ name }) => name),
    })),
    floors: versionFloors(versionNeeds),
    minimumSystem: linkage.minimumSystem ?? null,
  };
}

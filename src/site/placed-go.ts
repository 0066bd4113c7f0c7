/** Go distributions that were put into folders: which of them a command means is decided by PATH. */
import { folderOf } from "../text/path-parts.ts";
import type { Environment } from "./environment.ts";
import { isInstalled, type Machine, type PlacedGo } from "./machine.ts";
import { normalizePath } from "./shell/join-folder.ts";
import type { InstalledGo } from "./site.ts";

type Go = Machine["go"];

/** Where the official images and Go's own instructions put it. */
export const usualGoFolder = "/usr/local/go";

/** What installs the Go of an archive. */
export const archiveGo = "a Go archive";

/** Whether what is unpacked into the usual folder runs only where somebody puts it on PATH. */
export function isOffPath({ environment, isHosted }: Machine): boolean {
  const path = environment.get("PATH")?.value;
  if (path?.kind === "known") return !path.text.split(":").includes(`${usualGoFolder}/bin`);
  return isHosted === true && path?.textIfUnset?.includes(`${usualGoFolder}/bin`) !== true;
}

/** Whether a Go is installed, or lies unpacked where PATH does not name it. */
export function bringsGo({ go, placedGo = [] }: Machine): boolean {
  return isInstalled(go) || placedGo.some(isUnpackedArchive);
}

/** What somebody unpacked where everybody looks for it. */
function isUnpackedArchive({ folder, go }: PlacedGo): boolean {
  return folder === usualGoFolder && isInstalled(go) && go.by === archiveGo;
}

/** The machine after `echo /usr/local/go/bin >> "$GITHUB_PATH"`: it comes first from then on. */
export function putOnPath(machine: Machine, text: string): Machine | undefined {
  const placed = machine.placedGo?.find(({ folder }) => `${folder}/bin` === normalizePath(text));
  return placed && { ...machine, go: placed.go, placedGo: [] };
}

/** More distributions in one image than anybody has; the first ones are forgotten. */
const mostPlaced = 20;

/** The machine after a Go was put into a folder, which hides what was there before. */
export function placeGo(machine: Machine, placed: PlacedGo): Machine {
  const others = (machine.placedGo ?? ownGo(machine)).filter(({ folder }) => folder !== placed.folder);
  return withPath({ ...machine, placedGo: [...others.slice(-mostPlaced), placed] });
}

/** The machine with the Go that its PATH names now. */
export function withPath(machine: Machine): Machine {
  return machine.placedGo ? { ...machine, go: goOnPath(machine, machine.environment) } : machine;
}

/** The folders in which Go lies; that of a package manager is in none of them. */
export function goFolders(machine: Machine): readonly PlacedGo[] {
  return machine.placedGo ?? ownGo(machine);
}

/** The Go of a command that is started by name or by its full path. */
export function goOfBinary(machine: Machine, binary: string): Go {
  const { placedGo, environment, go } = machine;
  if (!/[/\\]/.test(binary)) return placedGo ? goOnPath(machine, environment) : go;
  const folder = normalizePath(binary).replace(/\/bin\/go$/, "");
  const placed = goFolders(machine).find((each) => each.folder === folder);
  if (placed) return placed.go;
  if (!isInstalled(go) || isWhere(go, binary)) return go;
  return { kind: "unknown", reason: `the version of the Go at ${binary} is not known`, at: go.at };
}

/** Whether the Go of a package manager or of a set-up step lies at a path. */
function isWhere({ by, version }: InstalledGo, binary: string): boolean {
  if (/ installs /.test(by))
    return /^\/(?:usr\/(?:lib\/go[^/]*\/|local\/)?|snap\/|opt\/homebrew\/)?bin\/go$/.test(binary);
  return /setup-go/.test(by) && binary.includes(`/${version}/`);
}

function ownGo({ go }: Machine): readonly PlacedGo[] {
  const lies = isInstalled(go) && /^(?:image |a Go archive)/.test(go.by);
  return lies ? [{ folder: usualGoFolder, go, at: go.at }] : [];
}

function goOnPath(machine: Machine, environment: Environment): Go {
  const { placedGo = [], go } = machine;
  const path = environment.get("PATH")?.value;
  const last = placedGo.at(-1);
  if (!last) return go;
  const isUnpacked = placedGo.some(isUnpackedArchive);
  const ofRunner = machine.isHosted && isUnpacked && path === undefined ? "" : undefined;
  const text = path?.kind === "known" ? path.text : (path?.textIfUnset ?? ofRunner);
  if (text === undefined) {
    const why = path?.kind === "unknown" ? path.reason : "what PATH the image sets is not known";
    return { kind: "unknown", reason: `a Go lies in ${last.folder}, and ${why}`, at: last.at };
  }
  const isWhole = path?.kind === "known";
  for (const entry of text.split(":")) {
    const found = placedGo.find(({ folder }) => `${folder}/bin` === normalizePath(entry));
    if (found) return found.go;
    const linked = placedGo.findLast(({ folder }) => /^\/usr(?:\/local)?$/.test(folder));
    if (linked && machine.isHosted && entry === "") return linked.go;
    // What a package manager installs lies in the folders that every PATH has.
    if (isInstalled(go) && !isPlaced(go, placedGo) && (entry === "/usr/bin" || (!isWhole && entry === "")))
      return go;
  }
  if (isInstalled(go) && !isPlaced(go, placedGo)) return go;
  if (!isInstalled(go) && !go.isAbsent) return go;
  const reason = `the Go in ${last.folder} is not on PATH`;
  if (!isWhole) return { kind: "unknown", reason: `whether ${reason.slice(4)} is not known`, at: last.at };
  // A profile or a link that is not read may name what somebody unpacked where everybody looks for it.
  const off = { kind: "unknown", reason: `${reason}, which is ${text}`, at: last.at } as const;
  return isUnpackedArchive(last) ? off : { ...off, isAbsent: true };
}

function isPlaced(go: Go, placedGo: readonly PlacedGo[]): boolean {
  return placedGo.some((placed) => placed.go === go);
}

/** `ln -s /usr/local/go/bin/* /usr/bin`: the Go is then in the link's folder too. */
export function linkGo(script: string, machine: Machine): Machine {
  let linked = machine;
  for (const { folder, go } of machine.placedGo ?? []) {
    const pattern = new RegExp(`\\bln\\s+-\\w+\\s+${escaped(folder)}/bin/(?:go|\\*)\\s+(/[^\\s;&|]+)`);
    const target = pattern.exec(script)?.[1];
    const at = "at" in go ? go.at : undefined;
    if (target === undefined || !at) continue;
    const bin = /\/go$/.test(target) ? folderOf(target) : normalizePath(target);
    linked = placeGo(linked, { folder: bin.replace(/\/bin$/, ""), go, at });
  }
  return linked;
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
}

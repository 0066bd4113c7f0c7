/**
 * Module zips (https://go.dev/ref/mod#zip-files): which zip go accepts as the content of a module version.
 * What go refuses when it unpacks is a reason here, never an exception.
 */
import { checkFilePath, moduleVersionProblem } from "../go/module-path.ts";
import { canonicalModuleVersion } from "../go/semver.ts";
import type { ArchiveMember } from "../workspace/tree/archive-error.ts";
import { readZip } from "../workspace/tree/read-zip.ts";
import { foldCase } from "./fold-case.ts";
import { createInflate } from "./inflate-in-place.ts";
import type { ModuleContent } from "./module-content.ts";

/** A path and a version that name one content. */
export interface ModuleVersion {
  readonly path: string;
  readonly version: string;
}

/** A zip whose directory go accepts, or the reason why not. */
export type OpenedZip =
  | { readonly ok: true; readonly content: ModuleContent }
  | { readonly ok: false; readonly reason: string };

const mostGoModBytes = 16 * 1024 * 1024;
const inflate = createInflate();
/** Of the zip and of its files together. */
const mostBytes = 500 * 1024 * 1024;

/** Reads the directory of a module zip and holds it against go's rules; contents are read when asked for. */
export function openModuleZip(bytes: Uint8Array, module: ModuleVersion): OpenedZip {
  const problem = moduleVersionProblem(module.path, module.version);
  if (problem !== undefined) return { ok: false, reason: problem };
  if (canonicalModuleVersion(module.version) !== module.version)
    return { ok: false, reason: `its version "${module.version}" is not canonical` };
  if (bytes.length > mostBytes) return { ok: false, reason: "it is larger than 500 MiB" };
  let members: readonly ArchiveMember[];
  try {
    members = readZip(bytes, { hasFolders: true, isModule: true, inflate });
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  const prefix = `${module.path}@${module.version}/`;
  const seen = new Map<string, string>();
  let total = 0;
  const files: { name: string; open: () => Uint8Array }[] = [];
  for (const member of members) {
    total += member.sizeBytes;
    const reason = refusal(member, { prefix, seen });
    if (reason !== undefined) return { ok: false, reason };
    files.push({ name: member.path.slice(prefix.length), open: member.open });
  }
  if (total > mostBytes) return { ok: false, reason: "its files are larger than 500 MiB together" };
  return { ok: true, content: { files } };
}

/** Why go refuses one name of the directory. */
function refusal(
  { path, sizeBytes }: ArchiveMember,
  { prefix, seen }: { readonly prefix: string; readonly seen: Map<string, string> },
): string | undefined {
  if (!path.startsWith(prefix)) return `unexpected file name "${path}": every name starts with "${prefix}"`;
  const full = path.slice(prefix.length);
  if (full === "") return undefined;
  const isFolder = full.endsWith("/");
  const name = isFolder ? full.slice(0, -1) : full;
  const problem = checkFilePath(name);
  if (problem !== undefined) return `the file name "${name}" is not allowed: ${problem}`;
  if (isFolder) return folderCollision(name, seen) ?? parentCollision(name, seen);
  const base = name.slice(name.lastIndexOf("/") + 1);
  if (base.length === 6 && base.toLowerCase() === "go.mod") {
    if (base !== name) return `"${name}" lies below the module's root, so its folder is another module`;
    if (name !== "go.mod") return `"${name}" is not spelt go.mod`;
  }
  if ((name === "go.mod" || name === "LICENSE") && sizeBytes > mostGoModBytes)
    return `"${name}" is larger than 16 MiB`;
  return collision(name, seen);
}

/** Two files whose names differ by case only, or a file where another name needs a folder. */
function collision(name: string, seen: Map<string, string>): string | undefined {
  const folded = foldCase(name);
  const other = seen.get(folded);
  if (other === `${name}/`) return `"${name}" is a file and a folder`;
  if (other !== undefined)
    return other === name
      ? `the name "${name}" is there twice`
      : `"${other}" and "${name}" are one name where case does not count`;
  seen.set(folded, name);
  return parentCollision(name, seen);
}

function parentCollision(name: string, seen: Map<string, string>): string | undefined {
  for (let slash = name.lastIndexOf("/"); slash > 0; slash = name.lastIndexOf("/", slash - 1)) {
    const folder = name.slice(0, slash);
    // Whoever entered it has looked at the folders above.
    if (seen.get(foldCase(folder)) === `${folder}/`) return undefined;
    const reason = folderCollision(folder, seen);
    if (reason !== undefined) return reason;
  }
  return undefined;
}

/** Enters a folder, whose name is remembered with a slash. */
function folderCollision(folder: string, seen: Map<string, string>): string | undefined {
  const key = foldCase(folder);
  const known = seen.get(key);
  if (known === undefined) seen.set(key, `${folder}/`);
  if (known === undefined || known === `${folder}/`) return undefined;
  return known === folder
    ? `"${folder}" is a file and a folder`
    : `"${known}" and "${folder}/" are one name where case does not count`;
}

/**
 * Module zips (https://go.dev/ref/mod#zip-files): which zip go accepts as the content of a module version.
 * What go refuses when it unpacks is a reason here, never an exception.
 */
import { checkFilePath } from "../go/module-path.ts";
import { type ArchiveMember, mostArchiveBytes } from "../workspace/tree/archive-error.ts";
import { readZip } from "../workspace/tree/read-zip.ts";
import { foldCase } from "./fold-case.ts";
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
const mostUnpackedBytes = 500 * 1024 * 1024;

/** Reads the directory of a module zip and holds it against go's rules; contents are read when asked for. */
export function openModuleZip(bytes: Uint8Array, module: ModuleVersion): OpenedZip {
  if (bytes.length > mostArchiveBytes) return { ok: false, reason: "it is larger than 500 MiB" };
  let members: readonly ArchiveMember[];
  try {
    members = readZip(bytes);
  } catch (error) {
    return { ok: false, reason: error instanceof Error ? error.message : String(error) };
  }
  if (members.length === 0) return { ok: false, reason: "it holds no file" };
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
  if (total > mostUnpackedBytes) return { ok: false, reason: "its files are larger than 500 MiB together" };
  return { ok: true, content: { files } };
}

/** Why go refuses one name of the directory. */
function refusal(
  { path, sizeBytes }: ArchiveMember,
  { prefix, seen }: { readonly prefix: string; readonly seen: Map<string, string> },
): string | undefined {
  if (!path.startsWith(prefix)) return `unexpected file name "${path}": every name starts with "${prefix}"`;
  const name = path.slice(prefix.length);
  const problem = checkFilePath(name);
  if (problem !== undefined) return `the file name "${name}" is not allowed: ${problem}`;
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
  if (other !== undefined)
    return other === name || other === `${name}/`
      ? `the name "${name}" is there twice`
      : `"${other}" and "${name}" are one name where case does not count`;
  seen.set(folded, name);
  for (let slash = name.lastIndexOf("/"); slash > 0; slash = name.lastIndexOf("/", slash - 1)) {
    const folder = name.slice(0, slash);
    const key = foldCase(folder);
    const known = seen.get(key);
    if (known === undefined) seen.set(key, `${folder}/`);
    else if (known === `${folder}/`) return undefined;
    else if (known.endsWith("/")) return `"${known}" and "${folder}/" are one name where case does not count`;
    else return `"${known}" is a file and a folder`;
  }
  return undefined;
}

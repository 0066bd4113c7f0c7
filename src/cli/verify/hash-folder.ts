import { goModCopyOf, hasGoModCopies } from "../../integrity/compare-tree.ts";
import { hashContent } from "../../integrity/hash-content.ts";
import type { FolderHash } from "../../integrity/judge-folder.ts";
import type { ModuleVersion } from "../../integrity/open-module-zip.ts";
import { listFolderFiles, openFolderFiles } from "./folder-files.ts";

/** The hash that the zip of an extracted module would have; what belongs into no module has none. */
export function hashFolder({ path, version }: ModuleVersion, folder: string): FolderHash {
  const listed = listFolderFiles(folder);
  const odd = listed.find(({ isRegular }) => !isRegular);
  if (odd) return { reason: odd.reason ?? `"${odd.name}" is no regular file` };
  const { read } = openFolderFiles(folder, listed);
  const open = (name: string) => (): Uint8Array => {
    const bytes = read(name);
    if ("reason" in bytes) throw new Error(bytes.reason);
    return bytes;
  };
  const copies = new Set(hasGoModCopies(path) ? listed.map(({ name }) => goModCopyOf(name)) : []);
  const files = listed
    .filter(({ name }) => !copies.has(name))
    .map(({ name }) => ({ name, open: open(name) }));
  try {
    const hashed = hashContent({ files }, { path, version });
    return hashed.ok ? { hash: hashed.h1 } : hashed;
  } catch (error) {
    return { reason: error instanceof Error ? error.message : String(error) };
  }
}

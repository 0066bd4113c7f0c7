/** The h1 hash of a module's content, and what each of its files is on the way. */
import { createHash } from "node:crypto";
import { hash1OfSums } from "../go/dirhash.ts";
import type { ModuleContent } from "./module-content.ts";
import type { ModuleVersion } from "./open-module-zip.ts";

/** Sees each file of a content once, while its bytes are at hand. */
export type ContentVisitor = (name: string, bytes: Uint8Array) => void;

/** The hash of a content, or the file that cannot be read. */
export type HashedContent =
  | { readonly ok: true; readonly h1: string; readonly files: number; readonly sizeBytes: number }
  | { readonly ok: false; readonly reason: string };

/** Hashes every file as `path@version/name`; each is read once, however many visitors look at it. */
export function hashContent(
  { files }: ModuleContent,
  { path, version }: ModuleVersion,
  visitors: readonly ContentVisitor[] = [],
): HashedContent {
  const sums: { name: string; sha256: string }[] = [];
  let sizeBytes = 0;
  let fileCount = 0;
  for (const { name, open } of files) {
    let bytes: Uint8Array;
    try {
      bytes = open();
    } catch (error) {
      return { ok: false, reason: `"${name}": ${error instanceof Error ? error.message : String(error)}` };
    }
    sizeBytes += bytes.length;
    sums.push({ name: `${path}@${version}/${name}`, sha256: sha256(bytes) });
    if (isFolder(name)) continue;
    fileCount++;
    for (const visit of visitors) visit(name, bytes);
  }
  return { ok: true, h1: hash1OfSums(sums), files: fileCount, sizeBytes };
}

/** An entry of a zip for a folder is in the hash, and otherwise nothing. */
function isFolder(name: string): boolean {
  return name === "" || name.endsWith("/");
}

/** Lower-case hex. */
export function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

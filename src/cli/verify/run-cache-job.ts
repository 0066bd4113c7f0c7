import { readFileSync } from "node:fs";
import { goModCopyOf, hasGoModCopies } from "../../integrity/compare-tree.ts";
import { type ExaminedModule, examineModule } from "../../integrity/examine-module.ts";
import { hashContent } from "../../integrity/hash-content.ts";
import type { CacheEvidence } from "../../integrity/judge-cache.ts";
import { reasonOf } from "../reason-of.ts";
import { listFolderFiles, openFolderFiles } from "./folder-files.ts";
import { readGoMod, readZipFile } from "./run-verify-job.ts";
import type { CacheJob } from "./verify-job.ts";

/** Reads everything that the module cache has of one version. */
export function runCacheJob(job: CacheJob): Omit<CacheEvidence, "log"> {
  const { zipFile, zipHashFile, modFile, infoFile, extractedFolder } = job;
  return {
    zip: zipFile === undefined ? undefined : readZip(job, zipFile),
    zipHash: zipHashFile === undefined ? undefined : readText(zipHashFile).trim(),
    mod: modFile === undefined ? undefined : readGoMod(modFile),
    infoProblem: infoFile === undefined ? undefined : problemOfInfo(readText(infoFile), job.version),
    folder:
      extractedFolder === undefined || zipFile !== undefined ? undefined : hashFolder(job, extractedFolder),
  };
}

function readZip({ path, version, extractedFolder }: CacheJob, zipFile: string): ExaminedModule {
  try {
    const extracted =
      extractedFolder === undefined
        ? undefined
        : openFolderFiles(extractedFolder, listFolderFiles(extractedFolder));
    const zip = readZipFile(zipFile);
    if ("reason" in zip) return { ok: false, reason: zip.reason };
    return examineModule({ path, version, zip, extracted, vendored: [] });
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

/** A file that cannot be read says as little as an empty one. */
function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function problemOfInfo(text: string, version: string): string | undefined {
  let info: unknown;
  try {
    info = JSON.parse(text);
  } catch {
    return /^\s*</.test(text) ? "it is a web page" : "it is no JSON";
  }
  const said = typeof info === "object" && info !== null && "Version" in info ? info.Version : undefined;
  if (said === version) return undefined;
  return typeof said === "string" ? `it is about ${said}` : "it says no version";
}

/** The hash that the module's zip would have; links and other files of no module make it another one. */
function hashFolder(
  { path, version }: CacheJob,
  folder: string,
): { readonly hash: string } | { readonly reason: string } {
  try {
    const listed = listFolderFiles(folder);
    const odd = listed.find(({ isRegular }) => !isRegular);
    if (odd) return { reason: `"${odd.name}" is no regular file` };
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
    const hashed = hashContent({ files }, { path, version });
    return hashed.ok ? { hash: hashed.h1 } : hashed;
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

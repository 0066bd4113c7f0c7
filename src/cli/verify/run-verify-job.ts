import { type ExaminedGoMod, examineGoMod } from "../../integrity/examine-go-mod.ts";
import { type ExaminedModule, examineModule } from "../../integrity/examine-module.ts";
import { reasonOf } from "../reason-of.ts";
import { createFileReader, listFolderFiles, openFolderFiles } from "./folder-files.ts";
import { hashFolder } from "./hash-folder.ts";
import type { VerifyJob, VerifyResult } from "./verify-job.ts";

/** The zip is in use while the files of folders are read. */
const readZipFile = createFileReader({ isLinkFollowed: true });
/** What go takes for a go.mod. */
const readModFile = createFileReader({ isLinkFollowed: true, mostBytes: 16 * 1024 * 1024 });

/** Reads and compares the files of one job. */
export function runVerifyJob(job: VerifyJob): VerifyResult {
  return examineFiles(job);
}

/** Looks at the zip with its copies, at the go.mod, and at an extracted folder that no zip can be held against. */
export function examineFiles(job: Omit<VerifyJob, "kind">): VerifyResult {
  const { zipFile, modFile, extractedFolder } = job;
  const zip = zipFile === undefined ? undefined : examineZip(job, zipFile);
  return {
    zip,
    mod: modFile === undefined ? undefined : readGoMod(modFile),
    folder: extractedFolder === undefined || zip?.ok ? undefined : hashFolder(job, extractedFolder),
  };
}

function examineZip(job: Omit<VerifyJob, "kind">, zipFile: string): ExaminedModule {
  const { path, version, extractedFolder } = job;
  try {
    const zip = readZipFile(zipFile);
    if ("reason" in zip) return { ok: false, reason: zip.reason };
    return examineModule({
      path,
      version,
      zip,
      extracted:
        extractedFolder === undefined
          ? undefined
          : openFolderFiles(extractedFolder, listFolderFiles(extractedFolder)),
      vendored: job.vendored.map(({ folder, files, packageFolders, goLine }) => ({
        packageFolders,
        goLine,
        copy: openFolderFiles(folder, files),
      })),
    });
  } catch (error) {
    return { ok: false, reason: reasonOf(error) };
  }
}

function readGoMod(file: string): ExaminedGoMod | { readonly reason: string } {
  const bytes = readModFile(file);
  return "reason" in bytes ? bytes : examineGoMod(bytes);
}

import { readFileSync } from "node:fs";
import { type ExaminedGoMod, examineGoMod } from "../../integrity/examine-go-mod.ts";
import { type ExaminedModule, examineModule } from "../../integrity/examine-module.ts";
import { reasonOf } from "../reason-of.ts";
import { createFileReader, listFolderFiles, openFolderFiles } from "./folder-files.ts";
import type { VerifyJob, VerifyResult } from "./verify-job.ts";

/** The zip is in use while the files of folders are read. */
export const readZipFile = createFileReader({ isLinkFollowed: true });

/** Reads and compares the files of one job. */
export function runVerifyJob(job: VerifyJob): VerifyResult {
  return {
    zip: job.zipFile === undefined ? undefined : examineZip(job, job.zipFile),
    mod: job.modFile === undefined ? undefined : readGoMod(job.modFile),
  };
}

function examineZip(job: VerifyJob, zipFile: string): ExaminedModule {
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

/** Reads a go.mod file. */
export function readGoMod(file: string): ExaminedGoMod | { readonly reason: string } {
  try {
    return examineGoMod(readFileSync(file));
  } catch (error) {
    return { reason: reasonOf(error) };
  }
}

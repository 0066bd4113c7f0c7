import type { CacheEvidence } from "../../integrity/judge-cache.ts";
import { readSmallFile, readZipHashFile } from "./read-small-file.ts";
import { examineFiles } from "./run-verify-job.ts";
import type { CacheJob } from "./verify-job.ts";

/** Reads everything that the module cache has of one version. */
export function runCacheJob(job: CacheJob): Omit<CacheEvidence, "log"> {
  const { zipHashFile, infoFile } = job;
  return {
    ...examineFiles({ ...job, vendored: [] }),
    zipHash: zipHashFile === undefined ? undefined : readZipHashFile(zipHashFile),
    infoProblem: infoFile === undefined ? undefined : problemOfInfo(readSmallFile(infoFile), job.version),
  };
}

function problemOfInfo(text: string | { readonly reason: string }, version: string): string | undefined {
  if (typeof text !== "string") return text.reason;
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

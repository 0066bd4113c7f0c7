import type { CacheEvidence } from "../../integrity/judge-cache.ts";
import { createFileReader } from "./folder-files.ts";
import { examineFiles } from "./run-verify-job.ts";
import type { CacheJob } from "./verify-job.ts";

/** go writes a hundred bytes, and some more of where a version comes from. */
const readSmall = createFileReader({ isLinkFollowed: true, mostBytes: 64 * 1024 });

/** Reads everything that the module cache has of one version. */
export function runCacheJob(job: CacheJob): Omit<CacheEvidence, "log"> {
  const { zipHashFile, infoFile } = job;
  const zipHash = zipHashFile === undefined ? undefined : readText(zipHashFile);
  return {
    ...examineFiles({ ...job, vendored: [] }),
    // One that cannot be read says as little as an empty one.
    zipHash: typeof zipHash === "string" ? zipHash.trim() : zipHash && "",
    infoProblem: infoFile === undefined ? undefined : problemOfInfo(readText(infoFile), job.version),
  };
}

function readText(file: string): string | { readonly reason: string } {
  const bytes = readSmall(file);
  return "reason" in bytes ? bytes : new TextDecoder().decode(bytes);
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

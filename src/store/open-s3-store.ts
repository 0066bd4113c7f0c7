import { randomUUID } from "node:crypto";
import { agreeOnFormat } from "./agree-on-format.ts";
import { createModuleStore } from "./create-module-store.ts";
import type { ModuleStore } from "./module-store.ts";
import { openS3Bucket } from "./s3-bucket.ts";
import type { S3Address } from "./s3-objects.ts";

/** Opens a store in a bucket that is there; rejects when its server cannot be shared. */
export async function openS3Store(options: {
  readonly address: S3Address;
  /** A folder on this machine for bytes that are on their way. */
  readonly spool: string;
  readonly now: () => number;
  /** Names that nobody else chooses; for tests. */
  readonly random?: () => string;
  /** For one request of a small object; default 30,000. */
  readonly requestMs?: number;
}): Promise<ModuleStore> {
  const { now, random = randomUUID, requestMs = 30_000 } = options;
  const bucket = await openS3Bucket({ ...options, random, requestMs });
  await agreeOnFormat(bucket);
  return createModuleStore({ bucket, now });
}

import { randomUUID } from "node:crypto";
import { agreeOnFormat } from "./agree-on-format.ts";
import { createModuleStore } from "./create-module-store.ts";
import { openFileBucket } from "./file-bucket.ts";
import type { ModuleStore } from "./module-store.ts";

/** Opens a store in a folder, which is made when it is not there. What killed processes left is removed. Rejects when the folder is laid out otherwise. */
export async function openFileStore(options: {
  readonly folder: string;
  readonly now: () => number;
  /** Names that nobody else chooses; for tests. */
  readonly random?: () => string;
}): Promise<ModuleStore> {
  const { folder, now, random = randomUUID } = options;
  const bucket = await openFileBucket({ folder, now, random });
  await agreeOnFormat(bucket);
  return createModuleStore({ bucket, now });
}

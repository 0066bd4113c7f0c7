/** What the main thread asks of a worker, and what it answers: plain values, so that they can be sent. */
import type { ExaminedGoMod } from "../../integrity/examine-go-mod.ts";
import type { ExaminedModule } from "../../integrity/examine-module.ts";
import type { CacheEvidence } from "../../integrity/judge-cache.ts";
import type { FolderHash } from "../../integrity/judge-folder.ts";
import type { FolderFile } from "../../integrity/module-content.ts";

/** The first message of a worker. */
export const ready = "ready";

/** One module version with the files that are to be held against each other; paths are absolute. */
export interface VerifyJob {
  readonly kind: "module";
  readonly path: string;
  readonly version: string;
  readonly zipFile: string | undefined;
  readonly modFile: string | undefined;
  readonly extractedFolder: string | undefined;
  readonly vendored: readonly VendoredFolder[];
}

/** One version of the module cache; paths are absolute, undefined for what is not there. */
export interface CacheJob {
  readonly kind: "cache";
  readonly path: string;
  readonly version: string;
  readonly zipFile: string | undefined;
  readonly zipHashFile: string | undefined;
  readonly modFile: string | undefined;
  readonly infoFile: string | undefined;
  readonly extractedFolder: string | undefined;
}

/** The vendored copy of a module. */
export interface VendoredFolder {
  readonly folder: string;
  readonly files: readonly FolderFile[];
  readonly packageFolders: readonly string[];
  readonly goLine: string | undefined;
}

/** What a worker found; undefined where nothing was asked. */
export interface VerifyResult {
  readonly zip: ExaminedModule | undefined;
  readonly mod: ExaminedGoMod | { readonly reason: string } | undefined;
  /** The hash of the extracted folder, where no zip can be held against it. */
  readonly folder: FolderHash | undefined;
}

/** What a worker is asked, and what it answers to it. */
export type Job = VerifyJob | CacheJob;
export type ResultOf<Asked extends Job> = Asked extends CacheJob ? Omit<CacheEvidence, "log"> : VerifyResult;

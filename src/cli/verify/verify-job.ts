/** What the main thread asks of a worker, and what it answers: plain values, so that they can be sent. */
import type { ExaminedModule } from "../../integrity/examine-module.ts";
import type { FolderFile } from "../../integrity/module-content.ts";

/** The first message of a worker. */
export const ready = "ready";

/** One module version with the files that are to be held against each other; paths are absolute. */
export interface VerifyJob {
  readonly path: string;
  readonly version: string;
  readonly zipFile: string | undefined;
  readonly modFile: string | undefined;
  readonly extractedFolder: string | undefined;
  readonly vendored: readonly VendoredFolder[];
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
  /** The hash of the go.mod file, or why it cannot be read. */
  readonly mod: { readonly hash: string } | { readonly reason: string } | undefined;
}

/** Go modules and workspaces of a tree, with what stands beside each go.mod. */
import type { ModFile } from "../../go/modfile/model.ts";
import type { WorkFile } from "../../go/modfile/work-model.ts";
import type { VendorModules } from "../../go/modules-txt.ts";
import type { SumFile } from "../../go/sumfile.ts";

export interface GoModule {
  /** Path of go.mod in the tree. */
  readonly file: string;
  /** Folder of go.mod; "" is the tree's root. */
  readonly folder: string;
  readonly mod: ModFile;
  /** go.sum beside it; undefined when there is none. */
  readonly sum: ReadSum | undefined;
  readonly vendor: VendorFolder | undefined;
}

/** A go.sum or go.work.sum; `parsed` is computed when it is first asked for. */
export interface ReadSum {
  readonly file: string;
  readonly parsed: SumFile;
  /** True when the file is there and cannot be read: `parsed` is then empty, and the reason is an unknown. */
  readonly isUnreadable?: boolean;
}

export interface VendorFolder {
  /** `vendor` or `dir/vendor`. */
  readonly folder: string;
  /** vendor/modules.txt; undefined when it is missing. */
  readonly modules: { readonly file: string; readonly parsed: VendorModules } | undefined;
  /** Whether git's ignore rules exclude the folder's contents. */
  readonly isIgnored: boolean;
}

export interface GoWorkspace {
  /** Path of go.work. */
  readonly file: string;
  readonly folder: string;
  readonly work: WorkFile;
  readonly sum: ReadSum | undefined;
  readonly vendor: VendorFolder | undefined;
}

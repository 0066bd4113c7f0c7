/** Go modules and workspaces of a tree, with what stands beside each go.mod. */
import type { ModFile } from "../../go/modfile/model.ts";
import type { SumFile } from "../../go/sumfile.ts";
import type { VendorModules } from "../../go/modules-txt.ts";
import type { WorkFile } from "../../go/modfile/work-model.ts";

export interface GoModule {
  /** Path of go.mod in the tree. */
  readonly file: string;
  /** Folder of go.mod; "" is the tree's root. */
  readonly folder: string;
  readonly mod: ModFile;
  /** go.sum beside it; undefined when there is none. */
  readonly sum: { readonly file: string; readonly parsed: SumFile } | undefined;
  readonly vendor: VendorFolder | undefined;
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
  readonly sum: { readonly file: string; readonly parsed: SumFile } | undefined;
  readonly vendor: VendorFolder | undefined;
}

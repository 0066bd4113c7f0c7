import type { Harm } from "../finding/finding.ts";

/** What `breakwater verify` found, as its report formats get it. */
export interface VerifyReport {
  /** Module versions that were looked at. */
  readonly modules: number;
  /** Those whose content is proven. */
  readonly verified: number;
  readonly vendoredFiles: number;
  readonly findings: readonly VerifyFinding[];
  readonly unknowns: readonly VerifyUnknown[];
  /** What was removed from the module cache, and what was not; undefined when nothing was to be. */
  readonly purged: VerifyPurge | undefined;
  readonly elapsedMs: number;
}

/** Names are relative to the module cache. */
export interface VerifyPurge {
  readonly removed: readonly string[];
  readonly kept: readonly { readonly name: string; readonly reason: string }[];
}

/** One fault with its texts; files are relative to the repository, or start with `GOMODCACHE/`. */
export interface VerifyFinding {
  readonly kind: string;
  readonly harm: Harm;
  readonly title: string;
  readonly remedy: string;
  /** Empty when the fault is of no one module. */
  readonly module: string;
  readonly version: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
  readonly expected?: string | undefined;
  readonly actual?: string | undefined;
  readonly message: string;
}

/** Something that could not be looked at. */
export interface VerifyUnknown {
  readonly module?: string;
  readonly version?: string;
  readonly file?: string;
  readonly line?: number;
  readonly reason: string;
}

/** What the repository promises about Go: its go.mod, or `.breakwater.yaml` where that says more. */
import { matchesName } from "../text/glob.ts";
import type { Place } from "../text/span.ts";

export interface Contract {
  /** `floor`: every site runs the go line or newer. `lockstep`: every site runs the same version. */
  readonly policy: "floor" | "lockstep";
  /** Site ids (or globs of them) that may differ, each with its reason. */
  readonly exceptions: readonly { readonly site: string; readonly reason: string; readonly at: Place }[];
  /** Tag groups of which at most one may be on: `[prod, test]`. */
  readonly exclusiveTags: readonly (readonly string[])[];
}

/** The contract of a repository without a `.breakwater.yaml`. */
export const defaultContract: Contract = { policy: "floor", exceptions: [], exclusiveTags: [] };

/** Why a site may differ from the others; undefined when it is held to the contract. */
export function exceptionOf(contract: Contract, siteId: string): string | undefined {
  return contract.exceptions.find(({ site }) => matchesName(site, siteId))?.reason;
}

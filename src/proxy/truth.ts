/** What the checksum log says of a version: what bytes are held against before anybody gets them. */

import type { Proof } from "../store/module-store.ts";
import type { LookupOutcome, SumLog } from "../sumdb/sum-log.ts";
import type { ProxyRule } from "./rules.ts";

/** The sums of a version, or why nothing can be said. */
export type Truth =
  | {
      readonly kind: "known";
      readonly proof: Proof;
      /** Undefined where no log says them. */
      readonly mod: string | undefined;
      readonly zip: string | undefined;
      readonly logId?: number;
      readonly treeSize?: number;
    }
  /** The log has no such version. */
  | { readonly kind: "unlogged"; readonly text: string }
  /** An answer in the log's name proves itself wrong. */
  | { readonly kind: "contradicted"; readonly text: string }
  | { readonly kind: "unreachable"; readonly text: string };

/** Asks the log, where the rule says so. */
export async function askTruth(
  log: SumLog | undefined,
  { rule, path, version }: { rule: ProxyRule; path: string; version: string },
): Promise<Truth> {
  if (rule.sums === "private") return { kind: "known", proof: "private", mod: undefined, zip: undefined };
  if (rule.sums === "unchecked" || !log)
    return { kind: "known", proof: "unchecked", mod: undefined, zip: undefined };
  return truthOf(await log.lookup({ path, version }), log.name);
}

function truthOf(outcome: LookupOutcome, log: string): Truth {
  if (outcome.kind === "contradicted") {
    const { reason, keptAt } = outcome.contradiction;
    return {
      kind: "contradicted",
      text: `${log}: ${reason}${keptAt === undefined ? "" : `; kept at ${keptAt}`}`,
    };
  }
  if (outcome.kind === "unknown") {
    const { kind, text } = outcome.reason;
    if (kind === "not-found" || kind === "not-a-module")
      return { kind: "unlogged", text: `${log} has no record of it (${text})` };
    return { kind: "unreachable", text: `${log} cannot be asked: ${text}` };
  }
  const mod = outcome.lines.find(({ isGoMod, hash }) => isGoMod && hash.startsWith("h1:"))?.hash;
  return {
    kind: "known",
    proof: "log",
    mod,
    zip: outcome.hash,
    logId: outcome.id,
    treeSize: outcome.treeSize,
  };
}

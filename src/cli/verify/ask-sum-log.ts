/** The checksum log's answers in the words of `verify`: `integrity` knows no log. */

import type { LogAnswer } from "../../integrity/judge-module.ts";
import type { ModuleVersion } from "../../integrity/open-module-zip.ts";
import type { Contradiction } from "../../sumdb/contradiction.ts";
import type { OpenedSumLog } from "../open-sum-log.ts";

/** Returns the question that `verify` asks for each module version. */
export function createLogQuestion(opened: OpenedSumLog): (module: ModuleVersion) => Promise<LogAnswer> {
  return async ({ path, version }) => {
    if (opened.kind === "none")
      return { kind: "unknown", reason: `no checksum log is asked: ${opened.reason}` };
    // Each record has the go.mod hash; that of the zip stands beside it.
    const outcome = await opened.log.lookup({ path, version, isGoMod: true });
    switch (outcome.kind) {
      case "verified": {
        const zip = outcome.lines.find(({ isGoMod, hash }) => !isGoMod && hash.startsWith("h1:"));
        return { kind: "proven", zip: zip?.hash, mod: outcome.hash };
      }
      case "contradicted":
        return { kind: "refused", reason: describe(outcome.contradiction) };
      case "unknown":
        return outcome.reason.kind === "private"
          ? { kind: "private" }
          : { kind: "unknown", reason: `${opened.log.name}: ${outcome.reason.text}` };
    }
  };
}

function describe({ log, kind, reason, keptAt }: Contradiction): string {
  const evidence = keptAt === undefined ? "" : `; the evidence is kept in ${keptAt}`;
  return `${log}: ${kind}: ${reason}${evidence}`;
}

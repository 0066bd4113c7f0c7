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
    // Both are asked for: a record that lacks one of the two lines proves nothing. They come with one answer.
    const [zip, mod] = await Promise.all([
      opened.log.lookup({ path, version }),
      opened.log.lookup({ path, version, isGoMod: true }),
    ]);
    if (zip.kind === "verified" && mod.kind === "verified") {
      return { kind: "proven", zip: zip.hash, mod: mod.hash };
    }
    const failures = [zip, mod].filter((outcome) => outcome.kind !== "verified");
    const failure = failures.find(({ kind }) => kind === "contradicted") ?? failures[0];
    if (failure?.kind === "contradicted") {
      return { kind: "refused", reason: describe(failure.contradiction) };
    }
    if (failure?.reason.kind === "private") return { kind: "private" };
    return { kind: "unknown", reason: `${opened.log.name}: ${failure?.reason.text}` };
  };
}

function describe({ log, kind, reason, keptAt }: Contradiction): string {
  const evidence = keptAt === undefined ? "" : `; the evidence is kept in ${keptAt}`;
  return `${log}: ${kind}: ${reason}${evidence}`;
}

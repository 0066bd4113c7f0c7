import { describe, expect, test } from "bun:test";
import type { LookupOutcome, SumLog } from "../../sumdb/sum-log.ts";
import { createLogQuestion } from "./ask-sum-log.ts";

const module = { path: "m.test/a", version: "v1.0.0" };
const verified = (hash: string): LookupOutcome => ({ kind: "verified", hash, lines: [], id: 1, treeSize: 2 });
const refused: LookupOutcome = {
  kind: "contradicted",
  contradiction: { kind: "absent-line", log: "log.test", reason: "it has no h1", heads: [], keptAt: "/kept" },
};
const unknown = (kind: "private" | "not-found"): LookupOutcome => ({
  kind: "unknown",
  reason: { kind, text: "why" },
});

/** Asks a log that says this of zip and go.mod. */
function ask(zip: LookupOutcome, mod: LookupOutcome): Promise<unknown> {
  const log: SumLog = {
    name: "log.test",
    lookup: async ({ isGoMod }) => (isGoMod ? mod : zip),
    readHead: async () => ({ kind: "unknown", reason: { kind: "unreachable", text: "" } }),
  };
  return createLogQuestion({ kind: "log", log })(module);
}

describe("what verify hears from the log", () => {
  test("is both hashes, or nothing of either", async () => {
    expect(await ask(verified("h1:zip"), verified("h1:mod"))).toEqual({
      kind: "proven",
      zip: "h1:zip",
      mod: "h1:mod",
    });
    const reason = "log.test: absent-line: it has no h1; the evidence is kept in /kept";
    expect(await ask(refused, verified("h1:mod"))).toEqual({ kind: "refused", reason });
    expect(await ask(verified("h1:zip"), refused)).toEqual({ kind: "refused", reason });
    expect(await ask(unknown("not-found"), refused)).toEqual({ kind: "refused", reason });
  });

  test("is unknown with the reason, and private names are private", async () => {
    expect(await ask(unknown("not-found"), unknown("not-found"))).toEqual({
      kind: "unknown",
      reason: "log.test: why",
    });
    expect(await ask(unknown("private"), unknown("private"))).toEqual({ kind: "private" });
    expect(await createLogQuestion({ kind: "none", reason: "GOSUMDB=off" })(module)).toEqual({
      kind: "unknown",
      reason: "no checksum log is asked: GOSUMDB=off",
    });
  });
});

/**
 * Asks a log on the loopback again and again, each time as a new run over the same files:
 * `ask-log.ts FOLDER KEY URL ROUNDS`. Prints one outcome per line.
 */
import { createLogFileCache } from "../../src/cli/sum-log-cache.ts";
import { createFileTimelineStore } from "../../src/cli/sum-log-files.ts";
import { createLogHttpReader } from "../../src/cli/sum-log-http.ts";
import { createSumLog } from "../../src/sumdb/sum-log.ts";
import { parseVerifierKey } from "../../src/sumdb/verifier-key.ts";
import { askedOf, hashOf, wordsOf } from "./log-world.ts";

const [folder = "", keyText = "", url = "", rounds = ""] = process.argv.slice(2);
const parsed = parseVerifierKey(keyText);
if (parsed.kind !== "key") throw new Error(parsed.reason);
for (let round = 0; round < Number(rounds); round++) {
  const log = createSumLog({
    key: parsed.key,
    reader: createLogHttpReader({ log: parsed.key.name, url, goproxy: "off" }),
    timeline: createFileTimelineStore(folder),
    cache: createLogFileCache(folder),
  });
  const n = round % 10;
  const [head, outcome] = await Promise.all([log.readHead(), log.lookup(askedOf(n))]);
  const isTrue = outcome.kind !== "verified" || outcome.hash === hashOf(n, "zip");
  console.log(`${wordsOf(head)} ${isTrue ? wordsOf(outcome) : "a lie"}`);
}

/** The real checksum log through the proxies of this machine: what it proves is what the real go hashes from the zips. */
import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { HeadOutcome, LookupOutcome } from "../../src/sumdb/sum-log.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { machineProxy, runGo } from "../differential/go-command.ts";
import { wordsOf } from "./log-world.ts";

const wait = 300_000;
const cacheFolder = mkdtempSync(join(tmpdir(), "real-log-"));
const modules = readFileSync(join(import.meta.dir, "real-modules.txt"), "utf8")
  .split("\n")
  .filter((line) => line !== "" && !line.startsWith("#"));

interface Answers {
  readonly outcomes: readonly (readonly [module: string, zip: LookupOutcome, mod: LookupOutcome])[];
  readonly head?: HeadOutcome["kind"];
  readonly ms: number;
}

async function ask(
  mode: "online" | "offline",
  asked: readonly string[],
  more: { folder?: string; modcache?: string } = {},
): Promise<Answers> {
  const { folder = cacheFolder, modcache = "-" } = more;
  const words = [
    process.execPath,
    join(import.meta.dir, "ask-real-log.ts"),
    folder,
    modcache,
    mode,
    ...asked,
  ];
  const child = Bun.spawn(words, { stdout: "pipe", stderr: "inherit" });
  const text = await new Response(child.stdout).text();
  if ((await child.exited) !== 0) throw new Error(`Cannot ask the log: ${text}`);
  return JSON.parse(text) as Answers;
}

const [probe] = (await ask("online", ["rsc.io/quote@v1.5.2"])).outcomes;
const isReachable = probe?.[1].kind !== "unknown";
const why = probe?.[1].kind === "unknown" ? probe[1].reason.text : "";

test.skipIf(!isReachable)(
  `the log proves the hashes that go computes from ${modules.length} modules${isReachable ? "" : ` (skipped: ${why})`}`,
  async () => {
    const { outcomes, head, ms } = await ask("online", modules);
    const { stdout } = await runGo(["mod", "download", "-json", ...modules], {
      folder: tmpdir(),
      environment: { GOPROXY: await machineProxy(), GOFLAGS: "-modcacherw" },
    });
    const downloaded = new Map(readObjects(stdout).map((one) => [`${one.Path}@${one.Version}`, one]));
    let compared = 0;
    for (const [module, zip, mod] of outcomes) {
      const go = downloaded.get(module);
      // What the proxies do not give, go cannot hash; the log may prove it all the same.
      if (!go?.Sum || !go.GoModSum) continue;
      expect([module, hashOf(zip), hashOf(mod)]).toEqual([module, go.Sum, go.GoModSum]);
      compared++;
    }
    expect(compared).toBeGreaterThan(40);
    expect(head).not.toBe("contradicted");
    reportSuite(`real log (${2 * modules.length} lookups in ${ms} ms)`, compared);
  },
  wait,
);

test.skipIf(!isReachable)(
  "what was proven once is proven offline, from run to run",
  async () => {
    const asked = modules.slice(0, 12);
    await ask("online", asked);
    const { outcomes, ms } = await ask("offline", asked);
    for (const [module, zip, mod] of outcomes)
      expect([module, zip.kind, mod.kind]).toEqual([module, "verified", "verified"]);
    const never = await ask("offline", ["rsc.io/sampler@v1.3.0"]);
    expect(never.outcomes.map(([, zip]) => wordsOf(zip))).toEqual(["unknown: unreachable"]);
    expect(readdirSync(join(cacheFolder, "sumdb", "sum.golang.org")).sort()).toEqual([
      "lookup",
      "tile",
      "timeline",
    ]);
    reportSuite(`real log offline (${ms} ms)`, outcomes.length);
  },
  wait,
);

function hashOf(outcome: LookupOutcome): string {
  return outcome.kind === "verified" ? outcome.hash : wordsOf(outcome);
}

interface Download {
  readonly Path: string;
  readonly Version: string;
  readonly Sum?: string;
  readonly GoModSum?: string;
}

/** JSON objects one after the other, each closed at the start of a line. */
function readObjects(text: string): Download[] {
  return text
    .split(/(?<=^\})\n/m)
    .filter((part) => part.trim() !== "")
    .map((part) => JSON.parse(part) as Download);
}

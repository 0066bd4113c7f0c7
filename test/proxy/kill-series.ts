/** The program, killed again and again while it fetches and stores: what it serves afterwards is right or is fetched anew. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GoLog } from "../sumdb/go-log.ts";
import { chance } from "./chance.ts";
import type { FaultServer } from "./fault-server.ts";
import { pathOf } from "./fault-world.ts";
import { type FixtureModule, makeModule } from "./fixture-module.ts";
import { startProxyProgram } from "./proxy-program.ts";
import { rawGet } from "./raw-get.ts";

const files = ["info", "mod", "zip"] as const;

/** What was found after all kills. */
export interface KillResult {
  readonly kills: number;
  /** Sentences; none is right. */
  readonly wrong: readonly string[];
  /** Files that the store had by then. */
  readonly stored: number;
  readonly all: number;
}

/** Small modules, and some whose zips are streamed. */
export function killModules(): readonly FixtureModule[] {
  return Array.from({ length: 30 }, (_, n) =>
    makeModule("m.test/kill", `v1.${n}.0`, { fillBytes: n % 4 === 0 ? 400_000 : 2_000 }),
  );
}

/** Kills it at so many moments; then asks for everything, first without an upstream and then with one. */
export async function runKillSeries(input: {
  modules: readonly FixtureModule[];
  upstream: FaultServer;
  log: GoLog;
  kills: number;
  seed: number;
}): Promise<KillResult> {
  const { modules, upstream, log, kills, seed } = input;
  const random = chance(seed);
  const store = mkdtempSync(join(tmpdir(), "kill-"));
  const words = ["--sumdb", `${log.key.text} ${log.url}`];
  const wrong: string[] = [];
  const asked = modules.flatMap((module) => files.map((file) => ({ module, file })));
  const ask = async (base: string, { module, file }: (typeof asked)[number]): Promise<number | "broken"> => {
    const got = await rawGet(base, pathOf(module, file)).catch(() => undefined);
    if (got === undefined) return "broken";
    if (got.status === 200 && !Buffer.from(got.bytes).equals(module[file]))
      wrong.push(`wrong bytes for ${pathOf(module, file)}`);
    if (got.status === 404 || got.status === 410) wrong.push(`${got.status} for ${pathOf(module, file)}`);
    return got.status;
  };

  for (let kill = 0; kill < kills; kill++) {
    const program = await startProxyProgram(["--upstream", upstream.url, ...words], store);
    const order = asked.map((one) => ({ one, at: random() })).sort((a, b) => a.at - b.at);
    const answers = order.slice(0, 24).map(({ one }) => ask(program.url, one));
    // By how far it has come, so that a slow machine is killed at the same moments as a fast one.
    const moment = upstream.requests.length + 1 + Math.floor(random() * 24);
    const isDone = Promise.all(answers).then(() => true);
    while (upstream.requests.length < moment && !(await Promise.race([isDone, Bun.sleep(2)])));
    await Bun.sleep(random() * 300);
    await program.kill();
    await isDone;
  }
  const alone = await startProxyProgram(["--upstream", "http://127.0.0.1:9", ...words], store);
  let stored = 0;
  for (const one of asked) {
    const status = await ask(alone.url, one);
    if (status === 200) stored++;
    else if (status !== 503) wrong.push(`${status} without an upstream for ${pathOf(one.module, one.file)}`);
  }
  await alone.stop();
  const healed = await startProxyProgram(["--upstream", upstream.url, ...words], store);
  for (const one of asked) {
    const status = await ask(healed.url, one);
    if (status !== 200) wrong.push(`${status} afterwards for ${pathOf(one.module, one.file)}`);
  }
  await healed.stop();
  await rm(store, { recursive: true, force: true });
  return { kills, wrong, stored, all: asked.length };
}

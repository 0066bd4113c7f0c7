/** Many requests through upstreams that do everything wrong at random: nothing that is not proven may come out. */

import { createHash } from "node:crypto";
import { hashGoMod } from "../../src/go/dirhash.ts";
import { chance } from "./chance.ts";
import type { Fault } from "./fault-server.ts";
import type { FaultWorld } from "./fault-world.ts";
import { pathOf } from "./fault-world.ts";
import { type FixtureModule, makeModule } from "./fixture-module.ts";
import { storedFiles } from "./proxy-world.ts";

/** What came of it. */
export interface SoakResult {
  readonly statuses: Readonly<Record<string, number>>;
  /** Sentences; an honest run has none. */
  readonly wrong: readonly string[];
  readonly faults: number;
}

const requestsPerWorld = 200;

/** The modules of a soak: small ones, and some that are streamed. */
export function soakModules(): readonly FixtureModule[] {
  return Array.from({ length: 60 }, (_, n) =>
    makeModule(`m.test/soak${String.fromCharCode(97 + (n % 20))}`, `v1.${n}.0`, {
      fillBytes: n % 6 === 0 ? 300_000 : 100,
    }),
  );
}

/** Sends requests from eight clients at once; a new proxy with an empty store comes every 200 requests. */
export async function runSoak(
  { upstream, proxy }: FaultWorld,
  { modules, requests, seed }: { modules: readonly FixtureModule[]; requests: number; seed: number },
): Promise<SoakResult> {
  const random = chance(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)] as Item;
  const statuses: Record<string, number> = {};
  const wrong: string[] = [];
  const truth = new Map(modules.map((module) => [`${module.path}@${module.version}`, module]));
  let faults = 0;

  for (let sent = 0; sent < requests; sent += requestsPerWorld) {
    const bad = await upstream();
    const fair = await upstream();
    bad.fault = ({ path }) => {
      if (random() > 0.4) return undefined;
      faults++;
      return faultFor(path);
    };
    fair.fault = () => (random() < 0.1 ? { kind: "status", status: 502 } : undefined);
    const world = await proxy([bad, fair], { parameters: "", memoryBytes: 100_000 });
    let left = Math.min(requestsPerWorld, requests - sent);
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        while (left-- > 0) await askOnce();
      }),
    );
    for (const line of await storedFiles(world.store)) {
      const [name = "", file = "", sum] = line.split(" ");
      const module = truth.get(name);
      const expected = file === "zip" ? module?.zipSum : module?.modSum;
      if (!module || (file !== "info" && sum !== expected)) wrong.push(`stored: ${line}`);
    }
    await world.stop();

    async function askOnce(): Promise<void> {
      const module = pick(modules);
      const file = pick(["info", "mod", "zip", "zip", "list"]);
      const path = file === "list" ? `/${module.path}/@v/list` : pathOf(module, file);
      try {
        const got = await world.get(path);
        statuses[got.status] = (statuses[got.status] ?? 0) + 1;
        if (got.status === 404 || got.status === 410) wrong.push(`${got.status} for ${path}`);
        if (got.status === 200 && !isTrue(module, file, got.bytes)) wrong.push(`wrong bytes for ${path}`);
      } catch {
        statuses.broken = (statuses.broken ?? 0) + 1;
      }
    }
  }
  return { statuses, wrong, faults };

  function faultFor(path: string): Fault {
    const other = pick(modules);
    const file = path.split(".").at(-1) ?? "";
    return pick<Fault>([
      { kind: "status", status: pick([500, 502, 503, 429, 403]) },
      { kind: "page", isNamed: random() < 0.5 },
      { kind: "cut", after: random(), isChunked: random() < 0.5 },
      { kind: "reset", after: random() },
      { kind: "body", body: file === "zip" ? other.zip : file === "mod" ? other.mod : other.info },
      { kind: "body", body: "" },
      { kind: "late", afterMs: 20 },
      { kind: "gzip", times: 1 },
      { kind: "redirect", to: path },
    ]);
  }
}

function isTrue(module: FixtureModule, file: string, bytes: Uint8Array): boolean {
  if (file === "mod") return hashGoMod(bytes) === module.modSum;
  if (file === "list")
    return new TextDecoder()
      .decode(bytes)
      .split("\n")
      .every((line) => /^(?:v1\.\d+\.0)?$/.test(line));
  if (file === "info")
    return (JSON.parse(new TextDecoder().decode(bytes)) as { Version?: string }).Version === module.version;
  // Both upstreams have the same bytes, so that equal content is equal bytes.
  return (
    createHash("sha256").update(bytes).digest("hex") === createHash("sha256").update(module.zip).digest("hex")
  );
}

/**
 * Two flaws of golang.org/x/mod before v0.40.0, shown on its own client of then: the lies that it believes are the ones
 * that we, and the client of today, refuse (https://pkg.go.dev/vuln/GO-2026-6179, https://pkg.go.dev/vuln/GO-2026-6180).
 */
import { afterAll, expect, test } from "bun:test";
import type { LogReader } from "../../src/sumdb/log-reader.ts";
import { createSumLog } from "../../src/sumdb/sum-log.ts";
import { createMemoryTimelineStore } from "../../src/sumdb/timeline-store.ts";
import { xModFolder } from "../conformance/go-sources.ts";
import { type GoLog, type GoLogServer, type GoLookup, startGoLogServer } from "./go-log.ts";
import { alter, hashOf, lookupPath, recordOf, recordsOf, rewrite, wordsOf } from "./log-world.ts";

const wait = 300_000;
const servers: GoLogServer[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop())));

/** Where the flawed client lies; a reason when this machine cannot get it. */
const [flawed, why] = ((): [string, string] => {
  try {
    return [xModFolder("v0.38.0"), ""];
  } catch (error) {
    return ["", ` (skipped: ${String(error).slice(0, 200)})`];
  }
})();

/** What a client of x/mod finds in a log that lies. */
async function lookupThrough(
  { server, log, reader }: { server: GoLogServer; log: GoLog; reader: LogReader },
  asked: { path: string; version: string },
): Promise<GoLookup> {
  const liar = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const answer = await reader(decodeURIComponent(new URL(request.url).pathname.slice(1)));
      if (answer.kind === "unreachable") return new Response(answer.reason, { status: 502 });
      return new Response(answer.bytes.slice(), { status: answer.status });
    },
  });
  const found = await server.lookup(log, { ...asked, url: `http://127.0.0.1:${liar.port}` });
  await liar.stop(true);
  return found;
}

/** What each of the three says to one lie. */
async function askAll(
  makeLie: (log: GoLog) => Promise<{ reader: LogReader; asked: { path: string; version: string } }>,
): Promise<{ old: GoLookup; today: GoLookup; ours: string }> {
  const found: GoLookup[] = [];
  let ours = "";
  for (const folder of [flawed, xModFolder()]) {
    const server = await startGoLogServer(folder);
    servers.push(server);
    const log = await server.make();
    await log.add(...recordsOf(0, 700));
    const { reader, asked } = await makeLie(log);
    found.push(await lookupThrough({ server, log, reader }, asked));
    const client = createSumLog({ key: log.key, reader, timeline: createMemoryTimelineStore() });
    ours = wordsOf(await client.lookup(asked));
  }
  const [old, today] = found;
  if (!old || !today) throw new Error("A client said nothing");
  return { old, today, ours };
}

test.skipIf(flawed === "")(
  `a tile that nobody checked made a forged record true; we refuse it${why}`,
  async () => {
    const { path, version } = recordOf(5);
    const forged = recordOf(5, " forged");
    const leaf = new Bun.CryptoHasher("sha256")
      .update(Buffer.concat([Buffer.of(0), Buffer.from(forged.text)]))
      .digest();
    const { old, today, ours } = await askAll(async (log) => ({
      asked: { path, version },
      reader: alter(log.reader, (asked, bytes) => {
        if (asked === lookupPath(5))
          return rewrite(bytes, (text) => text.replace(recordOf(5).text, forged.text));
        return asked === "tile/8/0/000"
          ? new Uint8Array(Buffer.from(bytes).fill(leaf, 5 * 32, 6 * 32))
          : undefined;
      }),
    }));
    expect(old).toMatchObject({ lines: [`${path} ${version} ${hashOf(5, "zip forged")}`], security: "" });
    expect(today.lines).toBeNull();
    expect(today.error).toContain("downloaded inconsistent tile");
    expect(ours).toBe("contradicted: bad-tile");
  },
  wait,
);

test.skipIf(flawed === "")(
  `a line outside of the record was believed; we refuse the answer${why}`,
  async () => {
    const [path, version, line] = ["m.test/bad", "v1.0.0", "m.test/bad v1.0.0 h1:evil="];
    const { old, today, ours } = await askAll(async (log) => {
      const good = await log.reader(lookupPath(5));
      if (good.kind !== "answered") throw new Error(good.reason);
      const [record = "", head = ""] = new TextDecoder().decode(good.bytes).split("\n\n");
      const signed = new TextDecoder().decode(await log.sign(`${head}\n${line}\n`));
      const bytes = new TextEncoder().encode(`${record}\n\n${signed}`);
      const reader: LogReader = async (asked) =>
        asked === `lookup/${path}@${version}` ? { kind: "answered", status: 200, bytes } : log.reader(asked);
      return { reader, asked: { path, version } };
    });
    expect(old.lines).toEqual([line]);
    expect(today.lines ?? []).toEqual([]);
    expect(ours).toBe("contradicted: absent-line");
  },
  wait,
);

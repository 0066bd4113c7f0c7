/** Private names: whatever is asked and however it is spelt, no public server and no log learns of them. */
import { describe, expect, test } from "bun:test";
import type { FaultServer } from "./fault-server.ts";
import { faultWorld, pathOf } from "./fault-world.ts";
import { filesOf, makeModule } from "./fixture-module.ts";
import type { World } from "./proxy-world.ts";

const open = makeModule("m.test/open", "v1.0.0");
const secret = makeModule("corp.test/Secret/pay", "v1.0.0");
const { upstream, proxy, log } = faultWorld([open]);
const escaped = "/corp.test/!secret/pay";
const paths = [
  ...["info", "mod", "zip"].map((file) => `${escaped}/@v/v1.0.0.${file}`),
  ...["list", "master.info", "v1.9.9.mod"].map((file) => `${escaped}/@v/${file}`),
  `${escaped}/@latest`,
  `${escaped.replaceAll("!", "%21")}/v2/@v/list`,
  "/corp.test/%21secret/@v/list",
  "/corp.test/@v/list",
];
const lookups = [
  `/sumdb/log.test/lookup${escaped}@v1.0.0`,
  "/sumdb/log.test/lookup/corp.test/!secret@v1.0.0",
];

interface Watched {
  readonly publicOne: FaultServer;
  readonly privateOne: FaultServer;
  readonly world: World;
  readonly asked: string[];
}

/** A public upstream, a private one or none, and a log that notes what it is asked. */
async function watch(hasPrivate: boolean): Promise<Watched> {
  const asked: string[] = [];
  const front = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch(request) {
      const { pathname } = new URL(request.url);
      asked.push(pathname);
      return fetch(`${log().url}${pathname}`);
    },
  });
  const [publicOne, privateOne] = [await upstream(), await upstream()];
  privateOne.files.clear();
  for (const [path, bytes] of filesOf([secret])) privateOne.files.set(path, bytes);
  const world = await proxy([], {
    upstreams: [publicOne.url, privateOne.url],
    log: { key: log().key, url: `http://127.0.0.1:${front.port}` },
    memoryBytes: 0,
    rules: ([rule]) => {
      if (!rule) throw new Error("No rule");
      const [first, second] = rule.chain;
      if (!first || !second) throw new Error("No chain");
      const own = { ...second, upstream: { ...second.upstream, isPrivate: true } };
      return [
        {
          name: "corp",
          patterns: "corp.test,*.corp.test",
          chain: hasPrivate ? [own] : [],
          sums: "private",
          refusal: "it is private and has no upstream",
        },
        { ...rule, chain: [first] },
      ];
    },
  });
  return { publicOne, privateOne, world, asked };
}

describe("private names", () => {
  for (const hasPrivate of [true, false])
    test(`go ${hasPrivate ? "to their own upstream only" : "nowhere without an upstream of their own"}`, async () => {
      const { publicOne, privateOne, world, asked } = await watch(hasPrivate);
      expect((await world.get(pathOf(open, "zip"))).status).toBe(200);
      const [requests, questions] = [publicOne.requests.length, asked.length];
      for (const path of paths) {
        const got = await world.get(path);
        if (!hasPrivate) expect([path, got.status]).toEqual([path, 403]);
        else expect([200, 404]).toContain(got.status);
      }
      for (const path of lookups) expect((await world.get(path)).status).toBe(403);
      expect([publicOne.requests.length, asked.length]).toEqual([requests, questions]);
      const seen = [...publicOne.requests, ...asked].filter((path) => /corp|secret/i.test(path));
      expect(seen).toEqual([]);
      if (hasPrivate) expect((await world.get(`${escaped}/@v/v1.0.0.zip`)).bytes).toEqual(secret.zip);
      else expect(privateOne.requests).toEqual([]);
    });

  test("stay at home during an outage of their upstream, and when it redirects elsewhere", async () => {
    const { publicOne, privateOne, world } = await watch(true);
    privateOne.fault = () => ({ kind: "status", status: 503 });
    expect((await world.get(`${escaped}/@v/v1.0.0.mod`)).status).toBe(503);
    privateOne.fault = ({ path }) => ({ kind: "redirect", to: `${publicOne.url}${path}` });
    const moved = await world.get(`${escaped}/@v/v1.0.0.info`);
    expect([moved.status, moved.text]).toEqual([
      503,
      expect.stringContaining("must not learn of private names"),
    ]);
    expect(publicOne.requests).toEqual([]);
  });

  test("what a policy denies answers no request of any kind", async () => {
    const world = await proxy([await upstream()], {
      deny: ({ path }) => (path === open.path ? "refused: rule no-open" : undefined),
    });
    for (const path of [
      ...["info", "mod", "zip"].map((file) => pathOf(open, file)),
      "/m.test/open/@v/list",
      "/m.test/open/@latest",
      "/m.test/open/@v/master.info",
      "/sumdb/log.test/lookup/m.test/open@v1.0.0",
    ]) {
      const got = await world.get(path);
      expect([path, got.status, got.text]).toEqual([path, 403, "refused: rule no-open\n"]);
    }
  });
});

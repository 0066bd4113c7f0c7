/** Fault matrix: upstreams that fail, hang, refuse or contradict each other. */
import { describe, expect, test } from "bun:test";
import { chance } from "./chance.ts";
import { bodyOf, faultWorld, pathOf } from "./fault-world.ts";
import { makeModule } from "./fixture-module.ts";
import { storedFiles } from "./proxy-world.ts";

const small = makeModule("m.test/small", "v1.0.0");
const large = makeModule("m.test/large", "v1.2.0", { fillBytes: 600_000 });
const many = Array.from({ length: 400 }, (_, n) => makeModule("m.test/many", `v1.${n}.0`));
const { upstream, proxy } = faultWorld([small, large, ...many]);

describe("row 5: an upstream that fails three times in ten", () => {
  test("costs no client anything where the next one is well, and gets one request for each miss", async () => {
    const random = chance(5);
    const head = await upstream(() => (random() < 0.3 ? { kind: "status", status: 502 } : undefined));
    const world = await proxy([head, await upstream()]);
    const statuses = new Map<number, number>();
    for (const module of many.slice(0, 200)) {
      const { status } = await world.get(pathOf(module, "mod"));
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
    }
    expect([...statuses]).toEqual([[200, 200]]);
    expect(head.requests.length).toBeLessThanOrEqual(200);
  });

  test("gets at most 1.1 requests for each miss where it is alone, and no answer is 404", async () => {
    const random = chance(6);
    const only = await upstream(() => (random() < 0.3 ? { kind: "status", status: 502 } : undefined));
    const world = await proxy([only]);
    const statuses = new Set<number>();
    for (const module of many.slice(0, 200)) {
      const { status, headers } = await world.get(pathOf(module, "mod"));
      statuses.add(status);
      if (status === 503) expect(Number(headers.get("retry-after"))).toBeGreaterThan(0);
    }
    expect([...statuses].sort()).toEqual([200, 503]);
    expect(only.requests.length).toBeLessThanOrEqual(220);
  });
});

describe("row 6: a whole outage", () => {
  for (const status of [503, 429, 500])
    test(`with status ${status}: what is stored is served, the rest is 503 with a time to come back`, async () => {
      let isDown = false;
      const only = await upstream(() =>
        isDown ? { kind: "status", status, headers: { "retry-after": "7" } } : undefined,
      );
      const world = await proxy([only], { memoryBytes: 0 });
      for (const file of ["info", "mod", "zip"]) await world.get(pathOf(small, file));
      isDown = true;
      const asked = only.requests.length;
      for (const module of many.slice(0, 50)) {
        const cold = await world.get(pathOf(module, "mod"));
        expect([cold.status, Number(cold.headers.get("retry-after")) > 0]).toEqual([503, true]);
      }
      for (const path of ["/m.test/many/@v/list", "/m.test/many/@latest", pathOf(many[0] ?? small, "zip")])
        expect((await world.get(path)).status).toBe(503);
      for (const file of ["info", "mod", "zip"])
        expect((await world.get(pathOf(small, file))).status).toBe(200);
      // The breaker opened after eight failures in a row; zips and lists have or share one.
      expect(only.requests.length - asked).toBeLessThanOrEqual(20);
    });
});

describe("row 7: an upstream that is slow", () => {
  const parameters = "?timeout=300ms";
  test("headers that never end", async () => {
    const slow = await upstream(() => ({ kind: "slow-headers" }));
    const world = await proxy([slow, await upstream()], { parameters });
    expect((await world.get(pathOf(small, "mod"))).status).toBe(200);
    const alone = await proxy([slow], { parameters });
    const late = await alone.get(pathOf(small, "mod"));
    expect([late.status, late.text]).toEqual([504, expect.stringContaining("no answer within 300 ms")]);
  });

  test("a body that drips", async () => {
    const slow = await upstream(() => ({ kind: "drip", everyMs: 20 }));
    const world = await proxy([slow, await upstream()], { parameters });
    for (const file of ["mod", "zip"]) expect((await world.get(pathOf(small, file))).status).toBe(200);
    const alone = await proxy([slow], { parameters });
    expect((await alone.get(pathOf(large, "zip"))).status).toBe(504);
  });

  test("a zip that stalls near its end goes on with the same bytes of the next upstream", async () => {
    const stalling = await upstream((path) =>
      path.endsWith(".zip") ? { kind: "stall", after: 0.9 } : undefined,
    );
    const world = await proxy([stalling, await upstream()], { parameters });
    const got = await world.get(pathOf(large, "zip"));
    expect([got.status, Buffer.from(got.bytes).equals(large.zip)]).toEqual([200, true]);
  });

  test("a zip that stalls, and is packed otherwise at the next upstream, breaks off and is whole the next time", async () => {
    const stalling = await upstream((path) =>
      path.endsWith(".zip") ? { kind: "stall", after: 0.9 } : undefined,
    );
    const repacked = await upstream();
    // The same files in other bytes: a comment at the end does not make another module, a leading one moves everything.
    const twin = makeModule(large.path, large.version, { fillBytes: 600_000 });
    repacked.files.set(pathOf(large, "zip"), twin.zip);
    const world = await proxy([stalling, repacked], { parameters, log: undefined });
    expect(await bodyOf(world, pathOf(large, "zip"))).toBe("broken");
    const again = await world.get(pathOf(large, "zip"));
    expect([again.status, Buffer.from(again.bytes).equals(twin.zip)]).toEqual([200, true]);
  });

  test("a zip of something larger that stalls is not ended by a right one that is smaller", async () => {
    const wrong = await upstream((path) =>
      path.endsWith(".zip") ? { kind: "stall", after: 0.9 } : undefined,
    );
    wrong.files.set(pathOf(small, "zip"), large.zip);
    const world = await proxy([wrong, await upstream()], { parameters });
    expect(await bodyOf(world, pathOf(small, "zip"))).toBe("broken");
    expect(Buffer.from((await world.get(pathOf(small, "zip"))).bytes).equals(small.zip)).toBe(true);
  });
});

describe("rows 8 and 9: connections that break", () => {
  test("a reset in a zip, before and after anybody has read of it", async () => {
    for (const module of [small, large]) {
      const breaking = await upstream((path) =>
        path.endsWith(".zip") ? { kind: "reset", after: 0.5 } : undefined,
      );
      const world = await proxy([breaking, await upstream()]);
      const got = await world.get(pathOf(module, "zip"));
      expect([got.status, Buffer.from(got.bytes).equals(module.zip)]).toEqual([200, true]);
    }
  });

  test("a port where nobody listens, a name that nobody has", async () => {
    const gone = await upstream();
    await gone.stop();
    for (const dead of [gone.url, "http://no-such-host.localhost.invalid"]) {
      const world = await proxy([dead, await upstream()]);
      expect((await world.get(pathOf(small, "zip"))).status).toBe(200);
      const alone = await proxy([dead]);
      const refused = await alone.get(pathOf(small, "mod"));
      expect([refused.status, refused.headers.has("retry-after")]).toEqual([503, true]);
    }
  });
});

describe("row 15: only an agreed 404 or 410 is one", () => {
  for (const [head, next, expected] of [
    [404, 404, 404],
    [410, 410, 410],
    [404, 410, 404],
    [410, 404, 404],
    [404, 200, 200],
    [410, 200, 200],
    [401, 404, 403],
    [403, 404, 403],
    [451, 410, 403],
    [404, 403, 403],
    [500, 404, 503],
    [404, 500, 503],
    [429, 410, 503],
    [206, 404, 503],
    [301, 404, 503],
  ] as const)
    test(`${head} and then ${next} is ${expected}`, async () => {
      const answer = (status: number) => () =>
        status === 200 ? undefined : { kind: "status" as const, status, body: "no\n" };
      const world = await proxy([await upstream(answer(head)), await upstream(answer(next))]);
      for (const path of [
        pathOf(small, "mod"),
        pathOf(small, "info"),
        pathOf(small, "zip"),
        "/m.test/small/@v/list",
        "/m.test/small/@latest",
        "/m.test/small/@v/master.info",
      ]) {
        const { status } = await world.get(path);
        const isThere = path.endsWith("master.info") ? expected !== 200 : true;
        expect([path, status]).toEqual([path, isThere ? expected : 404]);
      }
    });
});

describe("row 16: an upstream that has it behind one that has not", () => {
  test("is asked, also where it is a private one behind a public one", async () => {
    const empty = await upstream();
    empty.files.clear();
    const world = await proxy([empty, await upstream()]);
    expect((await world.get(pathOf(small, "zip"))).status).toBe(200);
    const reverse = await proxy([await upstream(), empty]);
    expect((await reverse.get(pathOf(small, "zip"))).status).toBe(200);
  });

  test("`,` goes on after 404 and stops after an outage", async () => {
    const down = await upstream(() => ({ kind: "status", status: 500 }));
    const empty = await upstream();
    empty.files.clear();
    const good = await upstream();
    const world = await proxy([`${empty.url},${good.url}`]);
    expect((await world.get(pathOf(small, "mod"))).status).toBe(200);
    const stopped = await proxy([`${down.url},${good.url}`]);
    const asked = good.requests.length;
    for (const path of [pathOf(small, "mod"), "/m.test/small/@v/list", pathOf(small, "zip")])
      expect((await stopped.get(path)).status).toBe(503);
    expect(good.requests.length).toBe(asked);
  });
});

describe("row 17: a version that changes at its origin after it was stored", () => {
  test("is served as it was", async () => {
    const only = await upstream();
    const world = await proxy([only], { memoryBytes: 0 });
    const before = await world.get(pathOf(small, "zip"));
    only.files.set(
      pathOf(small, "zip"),
      makeModule(small.path, small.version, { files: { "x.go": "package x\n" } }).zip,
    );
    const after = await world.get(pathOf(small, "zip"));
    expect(Buffer.from(after.bytes).equals(Buffer.from(before.bytes))).toBe(true);
  });
});

describe("row 24: a clock that jumps", () => {
  test("keeps no breaker open for a day, and no list young", async () => {
    let now = Date.now();
    let isDown = true;
    const only = await upstream(() => (isDown ? { kind: "status", status: 503 } : undefined));
    const world = await proxy([only], { clock: { now: () => now } });
    for (let n = 0; n < 10; n++) await world.get(pathOf(many[n] ?? small, "mod"));
    expect(world.pool.breaker(world.pool.upstreams[0] as never, "meta").snapshot(now).state).toBe("open");
    now -= 86_400_000;
    isDown = false;
    await world.get(pathOf(small, "mod"));
    now += 6_000;
    // The probe runs beside the request that finds it due.
    const upstreamOne = world.pool.upstreams[0] as never;
    while (world.pool.breaker(upstreamOne, "meta").snapshot(now).state !== "closed") {
      await world.get(pathOf(small, "mod"));
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
    expect((await world.get(pathOf(small, "mod"))).status).toBe(200);
    expect((await world.get("/m.test/small/@v/list")).text).toBe("v1.0.0\n");
    now -= 86_400_000;
    only.files.set("/m.test/small/@v/list", new TextEncoder().encode("v1.0.0\nv1.0.1\n"));
    world.service.forget("/");
    expect((await world.get("/m.test/small/@v/list")).text).toBe("v1.0.0\nv1.0.1\n");
  });
});

describe("row 27: a thousand clients and one cold version", () => {
  for (const [count, module] of [
    [1000, small],
    [100, large],
  ] as const)
    test(`are one fetch of ${module.path}`, async () => {
      const only = await upstream((path) =>
        path.endsWith(".zip") ? { kind: "late", afterMs: 300 } : undefined,
      );
      const world = await proxy([only]);
      const answers = await Promise.all(
        Array.from({ length: count }, () =>
          world.get(pathOf(module, "zip")).then(({ bytes }) => Buffer.from(bytes).equals(module.zip)),
        ),
      );
      expect(answers.filter((isWhole) => isWhole)).toHaveLength(count);
      expect(only.requests.filter((path) => path.endsWith(".zip"))).toHaveLength(1);
    }, 60_000);

  test("the first one leaves, and the others get it", async () => {
    for (const file of ["mod", "zip"] as const) {
      const only = await upstream(() => ({ kind: "late", afterMs: 1000 }));
      const world = await proxy([only]);
      const leader = new AbortController();
      const first = world.get(pathOf(small, file), { signal: leader.signal }).then(
        () => "answered",
        () => "gone",
      );
      while (only.requests.length === 0) await Bun.sleep(1);
      const others = Array.from({ length: 20 }, () => world.get(pathOf(small, file)));
      while (world.service.flights.waiters < 21) await Bun.sleep(1);
      leader.abort();
      expect(await first).toBe("gone");
      expect((await Promise.all(others)).map(({ status }) => status)).toEqual(Array(20).fill(200));
      expect(only.requests).toHaveLength(1);
    }
  });

  test("the first attempt fails, and all get the second one's", async () => {
    const head = await upstream((path) => (path.endsWith(".zip") ? { kind: "cut", after: 0.5 } : undefined));
    const next = await upstream();
    const world = await proxy([head, next]);
    const answers = await Promise.all(Array.from({ length: 50 }, () => world.get(pathOf(large, "zip"))));
    expect(answers.every(({ bytes }) => Buffer.from(bytes).equals(large.zip))).toBe(true);
    expect([head.requests.length, next.requests.length]).toEqual([1, 1]);
  });
});

describe("row 28: cold versions that hang", () => {
  test("keep neither what is stored nor another upstream's cold versions waiting", async () => {
    const hanging = await upstream((path) => (path.includes("/many/") ? { kind: "hang" } : undefined));
    const well = await upstream();
    const world = await proxy([hanging], {
      memoryBytes: 0,
      upstreams: [hanging.url, well.url],
      rules: ([rule]) => {
        if (!rule) throw new Error("No rule");
        const [first, second] = rule.chain;
        if (!first || !second) throw new Error("No chain");
        return [
          { ...rule, patterns: "m.test/many", chain: [first] },
          { ...rule, chain: [second] },
        ];
      },
    });
    await world.get(pathOf(small, "zip"));
    const leave = new AbortController();
    const stuck = many.flatMap((module) =>
      ["mod", "zip"].map((file) =>
        world.get(pathOf(module, file), { signal: leave.signal }).catch(() => undefined),
      ),
    );
    while (hanging.open < 40) await Bun.sleep(5);
    const began = performance.now();
    for (const file of ["info", "mod", "zip"])
      expect((await world.get(pathOf(large, file))).status).toBe(200);
    expect((await world.get(pathOf(small, "zip"))).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(2000);
    // What is open at once stays below the runtime's own limit.
    expect(hanging.open).toBeLessThanOrEqual(120);
    leave.abort();
    await Promise.all(stuck);
    expect(await storedFiles(world.store)).toHaveLength(4);
  }, 30_000);
});

describe("row 31: a portal that answers probes, too", () => {
  test("closes no breaker; the right bytes do", async () => {
    let state: "well" | "portal" | "answering" = "well";
    const only = await upstream(() => {
      if (state === "well") return undefined;
      return state === "portal" ? { kind: "page" } : { kind: "body", body: "module m.test/small\n" };
    });
    const world = await proxy([only], { parameters: "?timeout=1s&maxfail=3&failwindow=100ms" });
    await world.get(pathOf(small, "mod"));
    const head = world.pool.upstreams[0] as never;
    const breaker = world.pool.breaker(head, "meta");
    state = "portal";
    for (let n = 0; n < 5; n++) await world.get(pathOf(many[n] ?? small, "mod"));
    expect(breaker.snapshot(Date.now()).state).toBe("open");
    const failedProbes = (): number =>
      breaker.snapshot(Date.now()).transitions.find(({ reason }) => reason === "trial-failed")?.count ?? 0;
    while (failedProbes() < 1) await Bun.sleep(5);
    state = "answering";
    const before = failedProbes();
    while (failedProbes() < before + 1) await Bun.sleep(5);
    expect(breaker.snapshot(Date.now()).state).not.toBe("closed");
    state = "well";
    while (breaker.snapshot(Date.now()).state !== "closed") await Bun.sleep(5);
    expect((await world.get(pathOf(many[7] ?? small, "mod"))).status).toBe(200);
  }, 30_000);
});

describe("row 32: upstreams that do not agree on a list", () => {
  test("are added up, and it is said who is behind", async () => {
    const behind = await upstream();
    behind.files.set("/m.test/small/@v/list", new TextEncoder().encode("v0.9.0\n"));
    const world = await proxy([behind, await upstream()]);
    expect((await world.get("/m.test/small/@v/list")).text).toBe("v0.9.0\nv1.0.0\n");
    expect(world.events.filter(({ kind }) => kind === "lists-differ")).toHaveLength(1);
  });
});

describe("the article's parameters", () => {
  test("a hanging head gets three attempts and then none, and is closed by one probe", async () => {
    let now = Date.now();
    let isHanging = true;
    const head = await upstream(() => (isHanging ? { kind: "hang" } : undefined));
    const next = await upstream();
    const upstreams = [`${head.url}?timeout=200ms&maxfail=3&failwindow=60s`, next.url];
    const world = await proxy(upstreams, { clock: { now: () => now } });
    for (let n = 0; n < 12; n++) expect((await world.get(pathOf(many[n] ?? small, "mod"))).status).toBe(200);
    now += 59_000;
    for (let n = 12; n < 20; n++) expect((await world.get(pathOf(many[n] ?? small, "mod"))).status).toBe(200);
    expect(head.requests).toHaveLength(3);
    isHanging = false;
    now += 1_001;
    // Whoever asks now does not wait for the probe.
    expect((await world.get(pathOf(many[20] ?? small, "mod"))).headers.get("x-breakwater-upstream")).toBe(
      new URL(next.url).host,
    );
    const breaker = world.pool.breaker(world.pool.upstreams[0] as never, "meta");
    while (breaker.snapshot(now).state !== "closed") await Bun.sleep(5);
    expect(head.requests).toHaveLength(4);
    expect((await world.get(pathOf(many[21] ?? small, "mod"))).headers.get("x-breakwater-upstream")).toBe(
      new URL(head.url).host,
    );
  }, 20_000);
});

describe("an upstream that is slow now and then", () => {
  test("does not slow small files down: the next one is asked beside it, within the budget", async () => {
    let isSlow = false;
    const head = await upstream(() => (isSlow ? { kind: "late", afterMs: 3000 } : undefined));
    const next = await upstream();
    const world = await proxy([head, next]);
    for (const module of many.slice(0, 60)) await world.get(pathOf(module, "mod"));
    expect(next.requests).toEqual([]);
    isSlow = true;
    const began = performance.now();
    for (const module of many.slice(60, 63))
      expect((await world.get(pathOf(module, "mod"))).status).toBe(200);
    expect(performance.now() - began).toBeLessThan(2500);
    expect(next.requests).toHaveLength(3);
    // Its breaker does not hold against it that somebody else was faster.
    for (const { snapshot } of world.pool.snapshots()) expect(snapshot.totals.failure).toBe(0);
  });
});

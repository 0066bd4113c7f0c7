/** Fault matrix: upstreams whose answers are damaged, pages, or not what the log says. */
import { describe, expect, test } from "bun:test";
import { bodyOf, faultWorld, pathOf } from "./fault-world.ts";
import { makeModule } from "./fixture-module.ts";
import { storedFiles } from "./proxy-world.ts";

const small = makeModule("m.test/small", "v1.0.0");
const large = makeModule("m.test/large", "v1.2.0", { fillBytes: 600_000 });
const other = makeModule("m.test/small", "v1.1.0");
const { upstream, proxy } = faultWorld([small, large, other]);

describe("rows 1 and 2: a zip that ends too early", () => {
  for (const isChunked of [false, true])
    test(`is fetched from the next upstream, and nothing of it is stored (${isChunked ? "chunks" : "length"})`, async () => {
      const bad = await upstream((path) =>
        path.endsWith(".zip") ? { kind: "cut", after: 0.9, isChunked } : undefined,
      );
      const world = await proxy([bad, await upstream()]);
      for (const module of [small, large]) {
        const got = await world.get(pathOf(module, "zip"));
        expect([got.status, Buffer.from(got.bytes).equals(module.zip)]).toEqual([200, true]);
      }
      expect(await storedFiles(world.store)).toEqual([
        `${large.path}@${large.version} zip ${large.zipSum}`,
        `${small.path}@${small.version} zip ${small.zipSum}`,
      ]);
      const snapshot = world.pool.breaker(world.pool.upstreams[0] as never, "zip").snapshot(Date.now());
      expect(snapshot.totals.failure).toBe(2);
    });

  test("is no answer where there is no other upstream", async () => {
    const world = await proxy([
      await upstream((path) => (path.endsWith(".zip") ? { kind: "cut", after: 0.9 } : undefined)),
    ]);
    const got = await world.get(pathOf(small, "zip"));
    expect([got.status, got.headers.get("retry-after") !== null]).toEqual([503, true]);
    // Where nobody has read of it yet, it is a plain refusal.
    expect(Buffer.from(await bodyOf(world, pathOf(large, "zip"))).equals(large.zip)).toBe(false);
    expect(await storedFiles(world.store)).toEqual([]);
  });
});

describe("row 3: a login page with status 200", () => {
  for (const isNamed of [true, false])
    test(`is no list, no version and no file (${isNamed ? "text/html" : "no type"})`, async () => {
      let isPortal = false;
      const head = await upstream(() => (isPortal ? { kind: "page", isNamed } : undefined));
      const world = await proxy([head, await upstream()]);
      const before = await world.get("/m.test/small/@v/list");
      isPortal = true;
      for (const module of [small, large])
        for (const path of [pathOf(module, "info"), pathOf(module, "mod"), pathOf(module, "zip")])
          expect((await world.get(path)).status).toBe(200);
      expect((await world.get("/m.test/small/@latest")).text).toContain("v1.1.0");
      expect((await world.get("/m.test/small/@v/list")).text).toBe(before.text);
      expect(
        world.pool.breaker(world.pool.upstreams[0] as never, "meta").snapshot(Date.now()).totals.failure,
      ).toBe(5);
    });

  test("leaves the last good list where nobody else has one, and is an outage otherwise", async () => {
    let now = Date.now();
    let isPortal = false;
    const world = await proxy(
      [await upstream(() => (isPortal ? { kind: "page", isNamed: false } : undefined))],
      {
        clock: { now: () => now },
      },
    );
    const good = await world.get("/m.test/small/@v/list");
    expect(good.text).toBe("v1.0.0\nv1.1.0\n");
    isPortal = true;
    now += 3_600_000;
    const kept = await world.get("/m.test/small/@v/list");
    expect([kept.status, kept.text, kept.headers.get("x-breakwater-stale")]).toEqual([
      200,
      good.text,
      "3600",
    ]);
    expect((await world.get("/m.test/large/@v/list")).status).toBe(503);
    expect((await world.get("/m.test/small/@latest")).status).toBe(503);
  });
});

describe("row 4: an empty list where versions were known", () => {
  test("loses nothing and is reported", async () => {
    let now = Date.now();
    const head = await upstream();
    const world = await proxy([head], { clock: { now: () => now } });
    expect((await world.get("/m.test/small/@v/list")).text).toBe("v1.0.0\nv1.1.0\n");
    head.files.set("/m.test/small/@v/list", new Uint8Array());
    now += 3_600_000;
    expect((await world.get("/m.test/small/@v/list")).text).toBe("v1.0.0\nv1.1.0\n");
    expect(world.events).toContainEqual({
      kind: "shrunk-list",
      path: "m.test/small",
      missing: ["v1.0.0", "v1.1.0"],
    });
    head.files.set("/m.test/new/@v/list", new Uint8Array());
    const empty = await world.get("/m.test/new/@v/list");
    expect([empty.status, empty.text]).toEqual([200, ""]);
  });
});

describe("rows 10 and 11: bytes that are not what the log says", () => {
  for (const [file, good] of [
    ["zip", small],
    ["mod", small],
    ["zip", large],
  ] as const)
    test(`a wrong ${file} of ${good.path} is refused with both sums, kept as evidence, and the upstream is asked no more`, async () => {
      const bad = await upstream();
      const fake = makeModule(good.path, good.version, {
        files: { "evil.go": "package evil\n" },
        fillBytes: good === large ? 600_000 : 0,
      });
      const wrong =
        file === "zip"
          ? fake.zip
          : new TextEncoder().encode(`module ${good.path}\n\nrequire evil.test v1.0.0\n`);
      bad.files.set(`/${good.path}/@v/${good.version}.${file}`, wrong);
      const world = await proxy([bad, await upstream()]);
      const path = file === "zip" ? pathOf(good, "zip") : pathOf(good, "mod");
      if (good === large) {
        // It was on its way already: without its end it is no zip, and the connection breaks.
        expect(await bodyOf(world, path)).toBe("broken");
      } else {
        const got = await world.get(path);
        expect(got.status).toBe(403);
        expect(got.text).toContain(file === "zip" ? good.zipSum : good.modSum);
        expect(got.text).toMatch(/^refused: .*h1:.*h1:/);
      }
      expect(await storedFiles(world.store)).toEqual([]);
      const evidence = await Array.fromAsync(world.store.evidence());
      expect(evidence.map(({ kind }) => kind)).toEqual(["poison"]);
      const kept = evidence[0]?.blob && (await world.store.readBlob(evidence[0].blob));
      expect(kept && Buffer.from(kept).equals(Buffer.from(wrong))).toBe(true);
      expect(world.events.filter(({ kind }) => kind === "poison")).toHaveLength(1);
      // The next one in the chain has the right bytes; that is no secret: it was reported.
      const asked = bad.requests.length;
      const again = await world.get(path);
      expect([again.status, bad.requests.length]).toEqual([200, asked]);
    });

  test("a poisoned version of a lone upstream stays refused, and others of this class are an outage", async () => {
    const bad = await upstream();
    bad.files.set(
      pathOf(small, "zip"),
      makeModule(small.path, small.version, { files: { "evil.go": "package evil\n" } }).zip,
    );
    const world = await proxy([bad]);
    expect((await world.get(pathOf(small, "zip"))).status).toBe(403);
    const again = await world.get(pathOf(small, "zip"));
    expect([again.status, again.text.includes(small.zipSum)]).toEqual([403, true]);
    const otherZip = await world.get(pathOf(other, "zip"));
    expect([otherZip.status, otherZip.text.includes("quarantine")]).toEqual([503, true]);
    // Another class of calls is not judged by this one.
    expect((await world.get(pathOf(other, "mod"))).status).toBe(200);
  });
});

describe("row 18: an .info that speaks of something else", () => {
  for (const [title, body] of [
    ["another version", '{"Version":"v9.9.9","Time":"2024-03-02T10:00:00Z"}'],
    ["no JSON", "v1.0.0"],
    ["an array", "[]"],
    ["the future", '{"Version":"v1.0.0","Time":"2199-03-02T10:00:00Z"}'],
    ["the year 1", '{"Version":"v1.0.0","Time":"0001-01-01T00:00:00Z"}'],
    ["no time", '{"Version":"v1.0.0","Time":"yesterday"}'],
  ])
    test(`${title}: the next upstream has it`, async () => {
      const bad = await upstream((path) =>
        path === pathOf(small, "info") ? { kind: "body", body: body ?? "" } : undefined,
      );
      const world = await proxy([bad, await upstream()]);
      expect(JSON.parse((await world.get(pathOf(small, "info"))).text)).toEqual(
        JSON.parse(new TextDecoder().decode(small.info)),
      );
      const alone = await proxy([bad]);
      expect((await alone.get(pathOf(small, "info"))).status).toBe(503);
      expect(await storedFiles(alone.store)).toEqual([]);
    });
});

describe("row 19: lists that are not clean", () => {
  test("are cleaned", async () => {
    const head = await upstream();
    const lines = [
      "v1.0.0",
      "v1.1.0\r",
      "v1.1.0",
      "",
      "  v1.2.0 2024-01-01T00:00:00Z",
      "v0.0.0-20200101000000-abcdefabcdef",
      "latest",
      "v1",
      "v1.3.0+meta",
      "v10.0.0+incompatible",
    ];
    head.files.set("/m.test/small/@v/list", new TextEncoder().encode(lines.join("\n")));
    const world = await proxy([head]);
    expect((await world.get("/m.test/small/@v/list")).text).toBe(
      "v1.0.0\nv1.1.0\nv1.2.0\nv10.0.0+incompatible\n",
    );
  });

  test("without end are an outage", async () => {
    const head = await upstream();
    head.files.set("/m.test/small/@v/list", new TextEncoder().encode("v1.0.0\n".repeat(1_500_000)));
    const world = await proxy([head, await upstream()]);
    expect((await world.get("/m.test/small/@v/list")).text).toBe("v1.0.0\nv1.1.0\n");
    const alone = await proxy([head]);
    expect((await alone.get("/m.test/small/@v/list")).status).toBe(503);
  });
});

describe("row 30: an answer that is packed", () => {
  test("is unpacked once", async () => {
    const packing = await upstream(() => ({ kind: "gzip", times: 1 }));
    const world = await proxy([packing]);
    expect(Buffer.from((await world.get(pathOf(small, "mod"))).bytes).equals(small.mod)).toBe(true);
    expect(Buffer.from((await world.get(pathOf(large, "zip"))).bytes).equals(large.zip)).toBe(true);
    const twice = await upstream(() => ({ kind: "gzip", times: 2 }));
    const refusing = await proxy([twice]);
    expect((await refusing.get(pathOf(small, "mod"))).status).toBe(503);
  });
});

/** Fault matrix: the checksum log, or somebody in its name, lies, forks or is away. And what a module may not be. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type ZipEntry, zipEntries } from "../integrity/zip-entries.ts";
import { type GoLogServer, startGoLogServer } from "../sumdb/go-log.ts";
import { faultWorld, pathOf } from "./fault-world.ts";
import { makeModule } from "./fixture-module.ts";
import { storedFiles } from "./proxy-world.ts";

const small = makeModule("m.test/small", "v1.0.0");
const second = makeModule("m.test/second", "v1.0.0");
const large = makeModule("m.test/large", "v1.2.0", { fillBytes: 600_000 });
const unlogged = makeModule("m.test/unlogged", "v1.0.0");
const { upstream, proxy, log } = faultWorld([small, second, large]);
let logs: GoLogServer;
beforeAll(async () => {
  logs = await startGoLogServer();
});
afterAll(() => logs.stop());

describe("row 12: notes that are not the log's", () => {
  for (const [title, options] of [
    ["a key of the same name that is not the log's", {}],
    ["another name", { name: "other.test" }],
  ] as const)
    test(`signed with ${title}: nothing of it is believed`, async () => {
      const liar = await logs.make(options);
      await liar.add(small.record, second.record);
      const world = await proxy([await upstream()], { log: { key: log().key, url: liar.url } });
      for (const file of ["info", "mod", "zip"]) {
        const got = await world.get(pathOf(small, file));
        expect([got.status, got.text.includes("cannot be trusted")]).toEqual([403, true]);
      }
      expect((await world.get("/sumdb/log.test/latest")).status).toBe(403);
      expect((await world.get("/sumdb/log.test/lookup/m.test/small@v1.0.0")).status).toBe(403);
      expect(await storedFiles(world.store)).toEqual([]);
      expect(world.events.some(({ kind }) => kind === "log-contradiction")).toBe(true);
    });
});

describe("row 13: a log that contradicts itself", () => {
  test("two histories: from then on nothing new is believed, what is stored is served", async () => {
    const honest = await logs.make();
    await honest.add(small.record);
    const fork = await logs.make({ like: honest });
    await fork.add(large.record, second.record);
    let at = honest.url;
    const front = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      fetch: (request) => fetch(`${at}${new URL(request.url).pathname}`),
    });
    const world = await proxy([await upstream()], {
      log: { key: honest.key, url: `http://127.0.0.1:${front.port}` },
      memoryBytes: 0,
    });
    expect((await world.get(pathOf(small, "zip"))).status).toBe(200);
    at = fork.url;
    const forked = await world.get(pathOf(second, "zip"));
    expect([forked.status, forked.text]).toEqual([403, expect.stringContaining("two histories")]);
    at = honest.url;
    expect((await world.get(pathOf(second, "mod"))).status).toBe(403);
    expect((await world.get(pathOf(small, "zip"))).status).toBe(200);
    expect(await storedFiles(world.store)).toEqual([`m.test/small@v1.0.0 zip ${small.zipSum}`]);
    await front.stop(true);
  });

  test("a tile that does not hash up", async () => {
    const front = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      async fetch(request) {
        const { pathname } = new URL(request.url);
        const bytes = Buffer.from(await (await fetch(`${log().url}${pathname}`)).arrayBuffer());
        if (pathname.includes("/tile/") && bytes.length > 3) bytes[3] = (bytes[3] ?? 0) ^ 1;
        return new Response(bytes);
      },
    });
    const world = await proxy([await upstream()], {
      log: { key: log().key, url: `http://127.0.0.1:${front.port}` },
    });
    expect((await world.get(pathOf(small, "zip"))).status).toBe(403);
    expect((await world.get("/sumdb/log.test/tile/8/0/000.p/3")).status).toBe(403);
    expect(await storedFiles(world.store)).toEqual([]);
    await front.stop(true);
  });
});

describe("row 14: a log that is away", () => {
  test("new versions wait, and what is stored is served", async () => {
    const first = await proxy([await upstream()]);
    for (const file of ["info", "mod", "zip"])
      expect((await first.get(pathOf(small, file))).status).toBe(200);
    const world = await proxy([await upstream()], {
      log: { key: log().key, url: "http://127.0.0.1:9" },
      folder: first.folder,
    });
    for (const file of ["info", "mod", "zip"]) {
      expect((await world.get(pathOf(small, file))).status).toBe(200);
      const cold = await world.get(pathOf(second, file));
      expect([cold.status, cold.headers.has("retry-after"), cold.text]).toEqual([
        503,
        true,
        expect.stringContaining("cannot be checked now"),
      ]);
    }
    // A zip is not even begun.
    expect((await world.get(pathOf(large, "zip"))).status).toBe(503);
    expect((await storedFiles(world.store)).every((name) => name.startsWith("m.test/small@"))).toBe(true);
  });

  test("a version that the log does not know is refused, not absent", async () => {
    const only = await upstream();
    only.files.set(pathOf(unlogged, "info"), unlogged.info);
    only.files.set(pathOf(unlogged, "mod"), unlogged.mod);
    only.files.set(pathOf(unlogged, "zip"), unlogged.zip);
    const world = await proxy([only]);
    for (const file of ["info", "mod", "zip"]) {
      const got = await world.get(pathOf(unlogged, file));
      expect([got.status, got.text]).toEqual([403, expect.stringContaining("no record")]);
    }
    expect(await storedFiles(world.store)).toEqual([]);
  });
});

describe("the log as clients ask it through us", () => {
  test("heads, records and tiles are the log's own, proven before", async () => {
    const world = await proxy([await upstream()]);
    expect((await world.get("/sumdb/log.test/supported")).status).toBe(200);
    for (const path of ["latest", "lookup/m.test/small@v1.0.0", "tile/8/0/000.p/3", "tile/8/0/000.p/2"]) {
      const [ours, theirs] = [await world.get(`/sumdb/log.test/${path}`), await log().reader(path)];
      expect(ours.status).toBe(200);
      const bytes = theirs.kind === "answered" && theirs.status === 200 ? theirs.bytes : undefined;
      if (bytes) expect(Buffer.from(ours.bytes).equals(Buffer.from(bytes))).toBe(true);
      else expect(ours.bytes.length).toBe(64);
    }
    for (const path of [
      "tile/8/0/000",
      "tile/8/0/001.p/1",
      "tile/9/0/000",
      "tile/8/data/000",
      "lookup/m.test/nope@v1.0.0",
      "lookup/nope",
    ])
      expect([path, (await world.get(`/sumdb/log.test/${path}`)).status]).toEqual([path, 404]);
  });
});

describe("rows 21 and 22: zips that no go would take", () => {
  const prefix = "m.test/small@v1.0.0/";
  const entry = (name: string, text = "x", more: Partial<ZipEntry> = {}): ZipEntry => ({
    name,
    bytes: new TextEncoder().encode(text),
    ...more,
  });
  for (const [title, entries] of [
    ["a path that leads out", [entry(`${prefix}../evil`)]],
    ["an absolute path", [entry("/etc/passwd")]],
    ["a backslash", [entry(`${prefix}a\\b`)]],
    ["another prefix", [entry("m.test/other@v1.0.0/go.mod")]],
    ["names that differ in case only", [entry(`${prefix}a.go`), entry(`${prefix}A.go`)]],
    ["a name twice", [entry(`${prefix}a.go`), entry(`${prefix}a.go`, "y")]],
    ["a file and a folder of one name", [entry(`${prefix}a`), entry(`${prefix}a/b`)]],
    ["another module inside", [entry(`${prefix}sub/go.mod`, "module x\n")]],
    ["a size that is a lie", [entry(`${prefix}a.go`, "x".repeat(100), { isPacked: true, sizeBytes: 10 })]],
    ["a checksum that is a lie", [entry(`${prefix}a.go`, "x", { checksum: 7 })]],
    [
      "more than 500 MiB when unpacked",
      [entry(`${prefix}a.bin`, "x", { isPacked: true, sizeBytes: 600 * 1024 * 1024 })],
    ],
    ["an unknown way of packing", [entry(`${prefix}a.go`, "x", { method: 99 })]],
  ] as const)
    test(`${title}: the next upstream has it, alone it is an outage, and nothing is stored`, async () => {
      const bad = await upstream();
      bad.files.set(pathOf(small, "zip"), zipEntries(entries));
      const alone = await proxy([bad]);
      const got = await alone.get(pathOf(small, "zip"));
      expect([got.status, got.text]).toEqual([503, expect.stringContaining("go would refuse its zip")]);
      expect(await storedFiles(alone.store)).toEqual([]);
      expect((await (await proxy([bad, await upstream()])).get(pathOf(small, "zip"))).status).toBe(200);
    });

  test("one that announces more than 500 MiB is not begun", async () => {
    const bad = await upstream((path) =>
      path.endsWith(".zip")
        ? { kind: "status", status: 200, headers: { "content-length": "629145600" } }
        : undefined,
    );
    const world = await proxy([bad, await upstream()]);
    expect((await world.get(pathOf(small, "zip"))).status).toBe(200);
  });
});

describe("rows 25 and 26: a store that fails", () => {
  test("a full disk is an outage of ours, and nothing half is served afterwards", async () => {
    let isFull = true;
    const world = await proxy([await upstream()], {
      wrapStore: (store) => ({
        ...store,
        newBlob: async () => {
          const writer = await store.newBlob();
          return {
            ...writer,
            write: async (bytes) => {
              if (isFull) throw Object.assign(new Error("no space left on device"), { code: "ENOSPC" });
              await writer.write(bytes);
            },
          };
        },
      }),
    });
    for (const file of ["info", "mod", "zip"]) {
      const got = await world.get(pathOf(small, file));
      expect([got.status, got.text]).toEqual([503, "the store cannot be used now: ENOSPC\n"]);
    }
    expect(await storedFiles(world.store)).toEqual([]);
    isFull = false;
    for (const file of ["info", "mod", "zip"])
      expect((await world.get(pathOf(small, file))).status).toBe(200);
    for (const { snapshot } of world.pool.snapshots()) expect(snapshot.totals.failure).toBe(0);
  });

  test("a bit that flips in a stored zip is noticed when it is read, and the zip is fetched again", async () => {
    const only = await upstream();
    const world = await proxy([only], { memoryBytes: 0 });
    await world.get(pathOf(large, "zip"));
    const blob = readdirSync(world.folder, { recursive: true, encoding: "utf8" })
      .map((name) => join(world.folder, name))
      .find((name) => statSync(name).size === large.zip.length);
    if (blob === undefined) throw new Error("No stored zip");
    const bytes = readFileSync(blob);
    bytes[300_000] = (bytes[300_000] ?? 0) ^ 4;
    writeFileSync(blob, bytes);
    const again = await world.get(pathOf(large, "zip"));
    expect([again.status, Buffer.from(again.bytes).equals(large.zip)]).toEqual([200, true]);
    expect(only.requests.filter((path) => path.endsWith(".zip"))).toHaveLength(2);
    const third = await world.get(pathOf(large, "zip"));
    expect([Buffer.from(third.bytes).equals(large.zip), only.requests.length]).toEqual([true, 2]);
  });
});

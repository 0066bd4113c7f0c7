/** Fault matrix: addresses. Redirects that lead astray, and paths that are spelt in another way. */
import { describe, expect, test } from "bun:test";
import { faultWorld, pathOf } from "./fault-world.ts";
import { makeModule } from "./fixture-module.ts";
import { rawGet } from "./raw-get.ts";

const small = makeModule("m.test/small", "v1.0.0");
const capital = makeModule("m.test/BurntSushi/toml", "v1.0.0-RC1");
const large = makeModule("m.test/large", "v1.2.0", { fillBytes: 1_500_000 });
const { upstream, proxy } = faultWorld([small, capital, large]);
const capitalPath = "/m.test/!burnt!sushi/toml/@v/v1.0.0-!r!c1";

describe("rows 20 and 29: redirects", () => {
  test("within a server and to another one of the same network are followed, without credentials", async () => {
    const target = await upstream();
    const seen: string[] = [];
    target.fault = ({ headers }) => {
      seen.push(headers);
      return undefined;
    };
    const head = await upstream();
    head.fault = ({ path, headers }) => {
      seen.push(headers);
      return path.startsWith("/moved/") ? undefined : { kind: "redirect", to: `${target.url}${path}` };
    };
    const world = await proxy([head.url.replace("//", "//user:secret@")]);
    expect((await world.get(pathOf(small, "zip"))).status).toBe(200);
    expect(seen.map((headers) => /authorization: basic/i.test(headers))).toEqual([true, false]);
  });

  for (const [title, to] of [
    ["the address where machines get their credentials", "http://169.254.169.254/latest/meta-data/"],
    ["another scheme", "file:///etc/passwd"],
    ["no address", "http://[::1"],
    ["a name that nobody has", "http://no-such-host.invalid/"],
  ] as const)
    test(`to ${title} are refused`, async () => {
      const head = await upstream(() => ({ kind: "redirect", to }));
      const world = await proxy([head]);
      const got = await world.get(pathOf(small, "mod"));
      expect([got.status, got.text]).toEqual([503, expect.stringContaining("it redirects")]);
      expect((await (await proxy([head, await upstream()])).get(pathOf(small, "mod"))).status).toBe(200);
    });

  test("that go round are given up after nine", async () => {
    const round = await upstream();
    round.fault = ({ path }) => ({ kind: "redirect", to: path });
    const world = await proxy([round]);
    expect((await world.get(pathOf(small, "mod"))).status).toBe(503);
    expect(round.requests).toHaveLength(10);
    let left = 9;
    const long = await upstream();
    long.fault = ({ path }) => (left-- > 0 ? { kind: "redirect", to: path } : undefined);
    expect((await (await proxy([long])).get(pathOf(small, "mod"))).status).toBe(200);
  });
});

describe("row 23: spellings of a path", () => {
  for (const [path, status] of [
    [`${capitalPath}.mod`, 200],
    [`${capitalPath.replaceAll("!", "%21")}.mod`, 200],
    ["/m.test/%21%62urnt!sushi/toml/@v/v1.0.0-!r!c1.mod", 200],
    ["/m.test/BurntSushi/toml/@v/v1.0.0-RC1.mod", 404],
    ["/m.test/!burnt!sushi/toml/@v/v1.0.0-RC1.mod", 404],
    ["/m.test/!!burnt!sushi/toml/@v/v1.0.0-!r!c1.mod", 404],
    ["/m.test/!Burnt!sushi/toml/@v/list", 404],
    ["/m.test/burnt!/toml/@v/list", 404],
    [`${capitalPath.replaceAll("!", "%2521")}.mod`, 400],
    ["/m.test/small/@v/v1.0.0.mod/", 404],
    ["/m.test//small/@v/v1.0.0.mod", 404],
    ["//m.test/small/@v/v1.0.0.mod", 404],
    ["/m.test/small/@v//v1.0.0.mod", 404],
    ["/m.test/sm%00all/@v/v1.0.0.mod", 400],
    ["/m.test/sm%zzall/@v/v1.0.0.mod", 400],
    ["/m.test/sm%ffall/@v/v1.0.0.mod", 400],
    ["/m.test/small/@v/v1.0.0.MOD", 404],
    ["/m.test/small/@v/v1.0.mod", 404],
    ["/m.test/small/@v/master.zip", 404],
    ["/m.test/small/@v/v1.0.0", 404],
    ["/m.test/small/@v/", 404],
    ["/m.test/small/@v", 404],
    ["/m.test/small", 404],
    ["/m.test/.hidden/@v/list", 404],
    ["/m.test/con/@v/list", 404],
    ["/nodot/small/@v/list", 404],
    ["/m.test/small/v1/@v/list", 404],
    ["/@v/list", 404],
    ["/", 404],
    [`/m.test/${"a".repeat(3000)}/@v/list`, 400],
    ["/m.test/x/..%2f..%2f..%2fetc/passwd", 404],
    ["/m.test/small/@v/..%2fv1.0.0.mod", 404],
    ["/sumdb/nowhere", 404],
    ["/sumdb/other.test/supported", 404],
  ] as const)
    test(`${path.slice(0, 60)} is ${status}`, async () => {
      const only = await upstream();
      const world = await proxy([only]);
      const got = await rawGet(world.url, path);
      expect([got.status, got.headers.get("content-type")?.startsWith("text/plain")]).toEqual([status, true]);
      if (status === 200) expect(only.requests).toEqual([`${capitalPath}.mod`]);
      else expect(only.requests).toEqual([]);
    });

  test("methods other than GET and HEAD are not for us", async () => {
    const world = await proxy([await upstream()]);
    const got = await world.get(pathOf(small, "mod"), { method: "POST" });
    expect([got.status, got.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });
});

describe("HEAD, Range and ETag", () => {
  for (const [tier, memoryBytes] of [
    ["memory", undefined],
    ["store", 0],
  ] as const)
    for (const module of [small, large])
      test(`of ${module.path} from ${tier}`, async () => {
        const world = await proxy([await upstream()], memoryBytes === undefined ? {} : { memoryBytes });
        const path = pathOf(module, "zip");
        const cold = await world.get(path, { method: "HEAD" });
        expect([cold.status, Number(cold.headers.get("content-length"))]).toEqual([200, module.zip.length]);
        const whole = await world.get(path);
        const etag = whole.headers.get("etag") ?? "";
        expect([whole.status, Buffer.from(whole.bytes).equals(module.zip)]).toEqual([200, true]);
        expect(etag).toMatch(/^"[0-9a-f]{64}"$/);
        expect(whole.headers.get("content-type")).toBe("application/zip");
        const head = await world.get(path, { method: "HEAD" });
        expect([head.status, head.bytes.length, head.headers.get("content-length")]).toEqual([
          200,
          0,
          String(module.zip.length),
        ]);
        expect((await world.get(path, { headers: { "if-none-match": etag } })).status).toBe(304);
        expect((await world.get(path, { headers: { "if-none-match": '"other"' } })).status).toBe(200);
        for (const [range, start, end] of [
          ["bytes=0-99", 0, 100],
          ["bytes=100-", 100, module.zip.length],
          ["bytes=-50", module.zip.length - 50, module.zip.length],
        ] as const) {
          const part = await world.get(path, { headers: { range } });
          expect([part.status, part.headers.get("content-range")]).toEqual([
            206,
            `bytes ${start}-${end - 1}/${module.zip.length}`,
          ]);
          expect(Buffer.from(part.bytes).equals(module.zip.slice(start, end))).toBe(true);
        }
        const outside = await world.get(path, { headers: { range: `bytes=${module.zip.length}-` } });
        expect([outside.status, outside.headers.get("content-range")]).toEqual([
          416,
          `bytes */${module.zip.length}`,
        ]);
        const several = await world.get(path, { headers: { range: "bytes=0-1,5-6" } });
        expect([several.status, several.bytes.length]).toEqual([200, module.zip.length]);
      });
});

/** The real go beside our client: at the same proxies, with the same log, and over the same module cache. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileProxy } from "../../lab/write-file-proxy.ts";
import { openSumLog } from "../../src/cli/open-sum-log.ts";
import { hash1, hashGoMod } from "../../src/go/dirhash.ts";
import { parseGosumdb } from "../../src/sumdb/gosumdb.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { runGo } from "../differential/go-command.ts";
import { type GoLog, type GoLogServer, startGoLogServer } from "./go-log.ts";

const wait = 300_000;
const modules = ["m.test/Hello", "m.test/other", "m.test/third"];
const version = "v1.0.0";
const folder = mkdtempSync(join(tmpdir(), "real-go-"));
const files = modules.flatMap((path) => [
  { name: `proxy/${path}@${version}/go.mod`, text: `module ${path}\n` },
  { name: `proxy/${path}@${version}/x.go`, text: `package x // ${path}\n` },
]);
let server: GoLogServer;
let log: GoLog;
beforeAll(async () => {
  writeFileProxy(join(folder, "proxy"), files);
  server = await startGoLogServer();
  log = await server.make();
  for (const path of modules) {
    const [zip, mod] = [sumOf(path), hashGoMod(new TextEncoder().encode(`module ${path}\n`))];
    await log.add({ path, version, text: `${path} ${version} ${zip}\n${path} ${version}/go.mod ${mod}\n` });
  }
}, wait);
afterAll(() => server.stop());

function sumOf(path: string): string {
  const own = files.filter(({ name }) => name.startsWith(`proxy/${path}@`));
  return hash1(
    own.map(({ name, text }) => ({
      name: name.slice("proxy/".length),
      bytes: new TextEncoder().encode(text),
    })),
  );
}

/** A proxy that has all modules, and answers so when it is asked whether it passes the log on. */
function serveProxy(supported: number): { url: string; asked: string[]; stop: () => Promise<void> } {
  const asked: string[] = [];
  const proxy = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    async fetch(request) {
      const { pathname } = new URL(request.url);
      const inLog = /^\/sumdb\/log\.test\/(.*)$/.exec(decodeURIComponent(pathname))?.[1];
      if (inLog === undefined)
        return new Response(Bun.file(join(folder, "proxy", decodeURIComponent(pathname))));
      asked.push(inLog);
      if (inLog === "supported") return new Response("", { status: supported });
      return fetch(`${log.url}/${inLog}`);
    },
  });
  return { url: `http://127.0.0.1:${proxy.port}`, asked, stop: () => proxy.stop(true) };
}

function settingsOf(goproxy: string, moduleCache: string): Parameters<typeof openSumLog>[0]["settings"] {
  return { moduleCache, goproxy, gosumdb: log.key.text, gonosumdb: "", gonoproxy: "", goprivate: "" };
}

async function download(
  goproxy: string,
  asked: readonly string[],
): Promise<{ exitCode: number; sums: string[]; cache: string }> {
  const cache = mkdtempSync(join(folder, "cache-"));
  const { exitCode, stdout } = await runGo(
    ["mod", "download", "-json", ...asked.map((path) => `${path}@${version}`)],
    {
      folder,
      environment: {
        GOPROXY: goproxy,
        GOSUMDB: log.key.text,
        GOFLAGS: "-modcacherw",
        GOMODCACHE: cache,
        GOPATH: join(cache, "gopath"),
      },
    },
  );
  return { exitCode, cache, sums: [...stdout.matchAll(/"Sum": "([^"]+)"/g)].map(([, sum = ""]) => sum) };
}

test.each([
  [[200], ","],
  [[404, 200], ","],
  [[410, 200], ","],
  [[404, 200], "|"],
  [[500, 200], ","],
  [[403, 200], ","],
  [[500, 200], "|"],
  [[401, 404, 200], "|"],
  [[404, 500, 200], ","],
  [[200, 200], ","],
])(
  "of proxies that answer %j, in a list with %s, we ask the one that go asks",
  async (statuses, separator) => {
    const proxies = statuses.map(serveProxy);
    const goproxy = proxies.map(({ url }) => url).join(separator);
    const asked = (): boolean[] =>
      proxies.map((one) => one.asked.splice(0).some((path) => path.startsWith("lookup/")));
    const byGo = await download(goproxy, ["m.test/Hello"]);
    const goAsked = asked();
    const opened = openSumLog({ settings: settingsOf(goproxy, "/nowhere"), cacheFolder: undefined });
    if (opened.kind !== "log") throw new Error(opened.reason);
    const outcome = await opened.log.lookup({ path: "m.test/Hello", version });
    expect([asked(), outcome.kind === "verified"]).toEqual([goAsked, byGo.exitCode === 0]);
    if (outcome.kind === "verified") expect([outcome.hash]).toEqual(byGo.sums);
    await Promise.all(proxies.map((one) => one.stop()));
  },
  wait,
);

test(
  "what go has fetched from the log is proven offline from its module cache",
  async () => {
    const proxy = serveProxy(200);
    const { cache, sums } = await download(proxy.url, modules);
    expect(sums).toEqual(modules.map(sumOf));
    await proxy.stop();
    for (const cacheFolder of [mkdtempSync(join(folder, "ours-")), join(folder, "ours-never-made")]) {
      const opened = openSumLog({ settings: settingsOf(proxy.url, cache), cacheFolder, isOffline: true });
      if (opened.kind !== "log") throw new Error(opened.reason);
      const { log: ours } = opened;
      const outcomes = await Promise.all(modules.map((path) => ours.lookup({ path, version })));
      expect(outcomes.map((outcome) => (outcome.kind === "verified" ? outcome.hash : outcome))).toEqual(sums);
    }
    reportSuite("real go, same log", modules.length);
  },
  wait,
);

test.each([
  "on",
  "off ",
  "sum.golang.org a b",
  "sum.golang.org+033de0af+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8",
  "sum.golang.org+033de0ae",
  "a+b",
  "host/+00000000+AAAA",
])(
  "GOSUMDB=%s is refused in the words of go",
  async (value) => {
    const proxy = serveProxy(404);
    const { stdout, stderr } = await runGo(["mod", "download", `m.test/Hello@${version}`], {
      folder,
      environment: {
        GOPROXY: proxy.url,
        GOSUMDB: value,
        GOFLAGS: "-modcacherw",
        GOMODCACHE: mkdtempSync(join(folder, "cache-")),
        GOPATH: join(folder, "gopath"),
      },
    });
    await proxy.stop();
    const parsed = parseGosumdb(value);
    expect(parsed.kind).toBe("bad");
    expect(stdout + stderr).toContain(parsed.kind === "bad" ? parsed.reason : "?");
  },
  wait,
);

test("settings without a log to ask say why", () => {
  const words = (gosumdb: string): string => {
    const opened = openSumLog({
      settings: { ...settingsOf("direct", "/x"), gosumdb },
      cacheFolder: undefined,
    });
    return opened.kind === "log" ? opened.log.name : opened.reason;
  };
  expect(["off", "on", "", "sum.golang.google.cn"].map(words)).toEqual([
    "GOSUMDB=off",
    "invalid GOSUMDB: malformed verifier id",
    "sum.golang.org",
    "sum.golang.org",
  ]);
});

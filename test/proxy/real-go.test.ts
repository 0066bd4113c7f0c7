/** Real go commands of several ages, through the program as it is started, in front of Go's own test proxy. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGoHome } from "../go-home.ts";
import { type GoTestProxy, startGoTestProxy, testSumdb } from "./go-test-proxy.ts";
import { type ProxyProgram, startProxyProgram } from "./proxy-program.ts";

setDefaultTimeout(120_000);

const usual = Bun.which("go") ?? "/usr/local/go/bin/go";
const moduleCache = Bun.spawnSync([usual, "env", "GOMODCACHE"]).stdout.toString().trim();
const versions = ["1.13.15", "1.16.15", "1.21.13", "1.27.1"]
  .map((version) => ({
    version,
    program: join(moduleCache, `golang.org/toolchain@v0.0.1-go${version}.linux-amd64/bin/go`),
  }))
  .filter(({ program }) => existsSync(program));
const gos = [...versions, { version: "on PATH", program: usual }];

let upstream: GoTestProxy;
const open: ProxyProgram[] = [];
const homes: string[] = [];
beforeAll(async () => {
  upstream = await startGoTestProxy();
});
afterAll(async () => {
  await Promise.all(open.map((one) => one.stop()));
  await upstream.stop();
  // Module caches are read-only, and there are many files in them.
  await Bun.spawn(["sh", "-c", 'chmod -R u+w "$@" && rm -rf "$@"', "sh", ...homes]).exited;
}, 60_000);

async function start(words: readonly string[], folder?: string): Promise<ProxyProgram> {
  const program = await startProxyProgram(["--sumdb", testSumdb, ...words], folder);
  open.push(program);
  return program;
}

interface Client {
  readonly folder: string;
  run(...words: string[]): Promise<{ readonly code: number; readonly text: string }>;
}

/** A go with an empty module cache and nothing but the proxy. */
function client(program: string, proxy: string, environment: Record<string, string> = {}): Client {
  const home = createGoHome(mkdtempSync(join(tmpdir(), "client-")));
  homes.push(home);
  const folder = join(home, "m");
  mkdirSync(folder);
  writeFileSync(join(folder, "go.mod"), "module example.com/m\n\ngo 1.13\n\nrequire rsc.io/quote v1.5.1\n");
  writeFileSync(
    join(folder, "main.go"),
    'package main\n\nimport "rsc.io/quote"\n\nfunc main() { println(quote.Hello()) }\n',
  );
  return {
    folder,
    async run(...words) {
      const child = Bun.spawn([program, ...words], {
        cwd: folder,
        env: {
          PATH: process.env.PATH ?? "",
          HOME: home,
          TMPDIR: tmpdir(),
          GOENV: "off",
          GOFLAGS: "",
          GO111MODULE: "on",
          GOTOOLCHAIN: "local",
          GOPROXY: proxy,
          GOSUMDB: testSumdb,
          GOPATH: join(home, "go"),
          GOCACHE: join(import.meta.dir, "../../.cache/gocache"),
          CGO_ENABLED: "0",
          ...environment,
        },
        stdout: "pipe",
        stderr: "pipe",
      });
      const [out, said] = await Promise.all([
        new Response(child.stdout).text(),
        new Response(child.stderr).text(),
      ]);
      return { code: await child.exited, text: `${out}${said}` };
    },
  };
}

/** What differs from run to run, and between an address and another. */
function plain(text: string): string {
  return text
    .replace(/http:\/\/127\.0\.0\.1:\d+(?:\/mod)?/g, "PROXY")
    .replace(/\n?\tserver response:[^\n]*/g, "")
    .split("\n")
    .filter((line) => !/downloading|^\s*$/.test(line))
    .sort()
    .join("\n");
}

const commands: readonly (readonly string[])[] = [
  ["mod", "download"],
  ["build", "-o", "prog", "."],
  ["list", "-m", "all"],
  ["list", "-m", "-versions", "rsc.io/quote"],
  ["list", "-m", "-u", "all"],
  ["get", "-d", "rsc.io/quote@v1.5.2"],
  ["list", "-m", "rsc.io/sampler@latest"],
  ["list", "-m", "github.com/dmitshur-test/modtest5@v0.5.0-alpha"],
  ["list", "-m", "rsc.io/quote@v9.9.9"],
  ["list", "-m", "example.com/not-there@latest"],
  ["mod", "verify"],
];

describe("real go through breakwater proxy does what it does without", () => {
  for (const { version, program } of gos)
    test(`go ${version}`, async () => {
      const proxy = await start(["--upstream", upstream.url]);
      const without = client(program, upstream.url);
      const through = client(program, proxy.url);
      for (const words of commands) {
        const [expected, got] = [await without.run(...words), await through.run(...words)];
        expect([words.join(" "), got.code, plain(got.text)]).toEqual([
          words.join(" "),
          expected.code,
          plain(expected.text),
        ]);
      }
      const sums = (one: Client): string => readFileSync(join(one.folder, "go.sum"), "utf8");
      expect(sums(through)).toBe(sums(without));
      expect(sums(through)).toContain("rsc.io/quote v1.5.2 h1:");
    });

  test("a second client is served when the upstream is gone", async () => {
    const store = mkdtempSync(join(tmpdir(), "store-"));
    const first = await start(["--upstream", upstream.url], store);
    expect((await client(usual, first.url).run("mod", "download", "all")).code).toBe(0);
    expect(await first.stop()).toBe(0);
    const second = await start(["--upstream", "http://127.0.0.1:9"], store);
    const offline = client(usual, second.url);
    const got = await offline.run("mod", "download", "all");
    expect([got.code, got.text]).toEqual([0, ""]);
    expect(readFileSync(join(offline.folder, "go.sum"), "utf8")).toContain("rsc.io/quote v1.5.1 h1:");
    const missing = await offline.run("list", "-m", "rsc.io/sampler@latest");
    expect([missing.code, missing.text]).toEqual([1, expect.stringContaining("503")]);
  });

  test("a lie is refused with both sums, and go prints them", async () => {
    const liar = Bun.serve({
      hostname: "127.0.0.1",
      port: 0,
      async fetch(request) {
        const path = new URL(request.url).pathname;
        const real = path.endsWith("v1.5.1.zip") ? path.replace("v1.5.1.zip", "v1.5.0.zip") : path;
        const response = await fetch(
          `${upstream.url}${path.endsWith(".mod") && path.includes("/quote/") ? path : real}`,
        );
        const bytes = await response.arrayBuffer();
        const text = Buffer.from(bytes).toString("latin1").replaceAll("@v1.5.0/", "@v1.5.1/");
        const body = path.endsWith("v1.5.1.zip") ? Buffer.from(text, "latin1") : bytes;
        return new Response(body, { status: response.status });
      },
    });
    const proxy = await start(["--upstream", `http://127.0.0.1:${liar.port}`]);
    const got = await client(usual, proxy.url).run("mod", "download", "rsc.io/quote");
    expect([got.code, got.text]).toEqual([
      1,
      expect.stringMatching(/403 Forbidden[\s\S]*h1:\S+, the checksum log says h1:/),
    ]);
    await liar.stop(true);
  });

  test("an outage is 503 and no go walks on to direct", async () => {
    const proxy = await start(["--upstream", `${upstream.url}/503`]);
    const got = await client(usual, `${proxy.url},direct`).run("mod", "download");
    expect([got.code, got.text]).toEqual([1, expect.stringContaining("503 Service Unavailable")]);
    expect(got.text).not.toContain("git ");
  });
});

/** The program's listener: TLS, stopping without a dropped request, refusing what it cannot do. */
import { afterAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createGoHome } from "../go-home.ts";
import { makeCertificates } from "./certificates.ts";
import { startFaultServer } from "./fault-server.ts";
import { filesOf, makeModule } from "./fixture-module.ts";
import { type ProxyProgram, startProxyProgram } from "./proxy-program.ts";
import { startWorld } from "./proxy-world.ts";
import { rawGet } from "./raw-get.ts";

setDefaultTimeout(60_000);

const module = makeModule("m.test/tls", "v1.0.0");
const certificates = makeCertificates();
const open: ProxyProgram[] = [];
afterAll(() => Promise.all(open.map((one) => one.stop())));

async function start(...words: string[]): Promise<ProxyProgram> {
  const program = await startProxyProgram(["--sumdb", "off", ...words]);
  open.push(program);
  return program;
}

describe.skipIf(!certificates)("TLS", () => {
  test("a real go downloads through it with an authority of our own", async () => {
    if (!certificates) return;
    const upstream = await startFaultServer(filesOf([module]));
    const proxy = await start(
      "--upstream",
      upstream.url,
      "--tls-cert",
      certificates.certFile,
      "--tls-key",
      certificates.keyFile,
    );
    expect(proxy.url).toStartWith("https://127.0.0.1:");
    const home = createGoHome(mkdtempSync(join(tmpdir(), "client-")));
    mkdirSync(join(home, "m"));
    writeFileSync(join(home, "m/go.mod"), `module x.test/x\n\ngo 1.21\n\nrequire ${module.path} v1.0.0\n`);
    const run = async (caFile: string): Promise<{ code: number; text: string }> => {
      const child = Bun.spawn(["go", "mod", "download", "-x", "all"], {
        cwd: join(home, "m"),
        env: {
          PATH: process.env.PATH ?? "",
          HOME: home,
          TMPDIR: tmpdir(),
          GOENV: "off",
          GOFLAGS: "",
          GOTOOLCHAIN: "local",
          GOPROXY: proxy.url,
          GOSUMDB: "off",
          GOMODCACHE: join(home, "mod"),
          SSL_CERT_FILE: caFile,
        },
        stderr: "pipe",
      });
      const text = await new Response(child.stderr).text();
      return { code: await child.exited, text };
    };
    const stranger = await run("/dev/null");
    expect([stranger.code, stranger.text]).toEqual([1, expect.stringContaining("x509")]);
    const got = await run(certificates.caFile);
    expect([got.code, got.text]).toEqual([
      0,
      expect.stringContaining(`${proxy.url}/m.test/tls/@v/v1.0.0.zip: 200 OK`),
    ]);
    await upstream.stop();
  });

  test("row 8: an upstream whose certificate nobody trusts is an outage, and the next one is asked", async () => {
    if (!certificates) return;
    const { cert, key } = certificates;
    const [bad, good] = [
      await startFaultServer(filesOf([module]), { tls: { cert, key } }),
      await startFaultServer(filesOf([module])),
    ];
    for (const [upstreams, status] of [
      [[bad.url], 503],
      [[bad.url, good.url], 200],
    ] as const) {
      const world = await startWorld({ upstreams });
      const got = await world.get("/m.test/tls/@v/v1.0.0.mod");
      expect(got.status).toBe(status);
      if (status === 503) expect(got.text).toMatch(/certificate/);
      await world.stop();
    }
    expect(bad.requests).toEqual([]);
    await Promise.all([bad.stop(), good.stop()]);
  });
});

describe("stopping", () => {
  test("a request under way is answered, /readyz says that no more should come, and then the port is free", async () => {
    const upstream = await startFaultServer(filesOf([module]));
    upstream.fault = ({ path }) => (path.endsWith(".zip") ? { kind: "late", afterMs: 1500 } : undefined);
    const proxy = await start("--upstream", upstream.url, "--drain", "1");
    expect((await rawGet(proxy.url, "/readyz")).status).toBe(200);
    const under = rawGet(proxy.url, "/m.test/tls/@v/v1.0.0.zip");
    while (upstream.requests.length === 0) await Bun.sleep(5);
    const ended = proxy.stop();
    while ((await rawGet(proxy.url, "/readyz")).status !== 503) await Bun.sleep(5);
    const [health, file] = [
      await rawGet(proxy.url, "/healthz"),
      await rawGet(proxy.url, "/m.test/tls/@v/v1.0.0.mod"),
    ];
    expect([health.status, file.status]).toEqual([200, 200]);
    const got = await under;
    expect([got.status, Buffer.from(got.bytes).equals(module.zip)]).toEqual([200, true]);
    expect(await ended).toBe(0);
    expect(rawGet(proxy.url, "/healthz")).rejects.toThrow();
    await upstream.stop();
  });

  test("two processes share a port, and the second goes on where the first ends", async () => {
    const upstream = await startFaultServer(filesOf([module]));
    const first = await start("--upstream", upstream.url, "--reuse-port");
    const second = await startProxyProgram([
      "--sumdb",
      "off",
      "--upstream",
      upstream.url,
      "--reuse-port",
      "--listen",
      new URL(first.url).host,
    ]);
    open.push(second);
    expect(second.url).toBe(first.url);
    await first.stop();
    for (let n = 0; n < 20; n++)
      expect((await rawGet(second.url, "/m.test/tls/@v/v1.0.0.mod")).status).toBe(200);
    await upstream.stop();
  });
});

describe("what cannot be", () => {
  for (const [title, words, code, text] of [
    ["a port that is taken", ["--listen", "TAKEN"], 2, "Cannot listen on"],
    ["a certificate without its key", ["--tls-cert", "x.pem"], 2, "go together"],
    [
      "a certificate that is not there",
      ["--tls-cert", "x.pem", "--tls-key", "y.pem"],
      2,
      'Cannot read "x.pem"',
    ],
    ["no upstream", ["--upstream", "direct"], 2, "no upstream is known"],
    ["an upstream of another kind", ["--upstream", "ftp://x.test"], 2, "Cannot use the upstream"],
    ["a time-out that is none", ["--upstream", "https://x.test?timeout=soon"], 2, "timeout=soon"],
    ["an address that is none", ["--listen", "here"], 2, "write HOST:PORT"],
    ["a log that is none", ["--sumdb", "x+y"], 2, "Cannot use the log"],
  ] as const)
    test(`${title} is one line`, async () => {
      const taken = await startFaultServer();
      const given = words.map((word) => (word === "TAKEN" ? new URL(taken.url).host : word));
      const usual = words.includes("--upstream" as never) ? [] : ["--upstream", taken.url];
      const child = Bun.spawn(
        [
          process.execPath,
          join(import.meta.dir, "../../src/cli/main.ts"),
          "proxy",
          "--store",
          mkdtempSync(join(tmpdir(), "store-")),
          ...(words.includes("--listen" as never) ? [] : ["--listen", "127.0.0.1:0"]),
          ...(words.includes("--sumdb" as never) ? [] : ["--sumdb", "off"]),
          ...usual,
          ...given,
        ],
        {
          cwd: tmpdir(),
          env: { PATH: process.env.PATH ?? "", HOME: tmpdir(), GOENV: "off" },
          stdout: "pipe",
          stderr: "pipe",
        },
      );
      const said = await new Response(child.stderr).text();
      expect([await child.exited, said.trimEnd().split("\n").length, said]).toEqual([
        code,
        1,
        expect.stringContaining(text),
      ]);
      await taken.stop();
    });
});

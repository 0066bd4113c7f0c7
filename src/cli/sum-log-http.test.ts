import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { LogAnswer } from "../sumdb/log-reader.ts";
import { createLogHttpReader } from "./sum-log-http.ts";

type Handler = (request: Request) => Response | Promise<Response>;
const servers: { stop(isNow: boolean): Promise<void> }[] = [];
afterAll(() => Promise.all(servers.map((server) => server.stop(true))));

/** A server on the loopback that remembers what it was asked. */
function serve(handler: Handler): { url: string; host: string; asked: string[] } {
  const asked: string[] = [];
  const server = Bun.serve({
    port: 0,
    hostname: "127.0.0.1",
    idleTimeout: 60,
    fetch: (request) => {
      asked.push(request.url.slice(request.url.indexOf("/", 8)));
      return handler(request);
    },
  });
  servers.push(server);
  return { url: `http://127.0.0.1:${server.port}`, host: `127.0.0.1:${server.port}`, asked };
}

const says =
  (status: number): Handler =>
  () =>
    new Response(`says ${status}`, { status });
const helpful = (): ReturnType<typeof serve> =>
  serve((request) => new Response(request.url.endsWith("/supported") ? "" : "answer"));

/** An answer in a few words. */
function wordsOf(answer: LogAnswer): string {
  if (answer.kind === "unreachable") return `unreachable: ${answer.reason}`;
  return `${answer.status} ${new TextDecoder().decode(answer.bytes)}`;
}

const log = "log.test/sums";

describe("a log over HTTP", () => {
  test("is asked through the first proxy that passes it on, which is asked for that once", async () => {
    const proxy = helpful();
    const read = createLogHttpReader({ log, goproxy: `${proxy.url}/go/,direct` });
    const paths = ["latest", "lookup/m.test/!a@v1.0.0+incompatible", "tile/8/0/x001/234.p/5"];
    for (const answer of await Promise.all(paths.map(read))) expect(wordsOf(answer)).toBe("200 answer");
    expect(proxy.asked[0]).toBe("/go/sumdb/log.test/sums/supported");
    expect(proxy.asked.slice(1).sort()).toEqual(
      paths.map((path) => `/go/sumdb/log.test/sums/${path}`).sort(),
    );
  });

  test("is not asked elsewhere when a proxy that passes it on fails later", async () => {
    const proxy = serve(
      (request) => new Response("", { status: request.url.endsWith("/supported") ? 200 : 404 }),
    );
    const other = helpful();
    const read = createLogHttpReader({ log, goproxy: `${proxy.url},${other.url}` });
    expect(wordsOf(await read("latest"))).toBe("404 ");
    expect(other.asked).toEqual([]);
  });

  test.each([
    [404, ",", true],
    [410, ",", true],
    [404, "|", true],
    [500, ",", false],
    [403, ",", false],
    [500, "|", true],
  ])("after a proxy that says %i the next one is asked behind %s: %p", async (status, separator, isAsked) => {
    const [first, second] = [serve(says(status)), helpful()];
    const answer = await createLogHttpReader({ log, goproxy: `${first.url}${separator}${second.url}` })(
      "latest",
    );
    expect(wordsOf(answer)).toBe(
      isAsked ? "200 answer" : `unreachable: ${first.host}: status ${status} for the checksum log`,
    );
    expect(second.asked.length > 0).toBe(isAsked);
  });

  test("is asked itself when all proxies have nothing of it, and when the list says so", async () => {
    const missing = serve(says(404)).url;
    const broken = serve(says(500)).url;
    // The log's own address is https, which a server without a certificate cannot speak: the failure names its host.
    const direct = serve(says(200));
    for (const goproxy of ["direct", missing, `${missing},direct`, `${missing},off`, `${broken}|direct`]) {
      const answer = await createLogHttpReader({ log: `${direct.host}/x`, goproxy })("latest");
      expect([goproxy, wordsOf(answer)]).toEqual([
        goproxy,
        expect.stringContaining(`unreachable: ${direct.host}: `),
      ]);
    }
    expect(direct.asked).toEqual([]);
  });

  test.each([
    ["", "GOPROXY is not set"],
    ["off", "GOPROXY=off"],
    ["ftp://x.test", "invalid proxy URL scheme"],
    [",", "contains no entries"],
  ])("is unreachable with GOPROXY=%s", async (goproxy, reason) => {
    const answer = await createLogHttpReader({ log, goproxy })("latest");
    expect(wordsOf(answer)).toContain(reason);
    expect(answer.kind).toBe("unreachable");
  });

  test("stays unreachable when a failing proxy is the end of the list or stands before off", async () => {
    const { url, host } = serve(says(503));
    for (const goproxy of [`${url}|`, `${url}|off`, `${url}|${serve(says(404)).url}`]) {
      const answer = await createLogHttpReader({ log, goproxy })("latest");
      expect(wordsOf(answer)).toBe(`unreachable: ${host}: status 503 for the checksum log`);
    }
  });

  test("at an address of GOSUMDB is asked there and nowhere else", async () => {
    const [mirror, proxy] = [helpful(), helpful()];
    const read = createLogHttpReader({ log, url: `${mirror.url}/base/`, goproxy: proxy.url });
    expect(wordsOf(await read("latest"))).toBe("200 answer");
    expect([mirror.asked, proxy.asked]).toEqual([["/base/latest"], []]);
  });

  test("is not asked at all offline", async () => {
    const proxy = helpful();
    const read = createLogHttpReader({ log, url: proxy.url, goproxy: proxy.url, isOffline: true });
    expect(await read("latest")).toEqual({ kind: "unreachable", reason: "offline" });
    expect(proxy.asked).toEqual([]);
  });

  test("that sends nothing, too much or too little is unreachable", async () => {
    const silent = serve(() => new Promise<Response>(() => {}));
    const endless = serve(() => new Response("x".repeat(1_000_001)));
    const read = (url: string): Promise<LogAnswer> =>
      createLogHttpReader({ log, url, goproxy: "off", timeoutMs: 80 })("latest");
    expect(wordsOf(await read(silent.url))).toBe(`unreachable: ${silent.host}: nothing came for 0.08 s`);
    expect(wordsOf(await read(endless.url))).toBe(
      `unreachable: ${endless.host}: it sends more than 1000000 bytes`,
    );
    expect((await read(await serveCutOff())).kind).toBe("unreachable");
    expect((await read("http://127.0.0.1:1")).kind).toBe("unreachable");
  });

  test("that never answers is not waited for hundreds of times", async () => {
    const silent = serve(() => new Promise<Response>(() => {}));
    const read = createLogHttpReader({ log, url: silent.url, goproxy: "off", timeoutMs: 60 });
    const answers = await Promise.all(Array.from({ length: 300 }, (_, at) => read(`lookup/${at}`)));
    expect(new Set(answers.map(wordsOf))).toEqual(
      new Set([`unreachable: ${silent.host}: nothing came for 0.06 s`]),
    );
    expect(silent.asked.length).toBeLessThan(60);
  });

  test("that answers now and then is asked on", async () => {
    let count = 0;
    const tooMuch = "x".repeat(1_000_001);
    const { url } = serve(() => new Response(++count % 8 === 0 ? "x" : tooMuch));
    const read = createLogHttpReader({ log, url, goproxy: "off" });
    const words = [];
    for (let at = 0; at < 24; at++) words.push((await read(`lookup/${at}`)).kind);
    expect(words.filter((word) => word === "answered")).toHaveLength(3);
  });

  /** Announces a hundred bytes and sends five. */
  async function serveCutOff(): Promise<string> {
    const server = Bun.listen({
      port: 0,
      hostname: "127.0.0.1",
      socket: {
        data: (socket) => {
          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort");
          socket.end();
        },
      },
    });
    servers.push({ stop: async () => server.stop(true) });
    return `http://127.0.0.1:${server.port}`;
  }

  test("is followed through nine redirects, but not through ten", async () => {
    const { url } = serve((request) => {
      const left = Number(new URL(request.url).pathname.split("/")[1]);
      return left === 0 ? new Response("there") : Response.redirect(`/${left - 1}/x`, 302);
    });
    const read = (count: number): Promise<LogAnswer> =>
      createLogHttpReader({ log, url: `${url}/${count}`, goproxy: "off" })("x");
    expect(wordsOf(await read(9))).toBe("200 there");
    expect(wordsOf(await read(10))).toContain("stopped after 10 redirects");
  });

  test("gets the credentials of its address, which no report and no other host sees", async () => {
    const headers: (string | null)[] = [];
    const keep = (request: Request): void => void headers.push(request.headers.get("authorization"));
    const other = serve((request) => {
      keep(request);
      return new Response("", { status: 500 });
    });
    const first = serve((request) => {
      keep(request);
      return Response.redirect(`${other.url}/x`, 302);
    });
    const goproxy = first.url.replace("http://", "http://me:s%40cret@");
    const answer = await createLogHttpReader({ log, goproxy })("latest");
    expect(headers).toEqual([`Basic ${btoa("me:s@cret")}`, null]);
    expect(wordsOf(answer)).toBe(`unreachable: ${first.host}: status 500 for the checksum log`);
  });

  test("keeps the query of a proxy's address and loses its fragment, as go does", async () => {
    const proxy = helpful();
    await createLogHttpReader({ log, goproxy: `${proxy.url}/p?key=1#x` })("latest");
    expect(proxy.asked).toEqual([
      "/p/sumdb/log.test/sums/supported?key=1",
      "/p/sumdb/log.test/sums/latest?key=1",
    ]);
  });

  test("may lie in the file system", async () => {
    const folder = mkdtempSync(join(tmpdir(), "log-files-"));
    mkdirSync(join(folder, "sumdb", log), { recursive: true });
    for (const name of ["supported", "latest"]) writeFileSync(join(folder, "sumdb", log, name), name);
    const read = createLogHttpReader({ log, goproxy: `file://${folder}` });
    expect(wordsOf(await read("latest"))).toBe("200 latest");
    expect(wordsOf(await read("lookup/m.test/x@v1.0.0"))).toBe("404 ");
    expect(wordsOf(await read("latest/x"))).toBe("404 ");
  });

  test("gets at most 32 requests at once", async () => {
    let [running, most] = [0, 0];
    const { url } = serve(async () => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      return new Response("x");
    });
    const read = createLogHttpReader({ log, url, goproxy: "off" });
    const answers = await Promise.all(Array.from({ length: 200 }, (_, at) => read(`lookup/${at}`)));
    expect(answers.filter((answer) => wordsOf(answer) === "200 x")).toHaveLength(200);
    expect(most).toBeGreaterThan(1);
    expect(most).toBeLessThanOrEqual(32);
  });
});

import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type Server, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createModuleProxy, type FetchedFile } from "./module-proxy.ts";

const file = { path: "m.test/A", version: "v1.0.0", kind: "mod" } as const;
const text = "module m.test/A\n";
let folder = "";
let server: Server;
let port = 0;
const asked: string[] = [];
const headers: string[] = [];
const sockets = new Set<Socket>();

/** What a proxy does for the first part of the path. */
const answers: Readonly<Record<string, string>> = {
  good: `HTTP/1.1 200 OK\r\nContent-Length: ${text.length}\r\n\r\n${text}`,
  absent: "HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n",
  gone: "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\n\r\n",
  broken: "HTTP/1.1 503 Busy\r\nContent-Length: 0\r\n\r\n",
  forbidden: "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n",
  page: "HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 6\r\n\r\n<html>",
  cut: `HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n${text}`,
  loop: "HTTP/1.1 302 Found\r\nLocation: /loop/again\r\nContent-Length: 0\r\n\r\n",
  moved: "HTTP/1.1 302 Found\r\nLocation: /good/m.test/!a/@v/v1.0.0.mod\r\nContent-Length: 0\r\n\r\n",
  login: "HTTP/1.1 200 OK\r\nContent-Length: 21\r\n\r\n\n<!DOCTYPE html><p>hi\n",
  huge: `HTTP/1.1 200 OK\r\n\r\nmodule m.test/A\n${" ".repeat(17 * 1024 * 1024)}`,
  drip: "HTTP/1.1 200 OK\r\nContent-Length: 1000000\r\n\r\nm",
  stall: `HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n${text}`,
};

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "proxy-"));
  server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => undefined);
    socket.once("data", (data) => {
      const request = data.toString("latin1");
      const [, path = ""] = /^GET (\S+)/.exec(request) ?? [];
      asked.push(path);
      headers.push(request);
      const [, kind = ""] = path.split("/");
      socket.write(answers[kind] ?? "");
      if (kind === "drip") {
        const timer = setInterval(() => socket.write("x"), 20);
        socket.once("close", () => clearInterval(timer));
      } else if (kind !== "stall" && kind !== "silent") socket.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  port = typeof address === "object" && address ? address.port : 0;
});
afterAll(() => {
  for (const socket of sockets) socket.destroy();
  server.close();
  rmSync(folder, { recursive: true, force: true });
});

const url = (kind: string): string => `http://127.0.0.1:${port}/${kind}`;

async function fetchWith(goproxy: string, gonoproxy = "", waitMs = 5000): Promise<FetchedFile> {
  const target = join(folder, "target");
  rmSync(target, { force: true });
  const got = await createModuleProxy({ goproxy, gonoproxy }, { waitMs }).fetch(file, target);
  expect(existsSync(target)).toBe(got.ok && got.file === target);
  return got;
}

describe("a proxy", () => {
  test("gives the file at its escaped name", async () => {
    asked.length = 0;
    expect(await fetchWith(url("good"))).toEqual({
      ok: true,
      from: `127.0.0.1:${port}`,
      file: join(folder, "target"),
    });
    expect(asked).toEqual(["/good/m.test/!a/@v/v1.0.0.mod"]);
    expect(readFileSync(join(folder, "target"), "utf8")).toBe(text);
    expect(await fetchWith(url("moved"))).toMatchObject({ ok: true });
  });

  test("that has no such file is followed by the next, after a comma and after a bar", async () => {
    for (const kind of ["absent", "gone"]) {
      expect(await fetchWith(`${url(kind)},${url("good")}`)).toMatchObject({ ok: true });
      expect(await fetchWith(`${url(kind)}|${url("good")}`)).toMatchObject({ ok: true });
    }
  });

  test.each([
    "broken",
    "forbidden",
    "page",
    "cut",
    "loop",
  ])("that fails (%s) is followed by the next only after a bar", async (kind) => {
    expect(await fetchWith(`${url(kind)},${url("good")}`)).toMatchObject({ ok: false });
    expect(await fetchWith(`${url(kind)}|${url("good")}`)).toMatchObject({ ok: true });
  });

  test("that fails is named with the reason", async () => {
    const reason = async (goproxy: string, gonoproxy?: string): Promise<string> => {
      const got = await fetchWith(goproxy, gonoproxy, 200);
      return got.ok ? "" : got.reason.replaceAll(String(port), "PORT");
    };
    expect(await reason(url("absent"))).toBe("127.0.0.1:PORT: it answers 404");
    expect(await reason(`${url("gone")},direct`)).toBe(
      "127.0.0.1:PORT: it answers 410; then GOPROXY says direct, which Breakwater does not follow",
    );
    expect(await reason(`${url("gone")},off`)).toBe("127.0.0.1:PORT: it answers 410; then GOPROXY says off");
    expect(await reason("off")).toBe("GOPROXY says off");
    expect(await reason("")).toBe("GOPROXY is not set, and no go on PATH says a default");
    expect(await reason(url("page"))).toBe("127.0.0.1:PORT: it answers with a web page");
    expect(await reason(url("loop"))).toBe("127.0.0.1:PORT: stopped after 10 redirects");
    expect(await reason(url("stall"))).toBe("127.0.0.1:PORT: it sent less than 200 bytes in 0.2 s");
    expect(await reason(url("silent"))).toBe("127.0.0.1:PORT: nothing came for 0.2 s");
    expect(await reason(url("drip"))).toBe("127.0.0.1:PORT: it sent less than 200 bytes in 0.2 s");
    expect(await reason(url("huge"))).toBe("127.0.0.1:PORT: it sends more than 16 MiB for a mod file");
    expect(await reason(url("login"))).toBe("127.0.0.1:PORT: it answers with a web page");
    expect(await reason(url("forbidden"))).toBe(
      "127.0.0.1:PORT: it answers 403, and Breakwater sends no credentials of .netrc or GOAUTH",
    );
    expect(await reason(url("good"), "m.test")).toBe(
      "GONOPROXY sends m.test/A to its own server, which Breakwater does not ask",
    );
  });

  test("gets the credentials of its address, and nobody reads them elsewhere", async () => {
    headers.length = 0;
    const got = await fetchWith(`http://me:secret@127.0.0.1:${port}/absent`);
    expect(headers.at(-1)).toContain(`Basic ${Buffer.from("me:secret").toString("base64")}`);
    expect(JSON.stringify(got)).not.toContain("secret");
  });

  test("that never answers is not asked hundreds of times", async () => {
    asked.length = 0;
    const proxy = createModuleProxy({ goproxy: url("broken"), gonoproxy: "" });
    for (let count = 0; count < 20; count++) await proxy.fetch(file, join(folder, "target"));
    expect(asked.length).toBe(8);
  });

  test("that cannot be written to disk is a reason, not a crash", async () => {
    const proxy = createModuleProxy({ goproxy: url("good"), gonoproxy: "" });
    const got = await proxy.fetch(file, join(folder, "no/such/folder"));
    expect(got).toMatchObject({ ok: false });
  });

  test("may be a folder, whose files are read in place", async () => {
    const place = join(folder, "files/m.test/!a/@v");
    mkdirSync(place, { recursive: true });
    writeFileSync(join(place, "v1.0.0.mod"), text);
    expect(await fetchWith(`file://${folder}/files`)).toEqual({
      ok: true,
      from: `${folder}/files`,
      file: join(place, "v1.0.0.mod"),
    });
    expect(await fetchWith(`file://${folder}/none,${url("good")}`)).toMatchObject({ ok: true });
  });
});

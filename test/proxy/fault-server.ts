/** A GOPROXY on the loopback that does what it is told: everything that upstreams were seen to do, and worse. */
import { createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";

/** What happens to a request instead of an answer. */
export type Fault =
  | {
      readonly kind: "status";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    }
  /** Status 200 and a login page; with its true Content-Type or without one. */
  | { readonly kind: "page"; readonly isNamed?: boolean }
  | { readonly kind: "body"; readonly body: string | Uint8Array }
  /** Not a byte comes. */
  | { readonly kind: "hang" }
  /** The first lines come, one byte at a time and never all. */
  | { readonly kind: "slow-headers" }
  /** One byte now and then. */
  | { readonly kind: "drip"; readonly everyMs: number }
  /** A share of the body comes, and then nothing. */
  | { readonly kind: "stall"; readonly after: number }
  /** A share of the body comes, and then a reset. */
  | { readonly kind: "reset"; readonly after: number }
  /** A share of the body comes, and then an orderly end: by the announced length, or of chunks. */
  | { readonly kind: "cut"; readonly after: number; readonly isChunked?: boolean }
  | { readonly kind: "redirect"; readonly to: string }
  | { readonly kind: "gzip"; readonly times: number }
  /** The right answer, later. */
  | { readonly kind: "late"; readonly afterMs: number };

/** What is asked, and how often it was asked before. */
export interface FaultRequest {
  readonly path: string;
  readonly count: number;
  readonly headers: string;
}

/** A running server; everything in it may be changed between requests. */
export interface FaultServer {
  readonly url: string;
  /** By path; what is not here is 404. */
  readonly files: Map<string, Uint8Array>;
  /** Paths of all requests, oldest first. */
  readonly requests: string[];
  /** Requests that were not answered yet. */
  open: number;
  fault: (request: FaultRequest) => Fault | undefined;
  /** Passes `/sumdb/NAME/…` on to a log. */
  log: { readonly name: string; readonly url: string } | undefined;
  stop(): Promise<void>;
}

/** Starts a server; with TLS where a certificate is given. */
export async function startFaultServer(
  files: ReadonlyMap<string, Uint8Array> = new Map(),
  { tls }: { tls?: { cert: string; key: string } } = {},
): Promise<FaultServer> {
  const sockets = new Set<Socket>();
  const counts = new Map<string, number>();
  const onSocket = (socket: Socket): void => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => undefined);
    let head = "";
    socket.on("data", (data: Buffer) => {
      head += data.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      const [, target = ""] = /^\S+ (\S+)/.exec(head) ?? [];
      const headers = head;
      head = "";
      void serve(socket, decodeURIComponent(target), headers);
    });
  };
  const listener: Server = tls ? createTlsServer(tls, onSocket) : createServer(onSocket);
  await new Promise<void>((resolve) => listener.listen(0, "127.0.0.1", resolve));
  const address = listener.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;

  const server: FaultServer = {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    files: new Map(files),
    requests: [],
    open: 0,
    fault: () => undefined,
    log: undefined,
    async stop() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => listener.close(() => resolve()));
    },
  };

  async function serve(socket: Socket, path: string, headers: string): Promise<void> {
    server.requests.push(path);
    const count = counts.get(path) ?? 0;
    counts.set(path, count + 1);
    server.open++;
    socket.on("close", () => server.open--);
    const fault = server.fault({ path, count, headers });
    const body = (await answerOf(path)) ?? undefined;
    if (socket.destroyed) return;
    misbehave(socket, fault, body);
  }

  async function answerOf(path: string): Promise<Uint8Array | undefined> {
    const { log } = server;
    const prefix = `/sumdb/${log?.name}/`;
    if (!log || !path.startsWith(prefix)) return server.files.get(path);
    if (path === `${prefix}supported`) return new Uint8Array();
    const response = await fetch(`${log.url}/${path.slice(prefix.length)}`);
    return response.ok ? new Uint8Array(await response.arrayBuffer()) : undefined;
  }

  return server;
}

function misbehave(socket: Socket, fault: Fault | undefined, body: Uint8Array | undefined): undefined {
  if (fault?.kind === "status") return send(socket, fault.status, fault.body ?? "", fault.headers);
  if (fault?.kind === "page") {
    const headers = fault.isNamed === false ? {} : { "content-type": "text/html; charset=utf-8" };
    return send(socket, 200, "<!DOCTYPE html>\n<html><body>Please log in</body></html>\n", headers);
  }
  if (fault?.kind === "body") return send(socket, 200, fault.body);
  if (fault?.kind === "hang") return undefined;
  if (fault?.kind === "slow-headers")
    return drip(socket, "HTTP/1.1 200 OK\r\nX-Slow: ".padEnd(4000, "x"), 20);
  if (fault?.kind === "redirect") return send(socket, 302, "", { location: fault.to });
  if (!body) return send(socket, 404, "not found\n");
  const text = Buffer.from(body);
  switch (fault?.kind) {
    case undefined:
      return send(socket, 200, text);
    case "late":
      setTimeout(() => send(socket, 200, text), fault.afterMs);
      return;
    case "gzip": {
      let packed: Buffer = text;
      for (let time = 0; time < fault.times; time++) packed = gzipSync(packed);
      return send(socket, 200, packed, { "content-encoding": "gzip" });
    }
    case "drip":
      socket.write(head(200, { "content-length": String(text.length) }));
      return drip(socket, text.toString("latin1"), fault.everyMs);
    case "cut":
      if (fault.isChunked) {
        const part = text.subarray(0, Math.floor(text.length * fault.after));
        socket.write(head(200, { "transfer-encoding": "chunked" }));
        socket.write(`${part.length.toString(16)}\r\n`);
        socket.write(part);
        socket.end("\r\n0\r\n\r\n");
        return;
      }
      socket.write(head(200, { "content-length": String(text.length) }));
      socket.end(text.subarray(0, Math.floor(text.length * fault.after)));
      return;
    case "stall":
    case "reset": {
      socket.write(head(200, { "content-length": String(text.length) }));
      const part = text.subarray(0, Math.floor(text.length * fault.after));
      if (fault.kind === "stall") socket.write(part);
      else socket.write(part, () => setTimeout(() => socket.resetAndDestroy(), 20));
    }
  }
}

function send(
  socket: Socket,
  status: number,
  body: string | Uint8Array,
  headers: Readonly<Record<string, string>> = {},
): undefined {
  const bytes = Buffer.from(body as Uint8Array);
  socket.write(head(status, { "content-length": String(bytes.length), ...headers }));
  socket.end(bytes);
}

function head(status: number, headers: Readonly<Record<string, string>>): string {
  const lines = Object.entries({ connection: "close", ...headers }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return `HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n`;
}

function drip(socket: Socket, text: string, everyMs: number): undefined {
  let at = 0;
  const timer = setInterval(() => {
    if (at >= text.length || socket.destroyed) return clearInterval(timer);
    socket.write(Buffer.from(text[at++] ?? "", "latin1"));
  }, everyMs);
  socket.on("close", () => clearInterval(timer));
}

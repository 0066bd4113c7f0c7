/**
 * A client that sends exactly the path it is given, over a socket of its own: the runtime's own client cleans paths up and
 * keeps everything behind 256 open requests waiting, those of the proxy in the same process among them.
 */
import { connect, type Socket } from "node:net";

/** A whole answer. */
export interface Got {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** What a request has besides its path. */
export interface GetOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal;
}

/** Rejects when the connection ends before the answer does. */
export function rawGet(base: string, path: string, options: GetOptions = {}): Promise<Got> {
  const { hostname, port, host } = new URL(base);
  const { method = "GET", headers = {}, signal } = options;
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(signal.reason);
    const chunks: Buffer[] = [];
    const socket: Socket = connect(Number(port), hostname);
    const end = (): void => {
      signal?.removeEventListener("abort", onAbort);
      const got = parseAnswer(Buffer.concat(chunks), method);
      if (got) resolve(got);
      else reject(new Error(`The connection ended before the answer to ${path} did`));
    };
    const onAbort = (): void => {
      socket.destroy();
      reject(signal?.reason);
    };
    signal?.addEventListener("abort", onAbort, { once: true });
    socket.on("connect", () => {
      const lines = Object.entries({ host, connection: "close", ...headers }).map(
        ([name, value]) => `${name}: ${value}`,
      );
      socket.write(`${method} ${path} HTTP/1.1\r\n${lines.join("\r\n")}\r\n\r\n`);
    });
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", () => undefined);
    socket.on("close", end);
  });
}

/** An answer with all of its body; undefined when something is missing. */
function parseAnswer(bytes: Buffer, method: string): Got | undefined {
  const end = bytes.indexOf("\r\n\r\n");
  if (end === -1) return undefined;
  const [first = "", ...lines] = bytes.toString("latin1", 0, end).split("\r\n");
  const headers = new Headers(lines.map((line): [string, string] => splitLine(line)));
  const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(first)?.[1]);
  const rest = bytes.subarray(end + 4);
  const body = method === "HEAD" || status === 304 ? Buffer.alloc(0) : bodyOf(rest, headers);
  return body && { status, headers, text: body.toString("utf8"), bytes: new Uint8Array(body) };
}

function splitLine(line: string): [string, string] {
  const colon = line.indexOf(":");
  return [line.slice(0, colon), line.slice(colon + 1).trim()];
}

function bodyOf(rest: Buffer, headers: Headers): Buffer | undefined {
  if (headers.get("transfer-encoding") === "chunked") return dechunk(rest);
  const length = headers.get("content-length");
  if (length === null) return rest;
  return rest.length === Number(length) ? rest : undefined;
}

function dechunk(bytes: Buffer): Buffer | undefined {
  const chunks: Buffer[] = [];
  for (let at = 0; ; ) {
    const end = bytes.indexOf("\r\n", at);
    const size = end === -1 ? Number.NaN : Number.parseInt(bytes.toString("latin1", at, end), 16);
    if (Number.isNaN(size)) return undefined;
    if (size === 0) return Buffer.concat(chunks);
    const chunk = bytes.subarray(end + 2, end + 2 + size);
    if (chunk.length < size) return undefined;
    chunks.push(chunk);
    at = end + 2 + size + 2;
  }
}

/**
 * One request to an upstream, as go makes it (https://go.dev/ref/mod#goproxy-protocol), with what go lacks: a limit for
 * the first byte, for silence and for a trickle. Redirects are followed as go does, and never from a public server into
 * the own network.
 */
import { findHost, maySendTo } from "./private-host.ts";

/** How long and how much. */
export interface FetchLimits {
  /** Until the headers are there. */
  readonly headersMs: number;
  /** In each such time at least `leastBytes` must come, or the end. */
  readonly stallMs: number;
  readonly leastBytes: number;
  readonly totalMs: number;
  readonly mostBytes: number;
}

/** An answer whose body still comes in. */
export interface UpstreamAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Throws when the body stalls, is cut off or grows too large. Read it, or call `close`. */
  readonly chunks: AsyncGenerator<Uint8Array, void, undefined>;
  close(): void;
}

/** Why there is no whole answer. */
export class FetchFailure extends Error {
  readonly isLate: boolean;

  constructor(message: string, { isLate = false, cause }: { isLate?: boolean; cause?: unknown } = {}) {
    super(message, { cause });
    this.isLate = isLate;
  }
}

/** As many as go follows. */
const mostRedirects = 9;

/** Asks `base` for a path; throws FetchFailure. Whoever aborts `signal` gets its reason. */
export async function fetchUpstream(
  request: { base: string; path: string; signal: AbortSignal; staysHome?: boolean },
  limits: FetchLimits,
): Promise<UpstreamAnswer> {
  const { base, path, signal, staysHome = false } = request;
  if (/^file:/i.test(base)) return openFile(joinUrl(base, path));
  const watch = createWatch(signal, limits);
  try {
    const response = await follow(new URL(joinUrl(base, path)), { signal: watch.signal, staysHome });
    const declared = Number(response.headers.get("content-length") ?? 0);
    if (declared > limits.mostBytes)
      throw new FetchFailure(`it announces ${declared} bytes; ${limits.mostBytes} are the limit`);
    watch.beginBody();
    const chunks = readChunks(response, { watch, limits });
    return {
      status: response.status,
      headers: response.headers,
      chunks,
      close: () => watch.stop(),
    };
  } catch (error) {
    const failure = watch.explain(error);
    watch.stop();
    throw failure;
  }
}

/** All of a small answer's body. */
export async function readAll({ chunks }: UpstreamAnswer): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const chunk of chunks) pieces.push(chunk);
  return pieces.length === 1 && pieces[0] ? pieces[0] : new Uint8Array(Buffer.concat(pieces));
}

async function follow(
  first: URL,
  { signal, staysHome }: { signal: AbortSignal; staysHome: boolean },
): Promise<Response> {
  const headers = headersFor(first);
  let step: Step = { url: first, address: undefined };
  for (let redirects = 0; ; redirects++) {
    const { url } = step;
    // Credentials belong to the server that they were written for.
    const isOwn = url.host === first.host && url.protocol === first.protocol;
    const response = await fetch(addressOf(step), {
      signal,
      redirect: "manual",
      headers: { ...(isOwn ? headers : plainHeaders), ...(step.address ? { host: url.host } : {}) },
    });
    const target = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    if (target === null) return response;
    void response.body?.cancel().catch(() => undefined);
    if (redirects >= mostRedirects)
      throw new FetchFailure("it redirects on and on: stopped after 10 redirects");
    step = await nextStep(url, { target, first });
    if (staysHome && step.url.host !== first.host)
      throw new FetchFailure(`it redirects to ${step.url.hostname}, which must not learn of private names`);
  }
}

interface Step {
  readonly url: URL;
  /** What is connected to where the name must not be looked up again. */
  readonly address: string | undefined;
}

async function nextStep(from: URL, { target, first }: { target: string; first: URL }): Promise<Step> {
  const next = URL.canParse(target, from.href) ? new URL(target, from) : undefined;
  const isWeb = next?.protocol === "https:" || (next?.protocol === "http:" && from.protocol === "http:");
  if (!next || !isWeb)
    throw new FetchFailure(`it redirects from ${from.protocol} to ${next?.protocol ?? "no address"}`);
  if (next.host === first.host) return { url: next, address: undefined };
  const [own, other] = await Promise.all([findHost(first.hostname), findHost(next.hostname)]);
  if (!other) throw new FetchFailure(`it redirects to ${next.hostname}, which nobody knows`);
  if (!maySendTo(own?.reach ?? "public", other.reach))
    throw new FetchFailure(`it redirects to ${next.hostname}, an address inside of this network`);
  // Another look-up could give another address; with TLS the certificate says who it is.
  return { url: next, address: next.protocol === "http:" ? other.address : undefined };
}

function addressOf({ url, address }: Step): string {
  if (address === undefined) return withoutUser(url);
  const pinned = new URL(url);
  pinned.hostname = address.includes(":") ? `[${address}]` : address;
  return withoutUser(pinned);
}

const plainHeaders = { "accept-encoding": "identity", "user-agent": "breakwater" };

function headersFor(url: URL): Record<string, string> {
  if (url.username === "" && url.password === "") return plainHeaders;
  const user = `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}`;
  return { ...plainHeaders, authorization: `Basic ${Buffer.from(user).toString("base64")}` };
}

async function* readChunks(
  response: Response,
  { watch, limits }: { watch: Watch; limits: FetchLimits },
): AsyncGenerator<Uint8Array, void, undefined> {
  let length = 0;
  try {
    for await (const chunk of response.body ?? []) {
      length += chunk.length;
      watch.see(chunk.length);
      if (length > limits.mostBytes) throw new FetchFailure(`it sends more than ${limits.mostBytes} bytes`);
      yield chunk;
    }
    const declared = response.headers.get("content-length");
    const isEncoded = response.headers.has("content-encoding");
    if (declared !== null && !isEncoded && Number(declared) !== length)
      throw new FetchFailure(`its answer is cut off after ${length} of ${declared} bytes`);
  } catch (error) {
    throw watch.explain(error);
  } finally {
    watch.stop();
  }
}

interface Watch {
  readonly signal: AbortSignal;
  /** The headers are there. */
  beginBody(): void;
  see(bytes: number): void;
  explain(error: unknown): unknown;
  /** No timer runs any more, and the connection is let go of. */
  stop(): void;
}

function createWatch(outer: AbortSignal, limits: FetchLimits): Watch {
  const { headersMs, stallMs, leastBytes, totalMs } = limits;
  const abort = new AbortController();
  let late: string | undefined;
  let seen = 0;
  let stall: ReturnType<typeof setTimeout> | undefined;
  const giveUp = (reason: string): void => {
    late ??= reason;
    abort.abort();
  };
  const onOuter = (): void => abort.abort();
  outer.addEventListener("abort", onOuter, { once: true });
  if (outer.aborted) onOuter();
  const first = setTimeout(
    () => giveUp(`no answer within ${words(headersMs)}`),
    Math.min(headersMs, totalMs),
  );
  const total = setTimeout(() => giveUp(`not complete within ${words(totalMs)}`), totalMs);
  const watchStall = (): void => {
    stall = setTimeout(() => {
      if (seen < leastBytes) giveUp(`only ${seen} bytes came within ${words(stallMs)}`);
      else {
        seen = 0;
        watchStall();
      }
    }, stallMs);
  };
  const end = (): void => {
    clearTimeout(first);
    clearTimeout(total);
    clearTimeout(stall);
    outer.removeEventListener("abort", onOuter);
  };
  return {
    signal: abort.signal,
    beginBody() {
      clearTimeout(first);
      watchStall();
    },
    see(bytes) {
      seen += bytes;
    },
    explain(error) {
      if (outer.aborted) return outer.reason;
      if (late !== undefined) return new FetchFailure(late, { isLate: true });
      if (error instanceof FetchFailure) return error;
      return new FetchFailure(wordsOf(error), { cause: error });
    },
    stop() {
      end();
      abort.abort();
    },
  };
}

/** What the runtime says of a broken connection, as a clause. */
function wordsOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const known = failures[code];
  if (known !== undefined) return known;
  return error instanceof Error ? (error.message.split("\n", 1)[0] ?? error.name) : String(error);
}

const failures: Readonly<Record<string, string>> = {
  ConnectionRefused: "it refuses the connection",
  ECONNREFUSED: "it refuses the connection",
  ECONNRESET: "it cuts the connection",
  ConnectionClosed: "it closes the connection",
  FailedToOpenSocket: "no connection could be made",
  DNSResolveFailed: "its name is not known",
  ENOTFOUND: "its name is not known",
  DEPTH_ZERO_SELF_SIGNED_CERT: "its certificate is not trusted: it signed it itself",
  CERT_HAS_EXPIRED: "its certificate has expired",
  ERR_TLS_CERT_ALTNAME_INVALID: "its certificate is for another name",
};

function words(ms: number): string {
  return ms < 1000 ? `${ms} ms` : `${Math.round(ms / 100) / 10} s`;
}

/** A folder can be a proxy. */
async function openFile(address: string): Promise<UpstreamAnswer> {
  const file = Bun.file(new URL(address));
  const headers = new Headers();
  const close = (): void => undefined;
  if (!(await file.exists())) return { status: 404, headers, chunks: nothing(), close };
  headers.set("content-length", String(file.size));
  return { status: 200, headers, chunks: readFile(file), close };
}

async function* readFile(file: Blob): AsyncGenerator<Uint8Array, void, undefined> {
  for await (const chunk of file.stream()) yield chunk;
}

async function* nothing(): AsyncGenerator<Uint8Array, void, undefined> {}

/** What stands behind `?` goes with each request, what stands behind `#` with none. */
function joinUrl(base: string, path: string): string {
  const [plain = ""] = base.split("#", 1);
  const query = plain.indexOf("?");
  const before = query === -1 ? plain : plain.slice(0, query);
  return `${before.replace(/\/+$/, "")}/${path}${query === -1 ? "" : plain.slice(query)}`;
}

function withoutUser(url: URL): string {
  if (url.username === "" && url.password === "") return url.href;
  const plain = new URL(url);
  plain.username = "";
  plain.password = "";
  return plain.href;
}

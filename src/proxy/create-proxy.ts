/** The proxy: a request in, a response out, without a socket. */
import type { Answer, BlobContent, Content } from "./answer.ts";
import { createLogAnswers } from "./log-answers.ts";
import { type HotAnswer, MemoryTier } from "./memory-tier.ts";
import { createProbe } from "./probe.ts";
import type { ProxyParts } from "./proxy-parts.ts";
import { type Conditions, headersOf, respond } from "./respond.ts";
import { parseRoute, type Route } from "./route.ts";
import { ruleFor } from "./rules.ts";
import { createVersionFiles } from "./version-files.ts";
import { createVersionLists } from "./version-lists.ts";

/** Answers requests; the counters only grow. */
export interface ModuleProxyService {
  /** At once where the answer is in memory. */
  handle(request: Request): Response | Promise<Response>;
  readonly counts: ProxyCounts;
  /** Fetches of files under way, and requests that wait for one. */
  readonly flights: { readonly flights: number; readonly waiters: number };
  /** Forgets what was rendered, after a policy or a version has changed. */
  forget(pathStart: string): void;
}

/** What the proxy has done. */
export interface ProxyCounts {
  memoryHits: number;
  storeHits: number;
  fetched: number;
  refused: number;
}

const usualMemoryBytes = 64 * 1024 * 1024;
/** Zips have the larger part of the memory for themselves: a few of them would push all small files out. */
const shareOfZips = 0.75;
const mostKnownBlobs = 10_000;

/** Joins the parts; `memoryBytes` is for answers that are ready to be sent. */
export function createProxy(parts: ProxyParts, { memoryBytes = usualMemoryBytes } = {}): ModuleProxyService {
  const { rules, clock, deny } = parts;
  const small = new MemoryTier(memoryBytes * (1 - shareOfZips));
  const zips = new MemoryTier(memoryBytes * shareOfZips);
  const memoryOf = (path: string): MemoryTier => (path.endsWith(".zip") ? zips : small);
  /** Large zips by their paths: where they lie is known without a look into the store's records. */
  const blobs = new Map<string, BlobContent>();
  const files = createVersionFiles(parts);
  const lists = createVersionLists(parts);
  const logs = createLogAnswers(parts);
  const counts: ProxyCounts = { memoryHits: 0, storeHits: 0, fetched: 0, refused: 0 };
  parts.pool.probeWith = createProbe(parts, files);

  function handle(request: Request): Response | Promise<Response> {
    const { method } = request;
    if (method !== "GET" && method !== "HEAD")
      return new Response("Only GET and HEAD\n", { status: 405, headers: { allow: "GET, HEAD" } });
    const path = pathOf(request.url);
    const hot = memoryOf(path).get(path);
    if (hot && (hot.freshUntil === Number.POSITIVE_INFINITY || clock.now() < hot.freshUntil)) {
      counts.memoryHits++;
      return send(hot, request);
    }
    const blob = blobs.get(path);
    return blob ? answerBlob(request, path, blob) : answerSlowly(request, path);
  }

  async function answerBlob(request: Request, path: string, known: BlobContent): Promise<Response> {
    const blob = await parts.store.openBlob(known.blob).catch(() => undefined);
    if (!blob) {
      blobs.delete(path);
      return answerSlowly(request, path);
    }
    counts.storeHits++;
    return respond({ ...known, blob }, conditionsOf(request));
  }

  async function answerSlowly(request: Request, path: string): Promise<Response> {
    const { signal, method } = request;
    const route = parseRoute(path);
    const answer = await decideSafely(route, { signal, isHead: method === "HEAD" });
    count(answer);
    // What is at hand once is at hand for the next one, and then says so.
    if (answer.kind === "content") remember(path, answer);
    if (answer.kind === "blob") rememberBlob(path, answer);
    return respond(answer, conditionsOf(request));
  }

  async function decideSafely(
    route: Route,
    context: { signal: AbortSignal; isHead: boolean },
  ): Promise<Answer> {
    try {
      return await decide(route, context);
    } catch (error) {
      // Nobody is there any more who could read it.
      if (context.signal.aborted)
        return { kind: "unavailable", text: "the client has left", retryAfterMs: undefined };
      const code = error instanceof Error && "code" in error ? error.code : undefined;
      if (typeof code !== "string" || !/^E[A-Z]+$/.test(code)) throw error;
      // A full or failing disk is an outage of ours, and says nothing of the module.
      const text = `the store cannot be used now: ${code}`;
      parts.report({ kind: "store-failure", text });
      return { kind: "unavailable", text, retryAfterMs: undefined };
    }
  }

  function decide(route: Route, context: { signal: AbortSignal; isHead: boolean }): Promise<Answer> | Answer {
    if (route.kind === "malformed") return { kind: "malformed", text: `bad request: ${route.reason}` };
    if (route.kind === "nothing")
      return { kind: "absent", isGone: false, text: `not found: ${route.reason}` };
    if (route.kind === "log") return logs.answer(route);
    const version = route.kind === "file" ? { version: route.version } : {};
    const denied = deny?.({ path: route.path, ...version });
    if (denied !== undefined) return { kind: "refused", text: denied };
    const rule = ruleFor(rules(), route.path);
    if (!rule) return { kind: "refused", text: `refused: no rule is about ${route.path}` };
    return route.kind === "file"
      ? files.answer(route, { rule, ...context })
      : lists.answer(route, { rule, signal: context.signal });
  }

  function remember(path: string, content: Content): void {
    const { freshMs, bytes, etag, source } = content;
    if (freshMs !== "always" && (freshMs <= 0 || source.staleMs !== undefined)) return;
    const headers = new Headers(headersOf({ ...content, source: { tier: "memory" } }));
    headers.set("accept-ranges", "bytes");
    const freshUntil = freshMs === "always" ? Number.POSITIVE_INFINITY : clock.now() + freshMs;
    memoryOf(path).set(path, { bytes, init: { headers }, etag, freshUntil });
  }

  function rememberBlob(path: string, content: BlobContent): void {
    if (memoryBytes === 0) return;
    if (blobs.size >= mostKnownBlobs) blobs.clear();
    blobs.set(path, { ...content, source: { tier: "store" } });
  }

  function forget(start: string): void {
    small.deleteBelow(start);
    zips.deleteBelow(start);
    for (const path of blobs.keys()) if (path.startsWith(start)) blobs.delete(path);
  }

  function count(answer: Answer): void {
    if (answer.kind !== "content" && answer.kind !== "blob" && answer.kind !== "stream") counts.refused++;
    else if (answer.source.tier === "upstream") counts.fetched++;
    else counts.storeHits++;
  }

  return {
    handle,
    counts,
    get flights() {
      return files.counts;
    },
    forget,
  };
}

function send(hot: HotAnswer, request: Request): Response {
  const { headers } = request;
  const range = headers.get("range");
  const ifNoneMatch = headers.get("if-none-match");
  if (range === null && ifNoneMatch === null)
    return new Response(hot.bytes as Uint8Array<ArrayBuffer>, hot.init);
  return respondFromMemory(hot, { range, ifNoneMatch });
}

function conditionsOf({ headers }: Request): Conditions {
  return { range: headers.get("range"), ifNoneMatch: headers.get("if-none-match") };
}

function respondFromMemory(hot: HotAnswer, conditions: Conditions): Response {
  const { bytes, etag, init } = hot;
  const response = respond(
    { kind: "content", content: "mod", bytes, etag, freshMs: "always", source: { tier: "memory" } },
    conditions,
  );
  for (const [name, value] of init.headers) if (name !== "accept-ranges") response.headers.set(name, value);
  return response;
}

/** The path of an absolute URL as it stands there; go sends `!` as `%21`, which is the same. */
function pathOf(url: string): string {
  const start = url.indexOf("/", url.indexOf("//") + 2);
  let end = url.indexOf("?", start);
  if (end === -1) end = url.indexOf("#", start);
  const path = end === -1 ? url.slice(start) : url.slice(start, end);
  return path.includes("%21") ? path.replaceAll("%21", "!") : path;
}

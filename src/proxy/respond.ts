/**
 * Answers as HTTP: the one place where status codes are chosen. go moves on to its next GOPROXY entry after 404 and 410
 * and takes them for the truth, so these two stand for proven absence alone, never for an outage or a refusal.
 */
import type { Answer, Content, ContentKind, Refusal, Source } from "./answer.ts";
import { parseRange } from "./parse-range.ts";

/** What a response depends on besides the answer. */
export interface Conditions {
  readonly range: string | null;
  readonly ifNoneMatch: string | null;
}

const types: Readonly<Record<ContentKind, string>> = {
  info: "application/json",
  mod: "text/plain; charset=utf-8",
  zip: "application/zip",
  list: "text/plain; charset=utf-8",
  log: "text/plain; charset=utf-8",
  tile: "application/octet-stream",
};

const statusOf: Readonly<Record<Refusal["kind"], number>> = {
  absent: 404,
  refused: 403,
  unavailable: 503,
  late: 504,
  malformed: 400,
};

/** The response to a GET; the server leaves its body out for HEAD. */
export function respond(answer: Answer, conditions: Conditions): Response {
  switch (answer.kind) {
    case "content":
      return respondWith(answer.etag, headersOf(answer), answer.bytes.length, conditions, (start, end) =>
        start === 0 && end === answer.bytes.length ? answer.bytes : answer.bytes.slice(start, end),
      );
    case "blob": {
      const { blob, etag, fileName, source } = answer;
      const headers = { ...sourceHeaders(source), ...zipHeaders(fileName), ...lastingHeaders(etag) };
      return respondWith(etag, headers, blob.size, conditions, (start, end) => {
        if (blob.file === undefined) return blob.read(start, end);
        const file = Bun.file(blob.file);
        return start === 0 && end === blob.size ? file : file.slice(start, end);
      });
    }
    case "stream":
      return new Response(answer.stream, {
        headers: { ...sourceHeaders(answer.source), ...zipHeaders(answer.fileName) },
      });
    default:
      return refuse(answer);
  }
}

/** Headers of bytes that are at hand. */
export function headersOf({ content, etag, freshMs, source }: Content): Record<string, string> {
  const cacheControl =
    freshMs === "always"
      ? lastingHeaders(etag)
      : { etag, "cache-control": `public, max-age=${seconds(freshMs)}` };
  return { "content-type": types[content], ...cacheControl, ...sourceHeaders(source) };
}

/** The status of a refusal; whoever counts answers needs it without a response. */
export function refusalStatus(refusal: Refusal): number {
  return refusal.kind === "absent" && refusal.isGone ? 410 : statusOf[refusal.kind];
}

function refuse(refusal: Refusal): Response {
  const headers: Record<string, string> = {
    "content-type": "text/plain; charset=utf-8",
    // A refusal is true now; whoever keeps it would keep an outage alive.
    "cache-control": refusal.kind === "absent" ? "public, max-age=10" : "no-store",
  };
  if (refusal.kind === "unavailable")
    headers["retry-after"] = String(Math.max(1, Math.ceil((refusal.retryAfterMs ?? 30_000) / 1000)));
  return new Response(`${refusal.text}\n`, { status: refusalStatus(refusal), headers });
}

function respondWith(
  etag: string,
  headers: Record<string, string>,
  size: number,
  { range, ifNoneMatch }: Conditions,
  bodyOf: (start: number, end: number) => ReadableStream<Uint8Array> | Uint8Array | Blob,
): Response {
  if (ifNoneMatch !== null && matchesTag(ifNoneMatch, etag))
    return new Response(null, { status: 304, headers });
  const part = parseRange(range, size);
  const common = { ...headers, "accept-ranges": "bytes" };
  if (part === "all") return new Response(asBody(bodyOf(0, size)), { headers: common });
  if (part === "outside")
    return new Response("The range is not in the file\n", {
      status: 416,
      headers: { "content-range": `bytes */${size}` },
    });
  const { start, end } = part;
  return new Response(asBody(bodyOf(start, end)), {
    status: 206,
    headers: { ...common, "content-range": `bytes ${start}-${end - 1}/${size}` },
  });
}

/** The types of the platform want to know that no memory is shared; none is. */
function asBody(
  body: ReadableStream<Uint8Array> | Uint8Array | Blob,
): ConstructorParameters<typeof Response>[0] {
  return body as ConstructorParameters<typeof Response>[0];
}

function matchesTag(ifNoneMatch: string, etag: string): boolean {
  return ifNoneMatch.split(",").some((tag) => tag.trim() === "*" || tag.trim().replace(/^W\//, "") === etag);
}

function zipHeaders(fileName: string): Record<string, string> {
  // Without a name of ours the server would tell the one that the file has in the store.
  return { "content-type": types.zip, "content-disposition": `attachment; filename="${fileName}"` };
}

function lastingHeaders(etag: string): Record<string, string> {
  return { etag, "cache-control": "public, max-age=31536000, immutable" };
}

function sourceHeaders({ tier, upstream, staleMs }: Source): Record<string, string> {
  const headers: Record<string, string> = { "x-breakwater-cache": tier };
  if (upstream !== undefined) headers["x-breakwater-upstream"] = upstream;
  if (staleMs !== undefined) headers["x-breakwater-stale"] = String(seconds(staleMs));
  return headers;
}

function seconds(ms: number): number {
  return Math.max(0, Math.round(ms / 1000));
}

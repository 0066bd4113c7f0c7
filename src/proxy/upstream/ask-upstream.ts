/** What an upstream's status and headers mean, before anybody looks at the bytes. */
import { looksLikePage } from "../parse-info.ts";
import type { Attempt } from "./attempt.ts";
import { type FetchLimits, fetchUpstream, readAll, type UpstreamAnswer } from "./fetch-upstream.ts";
import type { Upstream } from "./upstream.ts";

/** An answer with status 200. */
export interface OpenAnswer {
  readonly answer: UpstreamAnswer;
}

/** Asks for a path below the upstream's address; a body that is not found is let go of. */
export async function openUpstream(
  upstream: Upstream,
  { path, signal, limits }: { path: string; signal: AbortSignal; limits: FetchLimits },
): Promise<Attempt<UpstreamAnswer>> {
  const answer = await fetchUpstream(
    { base: upstream.url, path, signal, staysHome: upstream.isPrivate === true },
    limits,
  );
  if (answer.status === 200) {
    if (!/^text\/html\b/i.test(answer.headers.get("content-type") ?? ""))
      return { kind: "found", value: answer };
    answer.close();
    return { kind: "failed", reason: "it answers with a web page" };
  }
  answer.close();
  return meaningOf(answer);
}

/** All bytes of a small answer. */
export async function readUpstream(
  upstream: Upstream,
  {
    path,
    signal,
    limitMs,
    mostBytes,
  }: { path: string; signal: AbortSignal; limitMs: number; mostBytes: number },
): Promise<Attempt<Uint8Array>> {
  const limits = { headersMs: limitMs, stallMs: limitMs, leastBytes: 1, totalMs: limitMs, mostBytes };
  const opened = await openUpstream(upstream, { path, signal, limits });
  if (opened.kind !== "found") return opened;
  const bytes = await readAll(opened.value);
  return looksLikePage(bytes)
    ? { kind: "failed", reason: "it answers with a web page" }
    : { kind: "found", value: bytes };
}

function meaningOf({ status, headers }: UpstreamAnswer): Attempt<never> {
  if (status === 404 || status === 410) return { kind: "absent", isGone: status === 410 };
  if (status === 401 || status === 407)
    return { kind: "refused", reason: `it wants credentials (status ${status})` };
  if (status === 403 || status === 451) return { kind: "refused", reason: `it refuses (status ${status})` };
  const retryAfterMs = parseRetryAfter(headers.get("retry-after"));
  return {
    kind: "failed",
    reason: `it answers ${status}`,
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** In seconds; a date would need a clock that both sides share. */
function parseRetryAfter(value: string | null): number | undefined {
  return value !== null && /^\d{1,5}$/.test(value) ? Number(value) * 1000 : undefined;
}

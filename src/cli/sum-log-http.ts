/**
 * Fetches a checksum log's paths as go does (https://go.dev/design/25530-sumdb#proxying-a-checksum-database): through
 * the first proxy of GOPROXY that says it passes them on, and from the log itself only when all proxies answer
 * "not found", or GOPROXY says so. What arrives proves itself, so a proxy has to be trusted with nothing but silence.
 */
import { readFileSync } from "node:fs";
import { type GoproxyElement, parseGoproxy } from "../go/goproxy.ts";
import type { LogAnswer, LogReader } from "../sumdb/log-reader.ts";
import { fetchLikeGo, hostOf, isCutOff } from "./fetch-like-go.ts";
import { reasonOf } from "./reason-of.ts";

/** Where and how a log is asked. */
export interface LogAddress {
  /** The log's name, which is its address without a scheme. */
  readonly log: string;
  /** From GOSUMDB: asked instead of proxies and of the log's own address. */
  readonly url?: string | undefined;
  /** An effective GOPROXY. */
  readonly goproxy: string;
  /** Nothing is fetched: whatever is not in a cache stays unknown. */
  readonly isOffline?: boolean;
  /** For one answer; 10 seconds by default. */
  readonly timeoutMs?: number;
}

/** Answers are some hundred bytes and tiles 8 KB. */
const mostBytes = 1_000_000;
const mostAtOnce = 32;
/** So often in a row nobody answered: then nobody is asked any more. */
const mostFailures = 8;

type Base =
  | { readonly kind: "base"; readonly url: string }
  | { readonly kind: "none"; readonly reason: string };

/** Makes a reader of one log. */
export function createLogHttpReader(address: LogAddress): LogReader {
  const { isOffline = false, timeoutMs = 10_000 } = address;
  const enter = createGate(mostAtOnce);
  let base: Promise<Base> | undefined;
  let failuresInARow = 0;
  let lastReason = "";
  return async (path) => {
    if (isOffline) return { kind: "unreachable", reason: "offline" };
    base ??= findBase(address, (url) => fetchUrl(url, timeoutMs));
    const found = await base;
    if (found.kind === "none") return { kind: "unreachable", reason: found.reason };
    return enter(async () => {
      // Whoever waits for hundreds of answers behind a dead network is not let wait for the time limit hundreds of times.
      if (failuresInARow >= mostFailures) return { kind: "unreachable", reason: lastReason };
      const answer = await fetchUrl(joinUrl(found.url, path), timeoutMs);
      failuresInARow = answer.kind === "unreachable" ? failuresInARow + 1 : 0;
      if (answer.kind === "unreachable") lastReason = answer.reason;
      return answer;
    });
  };
}

/** With `off` alone go fetches no module, and so asks no log; nor do we. */
const forbidden: Base = { kind: "none", reason: "GOPROXY=off" };

async function findBase(
  { log, url, goproxy }: LogAddress,
  get: (url: string) => Promise<LogAnswer>,
): Promise<Base> {
  if (url !== undefined) return { kind: "base", url };
  const direct: Base = { kind: "base", url: `https://${log}` };
  if (goproxy === "") return { kind: "none", reason: "GOPROXY is not set, and no go on PATH says a default" };
  const { elements, problems } = parseGoproxy(goproxy);
  const [problem] = problems;
  if (problem) return { kind: "none", reason: problem.text };
  let failure: Base | undefined;
  for (const element of elements) {
    // Both words end the list; `direct` forgives what failed before it, `off` does not.
    if (element.kind === "direct") return direct;
    if (element.kind === "off") return failure ?? (element === elements[0] ? forbidden : direct);
    const proxied = joinUrl(element.url, `sumdb/${log}`);
    const answer = await get(joinUrl(proxied, "supported"));
    if (answer.kind === "answered" && answer.status === 200) return { kind: "base", url: proxied };
    const isAbsent = answer.kind === "answered" && (answer.status === 404 || answer.status === 410);
    if (isAbsent) continue;
    failure = { kind: "none", reason: `${nameOf(element)}: ${wordsOf(answer)}` };
    if (element.separator !== "|") return failure;
  }
  return failure ?? direct;
}

function wordsOf(answer: LogAnswer): string {
  return answer.kind === "unreachable" ? answer.reason : `status ${answer.status} for the checksum log`;
}

async function fetchUrl(address: string, timeoutMs: number): Promise<LogAnswer> {
  if (/^file:/i.test(address)) return readFile(address);
  const signal = AbortSignal.timeout(timeoutMs);
  try {
    const response = await fetchLikeGo(address, signal);
    return { kind: "answered", status: response.status, bytes: await readBody(response) };
  } catch (error) {
    const reason = signal.aborted ? `nothing came for ${timeoutMs / 1000} s` : reasonOf(error);
    return { kind: "unreachable", reason: `${hostOf(address)}: ${reason}` };
  }
}

async function readBody(response: Response): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of response.body ?? []) {
    length += chunk.length;
    if (length > mostBytes) throw new Error(`it sends more than ${mostBytes} bytes`);
    chunks.push(chunk);
  }
  if (isCutOff(response, length)) throw new Error("the answer is cut off");
  return new Uint8Array(Buffer.concat(chunks));
}

/** A file system can be a proxy, too: a missing file is "not found". */
function readFile(address: string): LogAnswer {
  try {
    return { kind: "answered", status: 200, bytes: new Uint8Array(readFileSync(new URL(address))) };
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "ENOENT" || code === "ENOTDIR")
      return { kind: "answered", status: 404, bytes: new Uint8Array() };
    return { kind: "unreachable", reason: reasonOf(error) };
  }
}

function joinUrl(base: string, path: string): string {
  const [withoutFragment = ""] = base.split("#", 1);
  const query = withoutFragment.indexOf("?");
  const [before, after] =
    query === -1 ? [withoutFragment, ""] : [withoutFragment.slice(0, query), withoutFragment.slice(query)];
  // In an address `!` and `+` may stay; what the log's paths have besides is plain.
  return `${before.replace(/\/+$/, "")}/${path}${after}`;
}

/** Credentials in an address must not reach a report. */
function nameOf({ url }: GoproxyElement): string {
  return hostOf(url);
}

/** Lets a number of tasks run at once; the others wait. */
function createGate(limit: number): <Result>(task: () => Promise<Result>) => Promise<Result> {
  let running = 0;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await task();
    } finally {
      const next = waiting.shift();
      // The place goes on to the next one, so that nobody slips in between.
      if (next) next();
      else running--;
    }
  };
}

/**
 * Files from the proxies of GOPROXY, as go asks for them (https://go.dev/ref/mod#goproxy-protocol): after `,`
 * the next one answers for 404 and 410 only, after `|` for any failure. `direct` needs git and is not followed.
 */
import { closeSync, existsSync, openSync, rmSync, writeSync } from "node:fs";
import { escapePath, escapeVersion } from "../go/escape.ts";
import { type GoproxyElement, parseGoproxy } from "../go/goproxy.ts";
import { matchesPrefixPatterns } from "../go/private-patterns.ts";
import { fetchLikeGo, hostOf, isCutOff } from "./fetch-like-go.ts";
import type { ModuleSettings } from "./module-settings.ts";
import { reasonOf } from "./reason-of.ts";

/** A file that was fetched, or why it was not. */
export type FetchedFile =
  | {
      readonly ok: true;
      readonly from: string;
      /** The target, or a file that stays where it is. */
      readonly file: string;
    }
  | { readonly ok: false; readonly reason: string };

export interface ModuleFile {
  readonly path: string;
  readonly version: string;
  readonly kind: "zip" | "mod";
}

/** Fetches module files. */
export interface ModuleProxy {
  /** Writes the file to `target`, which is gone again when it fails. */
  fetch(file: ModuleFile, target: string): Promise<FetchedFile>;
}

/** A proxy that sends nothing for so long has failed. */
const stallMs = 30_000;
/** One that sends less has failed, too: it would never end. */
const leastBytesASecond = 1_000;
/** What go takes. */
const mostBytes = { zip: 500 * 1024 * 1024, mod: 16 * 1024 * 1024 } as const;
/** So often in a row nobody answered: then this proxy is not asked any more. */
const mostFailures = 8;

/** The proxies of the settings. */
export function createModuleProxy(
  { goproxy, gonoproxy }: Pick<ModuleSettings, "goproxy" | "gonoproxy">,
  { waitMs = stallMs } = {},
): ModuleProxy {
  const { elements, problems } = parseGoproxy(goproxy);
  const [problem] = problems;
  const ask = createAsker(waitMs);
  return {
    async fetch(file, target) {
      if (goproxy === "") return refuse("GOPROXY is not set, and no go on PATH says a default");
      if (problem) return refuse(`GOPROXY is refused: ${problem.text}`);
      if (matchesPrefixPatterns(gonoproxy, file.path))
        return refuse(`GONOPROXY sends ${file.path} to its own server, which Breakwater does not ask`);
      const path = escapePath(file.path);
      const version = escapeVersion(file.version);
      if (path === undefined || version === undefined) return refuse("it is no valid module version");
      return await walk(elements, (url) =>
        ask(url, { kind: file.kind, path: `${path}/@v/${version}.${file.kind}`, target }),
      );
    },
  };
}

type Got =
  | { readonly ok: true; readonly file: string }
  | { readonly ok: false; readonly reason: string; readonly isAbsent: boolean };

async function walk(
  elements: readonly GoproxyElement[],
  ask: (url: string) => Promise<Got>,
): Promise<FetchedFile> {
  let last = "";
  const also = (reason: string): FetchedFile => refuse(last === "" ? reason : `${last}; then ${reason}`);
  for (const element of elements) {
    if (element.kind === "off") return also("GOPROXY says off");
    if (element.kind === "direct" || element.kind === "noproxy")
      return also("GOPROXY says direct, which Breakwater does not follow");
    const got = await ask(element.url);
    if (got.ok) return { ok: true, from: hostOf(element.url), file: got.file };
    last = `${hostOf(element.url)}: ${got.reason}`;
    if (!got.isAbsent && element.separator !== "|") return refuse(last);
  }
  return refuse(last === "" ? "GOPROXY names no proxy" : last);
}

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

interface Wanted {
  readonly kind: ModuleFile["kind"];
  /** Below the address of the proxy. */
  readonly path: string;
  readonly target: string;
}

/** Asks proxies, and those that never answer only so often. */
function createAsker(waitMs: number): (url: string, wanted: Wanted) => Promise<Got> {
  const failures = new Map<string, number>();
  const reasons = new Map<string, Got>();
  return async (url, wanted) => {
    const given = (failures.get(url) ?? 0) >= mostFailures ? reasons.get(url) : undefined;
    if (given) return given;
    const got = /^file:/i.test(url)
      ? findFile(url, wanted.path)
      : await fetchFile(url, { ...wanted, waitMs });
    const hasFailed = !got.ok && !got.isAbsent;
    failures.set(url, hasFailed ? (failures.get(url) ?? 0) + 1 : 0);
    if (hasFailed) reasons.set(url, got);
    return got;
  };
}

/** A folder can be a proxy; its files are read where they lie. */
function findFile(url: string, path: string): Got {
  try {
    const file = Bun.fileURLToPath(joinUrl(url, path));
    if (existsSync(file)) return { ok: true, file };
    return { ok: false, reason: "no such file", isAbsent: true };
  } catch (error) {
    return { ok: false, reason: reasonOf(error), isAbsent: false };
  }
}

async function fetchFile(
  url: string,
  { kind, path, target, waitMs }: Wanted & { readonly waitMs: number },
): Promise<Got> {
  const abort = new AbortController();
  let file: number | undefined;
  let length = 0;
  let lengthBefore = -1;
  const leastBytes = Math.ceil((waitMs / 1000) * leastBytesASecond);
  const timer = setInterval(() => {
    // The first time an answer is due, later some of it.
    if (lengthBefore >= 0 ? length - lengthBefore < leastBytes : file === undefined) abort.abort();
    lengthBefore = length;
  }, waitMs);
  try {
    const response = await fetchLikeGo(joinUrl(url, path), abort.signal);
    const refusal = refusalOf(response);
    if (refusal) {
      await response.body?.cancel();
      return refusal;
    }
    file = openSync(target, "w");
    for await (const chunk of response.body ?? []) {
      if (length === 0 && isWebPage(chunk)) {
        abort.abort();
        rmSync(target, { force: true });
        return webPage;
      }
      length += chunk.length;
      if (length > mostBytes[kind])
        throw new Error(`it sends more than ${mostBytes[kind] / 1024 / 1024} MiB for a ${kind} file`);
      for (let at = 0; at < chunk.length; ) at += writeSync(file, chunk, at);
    }
    if (isCutOff(response, length)) throw new Error("its answer is cut off");
    return { ok: true, file: target };
  } catch (error) {
    rmSync(target, { force: true });
    const stalled =
      length === 0
        ? `nothing came for ${waitMs / 1000} s`
        : `it sent less than ${leastBytes} bytes in ${waitMs / 1000} s`;
    const reason = abort.signal.aborted ? stalled : reasonOf(error);
    return { ok: false, reason, isAbsent: false };
  } finally {
    clearInterval(timer);
    if (file !== undefined) closeSync(file);
  }
}

/** Why an answer is no module file; undefined when it may be one. */
function refusalOf({ status, headers }: Response): Got | undefined {
  if (status === 401 || status === 403)
    return {
      ok: false,
      reason: `it answers ${status}, and Breakwater sends no credentials of .netrc or GOAUTH`,
      isAbsent: false,
    };
  if (status !== 200)
    return { ok: false, reason: `it answers ${status}`, isAbsent: status === 404 || status === 410 };
  return /^text\/html\b/i.test(headers.get("content-type") ?? "") ? webPage : undefined;
}

const webPage: Got = { ok: false, reason: "it answers with a web page", isAbsent: false };

/** A page that does not say so: no go.mod and no zip begins like one. */
function isWebPage(bytes: Uint8Array): boolean {
  return /^\ufeff?\s*<(?:!doctype|html|head|body|\?xml)\b/i.test(
    new TextDecoder().decode(bytes.subarray(0, 200)),
  );
}

/** What stands behind `?` in GOPROXY goes with each request, what stands behind `#` with none. */
function joinUrl(base: string, path: string): string {
  const [plain = ""] = base.split("#", 1);
  const query = plain.indexOf("?");
  const before = query === -1 ? plain : plain.slice(0, query);
  return `${before.replace(/\/+$/, "")}/${path}${query === -1 ? "" : plain.slice(query)}`;
}

/**
 * Files from the proxies of GOPROXY, as go asks for them (https://go.dev/ref/mod#goproxy-protocol): after `,`
 * the next one answers for 404 and 410 only, after `|` for any failure. `direct` needs git and is not followed.
 */

import { once } from "node:events";
import { createWriteStream, rmSync } from "node:fs";
import { escapePath, escapeVersion } from "../go/escape.ts";
import { type GoproxyElement, parseGoproxy } from "../go/goproxy.ts";
import { matchesPrefixPatterns } from "../go/private-patterns.ts";
import type { ModuleSettings } from "./module-settings.ts";
import { reasonOf } from "./reason-of.ts";

/** A file that was fetched, or why it was not. */
export type FetchedFile =
  | { readonly ok: true; readonly from: string }
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
const mostBytes = 512 * 1024 * 1024;

/** The proxies of the settings. */
export function createModuleProxy({ goproxy, gonoproxy }: ModuleSettings): ModuleProxy {
  const { elements, problems } = parseGoproxy(goproxy);
  const [problem] = problems;
  return {
    async fetch(file, target) {
      if (goproxy === "") return refuse("GOPROXY is not set, and no go on PATH says a default");
      if (problem) return refuse(`GOPROXY is refused: ${problem.text}`);
      if (matchesPrefixPatterns(gonoproxy, file.path))
        return refuse(`GONOPROXY sends ${file.path} to its own server, which Breakwater does not ask`);
      const path = escapePath(file.path);
      const version = escapeVersion(file.version);
      if (path === undefined || version === undefined) return refuse("it is no valid module version");
      return await walk(elements, `${path}/@v/${version}.${file.kind}`, target);
    },
  };
}

async function walk(elements: readonly GoproxyElement[], path: string, target: string): Promise<FetchedFile> {
  let last: FetchedFile = refuse("GOPROXY names no proxy");
  for (const element of elements) {
    if (element.kind === "off") return last.ok ? last : refuse(`${last.reason}; then GOPROXY says off`);
    if (element.kind === "direct" || element.kind === "noproxy")
      return last.ok
        ? last
        : refuse(`${last.reason}; then GOPROXY says direct, which Breakwater does not follow`);
    const got = await fetchOne(`${element.url.replace(/\/+$/, "")}/${path}`, target);
    if (got.ok) return { ok: true, from: hostOf(element.url) };
    last = refuse(`${hostOf(element.url)}: ${got.reason}`);
    if (!got.isAbsent && element.separator !== "|") return last;
  }
  return last;
}

function refuse(reason: string): { readonly ok: false; readonly reason: string } {
  return { ok: false, reason };
}

type Got =
  | { readonly ok: true }
  | { readonly ok: false; readonly reason: string; readonly isAbsent: boolean };

async function fetchOne(url: string, target: string): Promise<Got> {
  const abort = new AbortController();
  let timer = setTimeout(() => abort.abort(), stallMs);
  try {
    const response = await fetch(url, { signal: abort.signal });
    if (!response.ok || !response.body) {
      await response.body?.cancel();
      return {
        ok: false,
        reason: `it answers ${response.status}`,
        isAbsent: response.status === 404 || response.status === 410,
      };
    }
    const file = createWriteStream(target);
    let length = 0;
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => abort.abort(), stallMs);
      length += chunk.length;
      if (length > mostBytes) throw new Error("it sends more than 512 MiB");
      if (!file.write(chunk)) await once(file, "drain");
    }
    file.end();
    await once(file, "finish");
    return { ok: true };
  } catch (error) {
    rmSync(target, { force: true });
    const reason = abort.signal.aborted ? `nothing came for ${stallMs / 1000} s` : reasonOf(error);
    return { ok: false, reason, isAbsent: false };
  } finally {
    clearTimeout(timer);
  }
}

/** Credentials in an address must not reach a report. */
function hostOf(url: string): string {
  try {
    const { host, protocol, pathname } = new URL(url);
    return protocol === "file:" ? pathname : host;
  } catch {
    return "GOPROXY";
  }
}

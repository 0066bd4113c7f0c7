/** The JSON of `.info` and `@latest` (https://go.dev/ref/mod#goproxy-protocol): a version and when it was made. */
import { canonicalModuleVersion, isValidSemver } from "../go/semver.ts";

/** What a module server says of a version, or why that cannot be believed. */
export type ParsedInfo =
  | { readonly kind: "info"; readonly version: string; readonly time?: string; readonly timeMs?: number }
  | { readonly kind: "bad"; readonly reason: string };

/** Clocks may be wrong by a day; a version from after tomorrow is a lie. */
const mostAheadMs = 36 * 3_600_000;
/** Go is younger, and year 1 stands for "unknown". */
const leastYear = 1970;

/** Reads an answer; `now` is in milliseconds since 1970. */
export function parseInfo(bytes: Uint8Array, now: number): ParsedInfo {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return bad(looksLikePage(bytes) ? "it is a web page" : "it is no JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return bad("it is no JSON object");
  const { Version: version, Time: time } = value as { Version?: unknown; Time?: unknown };
  if (typeof version !== "string" || !isValidSemver(version) || canonicalModuleVersion(version) !== version)
    return bad("its Version is no canonical version");
  if (time === undefined || time === null) return { kind: "info", version };
  const timeMs = typeof time === "string" && isTime(time) ? Date.parse(time) : Number.NaN;
  if (typeof time !== "string" || Number.isNaN(timeMs)) return bad("its Time is no time");
  if (timeMs > now + mostAheadMs) return bad(`its Time ${time} lies in the future`);
  if (new Date(timeMs).getUTCFullYear() < leastYear) return bad(`its Time ${time} is before 1970`);
  return { kind: "info", version, time, timeMs };
}

/** Whether bytes are what a portal answers to everything. */
export function looksLikePage(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 256));
  return /^\uFEFF?\s*<(?:!doctype|html|\?xml|!--|head|body|script|meta)/i.test(start);
}

/** RFC 3339, as Go writes times. */
function isTime(text: string): boolean {
  return /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d)$/.test(text);
}

function bad(reason: string): ParsedInfo {
  return { kind: "bad", reason };
}

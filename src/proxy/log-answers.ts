/**
 * A checksum log for clients that ask it through us (https://go.dev/design/25530-sumdb#proxying-a-checksum-database).
 * They prove everything themselves; we have proven it before, so that a broken answer is kept and noticed here and no
 * client is stopped by it.
 */
import { unescapePath, unescapeVersion } from "../go/escape.ts";
import type { Failure } from "../sumdb/failure.ts";
import type { LogBytes } from "../sumdb/sum-log.ts";
import type { Answer, ContentKind, Refusal } from "./answer.ts";
import { etagOf } from "./etag.ts";
import type { ProxyParts } from "./proxy-parts.ts";
import type { Route } from "./route.ts";
import { ruleFor } from "./rules.ts";

/** Answers for paths of logs. */
export interface LogAnswers {
  answer(route: Extract<Route, { kind: "log" }>): Promise<Answer>;
}

/** Clients ask for the newest head once in each run. */
const headFreshMs = 5_000;

/** Makes the answers of the log that stands behind the rules. */
export function createLogAnswers(
  parts: Pick<ProxyParts, "log" | "rules" | "clock" | "report" | "deny" | "isLogRefused">,
): LogAnswers {
  const { log, rules, clock, report, deny } = parts;
  let head: { note: Uint8Array; at: number } | undefined;

  async function answer({ name, rest }: Extract<Route, { kind: "log" }>): Promise<Answer> {
    // "Not found" sends the client to the log itself, which is right: this is none of ours.
    if (!log || name !== log.name)
      return { kind: "absent", isGone: false, text: `not found: the log ${name} is not passed on here` };
    if (rest === "supported") return supported();
    if (rest === "latest") return latest();
    if (rest.startsWith("lookup/")) return lookup(rest.slice("lookup/".length));
    const read = await log.readTile(rest);
    return read.kind === "verified" ? found("tile", read.bytes, "always") : refuse(read, rest);
  }

  /** Whoever hears "yes" asks nobody else about the log, so it must be true. */
  async function supported(): Promise<Answer> {
    if (!log) throw new RangeError("No log");
    const yes = found("log", new Uint8Array(), 60_000);
    if (await log.rememberedHead()) return yes;
    const read = await log.readHead();
    if (read.kind === "verified" || read.kind === "behind") return yes;
    if (read.kind === "unknown" && parts.isLogRefused?.())
      return {
        kind: "absent",
        isGone: false,
        text: `not found: ${log.name} can be had from no upstream here`,
      };
    return refuse(read, log.name);
  }

  async function latest(): Promise<Answer> {
    if (head && Math.abs(clock.now() - head.at) < headFreshMs) return found("log", head.note, headFreshMs);
    if (!log) throw new RangeError("No log");
    const read = await log.readHead();
    if (read.kind === "verified" || read.kind === "behind") {
      const { note } = read.kind === "verified" ? read.head : read.newest;
      head = { note, at: clock.now() };
      return found("log", note, headFreshMs);
    }
    // An older head is as true as it was; during an outage it is what there is.
    const remembered = read.kind === "unknown" ? await log.rememberedHead() : undefined;
    if (remembered) return found("log", remembered.note, headFreshMs);
    return refuse(read, "latest");
  }

  async function lookup(asked: string): Promise<Answer> {
    const at = asked.lastIndexOf("@");
    const path = at === -1 ? undefined : unescapePath(asked.slice(0, at));
    const version = unescapeVersion(asked.slice(at + 1));
    if (path === undefined || version === undefined || !log)
      return {
        kind: "absent",
        isGone: false,
        text: `not found: "${asked.slice(0, 200)}" is no MODULE@VERSION`,
      };
    const subject = `${path}@${version}`;
    const denied = deny?.({ path, version });
    if (denied !== undefined) return { kind: "refused", text: denied };
    const rule = ruleFor(rules(), path);
    if (rule?.sums !== "log")
      return {
        kind: "refused",
        text: `refused: the log is never asked about ${path} (rule ${rule?.name ?? "none"})`,
      };
    const read = await log.readAnswer({ path, version });
    return read.kind === "verified" ? found("log", read.bytes, "always") : refuse(read, subject);
  }

  function found(content: ContentKind, bytes: Uint8Array, freshMs: "always" | number): Answer {
    return { kind: "content", content, bytes, etag: etagOf(bytes), freshMs, source: { tier: "store" } };
  }

  function refuse(failure: Exclude<LogBytes, { kind: "verified" }> | Failure, subject: string): Refusal {
    if (failure.kind === "contradicted") {
      const { reason, keptAt } = failure.contradiction;
      const text = `refused: ${subject}: ${reason}${keptAt === undefined ? "" : `; evidence at ${keptAt}`}`;
      report({ kind: "log-contradiction", text });
      return { kind: "refused", text };
    }
    const { kind, text } = failure.reason;
    if (kind === "not-found" || kind === "not-a-module")
      return { kind: "absent", isGone: false, text: `not found: ${subject}: ${text}` };
    return { kind: "unavailable", text: `${subject} cannot be had now: ${text}`, retryAfterMs: undefined };
  }

  return { answer };
}

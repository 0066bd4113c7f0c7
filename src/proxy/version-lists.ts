/**
 * Lists, `@latest` and queries. Nothing proves them, so they are held together: a list never loses a version that it
 * had, upstreams that stand for each other are added up, and a text that is no list changes nothing.
 */
import { NegativeCache } from "../breaker/negative-cache.ts";
import type { Answer, Refusal } from "./answer.ts";
import { etagOf } from "./etag.ts";
import { LivingDocuments, type Refreshed } from "./living-documents.ts";
import { parseInfo } from "./parse-info.ts";
import { formatList, parseList, sortVersions } from "./parse-list.ts";
import type { ProxyParts } from "./proxy-parts.ts";
import { refusalOfWalk } from "./refusals.ts";
import type { Route } from "./route.ts";
import type { ProxyRule } from "./rules.ts";
import { readUpstream } from "./upstream/ask-upstream.ts";
import type { Walked } from "./upstream/attempt.ts";
import type { Chain, Upstream } from "./upstream/upstream.ts";
import { walkChain } from "./upstream/walk-chain.ts";
import { modulePath, versionPath } from "./version-path.ts";

/** What is asked of these. */
export type ListRoute = Extract<Route, { kind: "list" | "latest" | "query" }>;

/** Answers for what changes. */
export interface VersionLists {
  answer(route: ListRoute, context: { rule: ProxyRule; signal: AbortSignal }): Promise<Answer>;
}

const totalMs = 20_000;
const mostListBytes = 8 * 1024 * 1024;
const mostInfoBytes = 1024 * 1024;
const times = { freshMs: 60_000, usableMs: 10 * 60_000 };

/** Makes the answers for lists, `@latest` and queries. */
export function createVersionLists(parts: ProxyParts): VersionLists {
  const { store, clock, report } = parts;
  const documents = new LivingDocuments({ store, clock, times });
  const absent = new NegativeCache<Refusal>();

  const answer: VersionLists["answer"] = async (route, { rule, signal }) => {
    const name = documentName(route);
    const known = absent.get(name, clock.now());
    if (known) return known;
    const living = await documents.get(name, {
      signal,
      mayVanish: route.kind !== "list",
      refresh: (before, work) =>
        route.kind === "list"
          ? refreshList(route.path, { rule, before, signal: work })
          : refreshInfo(route, { rule, signal: work }),
    });
    if (living.kind !== "living") {
      if (living.kind === "absent") absent.set(name, living, clock.now());
      return living;
    }
    const bytes = new TextEncoder().encode(living.text);
    const { staleMs } = living;
    return {
      kind: "content",
      content: route.kind === "list" ? "list" : "info",
      bytes,
      etag: etagOf(bytes),
      freshMs: living.freshForMs,
      source: { tier: "memory", ...(staleMs === undefined ? {} : { staleMs }) },
    };
  };

  async function refreshList(
    path: string,
    { rule, before, signal }: { rule: ProxyRule; before: string | undefined; signal: AbortSignal },
  ): Promise<Refreshed> {
    const asked = await askGroups(rule.chain, (upstream) => readList(upstream, { path, signal }));
    if (asked.kind !== "found") return refusalOfWalk(asked, { subject: path, rule });
    const now = new Set(asked.lists.flatMap(({ versions }) => versions));
    const known = before === undefined ? [] : before.split("\n").filter((version) => version !== "");
    const missing = known.filter((version) => !now.has(version));
    if (missing.length > 0) report({ kind: "shrunk-list", path, missing });
    const behind = asked.lists
      .filter(({ versions }) => versions.length < now.size)
      .map(({ upstream }) => upstream);
    if (behind.length > 0) report({ kind: "lists-differ", path, behind });
    return { kind: "fresh", text: formatList(sortVersions(new Set([...now, ...known]))) };
  }

  function readList(
    upstream: Upstream,
    { path, signal }: { path: string; signal: AbortSignal },
  ): Promise<Walked<readonly string[]>> {
    return walkChain<readonly string[]>(
      {
        chain: [{ upstream, separator: "," }],
        cls: "meta",
        subject: `${path}/@v/list`,
        totalMs,
        signal,
        attempt: async (one, attemptSignal, limitMs) => {
          const asked = { path: `${modulePath(path)}/@v/list`, signal: attemptSignal, limitMs };
          const read = await readUpstream(one, { ...asked, mostBytes: mostListBytes });
          if (read.kind !== "found") return read;
          const list = parseList(read.value);
          return list.kind === "bad"
            ? { kind: "failed", reason: `its list is none: ${list.reason}`, isContent: true }
            : { kind: "found", value: list.versions };
        },
      },
      parts,
    );
  }

  async function refreshInfo(
    route: Extract<ListRoute, { kind: "latest" | "query" }>,
    { rule, signal }: { rule: ProxyRule; signal: AbortSignal },
  ): Promise<Refreshed> {
    const isLatest = route.kind === "latest";
    const subject = isLatest ? `${route.path}@latest` : `${route.path}@${route.query}`;
    const path = isLatest
      ? `${modulePath(route.path)}/@latest`
      : versionPath({ path: route.path, version: route.query }, "info");
    const walked = await walkChain<Uint8Array>(
      {
        chain: rule.chain,
        cls: "meta",
        subject,
        totalMs,
        signal,
        attempt: async (upstream, attemptSignal, limitMs) => {
          const asked = { path, signal: attemptSignal, limitMs, mostBytes: mostInfoBytes };
          const read = await readUpstream(upstream, asked);
          if (read.kind !== "found") return read;
          const info = parseInfo(read.value, clock.now());
          return info.kind === "bad"
            ? { kind: "failed", reason: `its answer is no version: ${info.reason}`, isContent: true }
            : read;
        },
      },
      parts,
    );
    if (walked.kind !== "found") return refusalOfWalk(walked, { subject, rule });
    return { kind: "fresh", text: new TextDecoder().decode(walked.value) };
  }

  return { answer };
}

type AskedLists =
  | {
      readonly kind: "found";
      readonly lists: readonly { readonly upstream: string; readonly versions: readonly string[] }[];
    }
  | Exclude<Walked<unknown>, { kind: "found" }>;

/** Upstreams that stand for each other (`|`) are asked together; the next ones only when all of these say "not found". */
async function askGroups(
  chain: Chain,
  ask: (upstream: Upstream) => Promise<Walked<readonly string[]>>,
): Promise<AskedLists> {
  if (chain.length === 0)
    return {
      kind: "unavailable",
      text: "no upstream is configured for it",
      isLate: false,
      retryAfterMs: undefined,
    };
  const absent: Extract<Walked<unknown>, { kind: "absent" }>[] = [];
  for (const group of groupsOf(chain)) {
    const walked = await Promise.all(group.map(ask));
    const lists = walked.flatMap((one, index) => {
      const upstream = group[index]?.name ?? "";
      return one.kind === "found" ? [{ upstream, versions: one.value }] : [];
    });
    if (lists.length > 0) return { kind: "found", lists };
    const others = walked.filter((one) => one.kind !== "found");
    const worst = others.find(({ kind }) => kind !== "absent");
    if (worst) return worst;
    absent.push(...others.filter((one) => one.kind === "absent"));
  }
  return { kind: "absent", isGone: absent.every(({ isGone }) => isGone) };
}

function groupsOf(chain: Chain): readonly (readonly Upstream[])[] {
  const groups: Upstream[][] = [[]];
  for (const { upstream, separator } of chain) {
    groups.at(-1)?.push(upstream);
    if (separator === ",") groups.push([]);
  }
  return groups.filter((group) => group.length > 0);
}

function documentName(route: ListRoute): string {
  const path = modulePath(route.path);
  if (route.kind === "query")
    return `query/${versionPath({ path: route.path, version: route.query }, "info")}`;
  return `${route.kind}/${path}`;
}

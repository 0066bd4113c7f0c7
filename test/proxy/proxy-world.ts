/** Our proxy on the loopback between upstreams and clients, in the process of the test. */
import { mkdtempSync } from "node:fs";
import { rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readUpstreams } from "../../src/cli/proxy/read-upstreams.ts";
import { runVerifyJob } from "../../src/cli/verify/run-verify-job.ts";
import type { Clock } from "../../src/proxy/clock.ts";
import { createLogReader } from "../../src/proxy/create-log-reader.ts";
import { createProxy, type ModuleProxyService } from "../../src/proxy/create-proxy.ts";
import type { ProxyEvent } from "../../src/proxy/events.ts";
import type { ProxyParts } from "../../src/proxy/proxy-parts.ts";
import type { ProxyRule } from "../../src/proxy/rules.ts";
import { UpstreamPool } from "../../src/proxy/upstream/pool.ts";
import { listen } from "../../src/server/http.ts";
import type { ModuleStore } from "../../src/store/module-store.ts";
import { openFileStore } from "../../src/store/open-file-store.ts";
import { createSumLog } from "../../src/sumdb/sum-log.ts";
import { createMemoryTimelineStore } from "../../src/sumdb/timeline-store.ts";
import type { VerifierKey } from "../../src/sumdb/verifier-key.ts";
import { createMemoryCache } from "../sumdb/log-world.ts";
import { type GetOptions, type Got, rawGet } from "./raw-get.ts";

/** What a test says about its proxy. */
export interface WorldOptions {
  /** As `--upstream` takes them. */
  readonly upstreams: readonly string[];
  /** Undefined: sums are not checked. */
  readonly log?: { readonly key: VerifierKey; readonly url: string } | undefined;
  /** The log is asked through the upstreams, as they pass it on. */
  readonly isLogPassedOn?: boolean;
  /** Where the store of an earlier proxy lies. */
  readonly folder?: string;
  readonly clock?: Clock;
  readonly memoryBytes?: number;
  readonly rules?: (rules: readonly ProxyRule[]) => readonly ProxyRule[];
  readonly deny?: ProxyParts["deny"];
  /** A store that fails at times. */
  readonly wrapStore?: (store: ModuleStore) => ModuleStore;
}

/** A running proxy. */
export interface World {
  readonly url: string;
  readonly folder: string;
  readonly store: ModuleStore;
  readonly pool: UpstreamPool;
  readonly service: ModuleProxyService;
  readonly events: ProxyEvent[];
  /** Requests that are not answered yet. */
  pending(): number;
  /** What a client gets for a path below the proxy's address. */
  get(path: string, options?: GetOptions): Promise<Got>;
  stop(): Promise<void>;
}

/** Starts a proxy; whatever it stores lies in the folder of the run. */
export async function startWorld(options: WorldOptions): Promise<World> {
  const { log: logAt, folder = mkdtempSync(join(tmpdir(), "proxy-")) } = options;
  const clock = options.clock ?? { now: () => Date.now() };
  const chain = readUpstreams(options.upstreams);
  const events: ProxyEvent[] = [];
  const direct = logAt && {
    name: "log",
    url: logAt.url,
    timeoutMs: undefined,
    breaker: {},
    hasOneBreaker: false,
    isLog: true,
  };
  const pool = new UpstreamPool({
    upstreams: [...chain.map(({ upstream }) => upstream), ...(direct ? [direct] : [])],
    clock,
    random: () => 0.5,
    onTransition: (change) => events.push({ kind: "transition", ...change }),
    onFailure: (failure) => events.push({ kind: "failure", ...failure }),
  });
  const files = await openFileStore({ folder, now: clock.now });
  const store = options.wrapStore?.(files) ?? files;
  const logReader =
    logAt &&
    createLogReader({
      log: logAt.key.name,
      chain: options.isLogPassedOn ? chain : [],
      direct,
      pool,
      clock,
    });
  const log =
    logReader &&
    createSumLog({
      key: logAt.key,
      reader: logReader.read,
      timeline: createMemoryTimelineStore(),
      cache: createMemoryCache(),
    });
  const usual = [
    { name: "public", patterns: undefined, chain, sums: log ? ("log" as const) : ("unchecked" as const) },
  ];
  const rules = options.rules?.(usual) ?? usual;
  const service = createProxy(
    {
      rules: () => rules,
      pool,
      store,
      log,
      logKey: logAt?.key,
      ...(logReader ? { isLogRefused: logReader.isRefusedByAll } : {}),
      examineZip: async (file, module) => {
        const nothing = { modFile: undefined, extractedFolder: undefined, vendored: [] };
        const { zip } = runVerifyJob({ kind: "module", ...module, zipFile: file, ...nothing });
        return zip ?? { ok: false, reason: "not looked at" };
      },
      clock,
      report: (event) => events.push(event),
      ...(options.deny ? { deny: options.deny } : {}),
    },
    options.memoryBytes === undefined ? {} : { memoryBytes: options.memoryBytes },
  );
  const errors: unknown[] = [];
  let isStopped = false;
  const listener = listen({
    hostname: "127.0.0.1",
    port: 0,
    handle: service.handle,
    onError: (error) => errors.push(error),
  });
  return {
    url: listener.url,
    folder,
    store,
    pool,
    service,
    events,
    pending: () => listener.pendingRequests,
    get: (path, request) => rawGet(listener.url, path, request),
    async stop() {
      if (isStopped) return;
      isStopped = true;
      await listener.stop(0);
      pool.close();
      await store.close();
      // There are many small files in it, and the run's own end has little time.
      if (options.folder === undefined) await rm(folder, { recursive: true, force: true });
      if (errors.length > 0) throw errors[0];
    },
  };
}

/** Every byte that the store would serve, as `PATH@VERSION FILE SUM`. */
export async function storedFiles(store: ModuleStore): Promise<string[]> {
  const found: string[] = [];
  for await (const record of store.all()) {
    const name = `${record.path}@${record.version}`;
    if (record.info) found.push(`${name} info`);
    if (record.mod) found.push(`${name} mod ${record.sums.mod}`);
    if (record.zip) found.push(`${name} zip ${record.sums.zip}`);
  }
  return found.sort();
}

/** `breakwater proxy`: joins store, upstreams, log and listener, and serves until it is told to stop. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../finding/user-error.ts";
import { systemClock } from "../../proxy/clock.ts";
import { createLogReader } from "../../proxy/create-log-reader.ts";
import { createProxy } from "../../proxy/create-proxy.ts";
import type { ProxyEvent } from "../../proxy/events.ts";
import type { ProxyRule } from "../../proxy/rules.ts";
import { UpstreamPool } from "../../proxy/upstream/pool.ts";
import type { Chain, Upstream } from "../../proxy/upstream/upstream.ts";
import { type Listener, listen } from "../../server/http.ts";
import { type Gosumdb, parseGosumdb } from "../../sumdb/gosumdb.ts";
import { createSumLog } from "../../sumdb/sum-log.ts";
import { type ModuleSettings, readModuleSettings } from "../module-settings.ts";
import { reasonOf } from "../reason-of.ts";
import { createLogFileCache } from "../sum-log-cache.ts";
import type { Terminal } from "../terminal.ts";
import { createWorkerPool } from "../verify/worker-pool.ts";
import { describeEvent } from "./describe-event.ts";
import { createHealth } from "./health.ts";
import { parseListenAddress } from "./listen-address.ts";
import { openStore } from "./open-store.ts";
import { readUpstreams } from "./read-upstreams.ts";
import { createStoreTimeline } from "./store-timeline.ts";

/** What the command line says. */
export interface ProxyOptions {
  readonly listen: string;
  readonly store: string | undefined;
  readonly upstreams: readonly string[];
  readonly sumdb: string | undefined;
  /** Files with a certificate and its key, in PEM. */
  readonly tlsCert: string | undefined;
  readonly tlsKey: string | undefined;
  /** How long `/readyz` is 503 and everything is served, before the listener closes. */
  readonly drainMs: number;
  /** Another process may listen on the same port, before or after this one. */
  readonly reusePort: boolean;
}

/** A proxy that serves. */
export interface RunningProxy {
  readonly url: string;
  /** Lets go of the listener after a while, and of everything else. */
  stop(): Promise<void>;
}

const stopMs = 10_000;

/** Serves until the process is asked to end; resolves with the exit code. */
export async function runProxy(options: ProxyOptions, terminal: Terminal): Promise<number> {
  const asked = new Promise<void>((resolve) => {
    process.once("SIGINT", () => resolve());
    process.once("SIGTERM", () => resolve());
  });
  const running = await startProxy(options, terminal);
  await asked;
  await running.stop();
  return 0;
}

/** Starts the proxy and says where it is. */
export async function startProxy(options: ProxyOptions, terminal: Terminal): Promise<RunningProxy> {
  const address = parseListenAddress(options.listen);
  const settings = readModuleSettings(terminal.environment);
  const chain = readUpstreams(options.upstreams.length > 0 ? options.upstreams : [settings.goproxy]);
  if (chain.length === 0)
    throw new UserError("bad-option", "Cannot serve modules: no upstream is known", {
      hint: "breakwater proxy --upstream URL",
    });
  const tls = readCertificate(options);
  const clock = systemClock;
  const gosumdb = readGosumdb(options.sumdb ?? settings.gosumdb);
  const direct = gosumdb && logUpstream(gosumdb);
  const say = (event: ProxyEvent): void => {
    const line = describeEvent(event);
    if (line !== undefined) terminal.complain(`${timeOf(clock.now())}  ${line}`);
  };
  const pool = new UpstreamPool({
    upstreams: [...chain.map(({ upstream }) => upstream), ...(direct ? [direct] : [])],
    clock,
    random: Math.random,
    onTransition: (change) => say({ kind: "transition", ...change }),
    onFailure: (failure) => say({ kind: "failure", ...failure }),
  });
  const { store, localFolder } = await openStore(options.store, terminal, clock.now);
  const logFolder = join(localFolder, "sumdb");
  const goLogFolder = settings.moduleCache && join(settings.moduleCache, "cache", "download", "sumdb");
  const logReader =
    gosumdb &&
    createLogReader({
      log: gosumdb.key.name,
      // A URL in GOSUMDB stands for proxies and log alike.
      chain: gosumdb.url === undefined ? chain : [],
      direct,
      pool,
      clock,
    });
  const log =
    logReader &&
    createSumLog({
      key: gosumdb.key,
      reader: logReader.read,
      timeline: createStoreTimeline(store),
      cache: createLogFileCache(logFolder, goLogFolder),
    });
  const rules = rulesOf({ settings, chain, hasLog: log !== undefined });
  const workers = createWorkerPool();
  const proxy = createProxy({
    rules: () => rules,
    pool,
    store,
    log,
    logKey: gosumdb?.key,
    ...(logReader ? { isLogRefused: logReader.isRefusedByAll } : {}),
    examineZip: async (file, { path, version }) => {
      const job = { zipFile: file, modFile: undefined, extractedFolder: undefined, vendored: [] };
      const { zip } = await workers.run({ kind: "module", path, version, ...job });
      return zip ?? { ok: false, reason: "it was not looked at" };
    },
    clock,
    report: say,
  });
  const head = await log?.rememberedHead();
  const health = createHealth();
  let listener: Listener;
  try {
    listener = listen({
      ...address,
      handle: (request) => health.answer(request.url) ?? proxy.handle(request),
      reusePort: options.reusePort,
      ...(tls ? { tls } : {}),
      onError: (error) => terminal.complain(`breakwater: this is a bug\n${stackOf(error)}`),
    });
  } catch (error) {
    workers.close();
    pool.close();
    await store.close();
    throw error;
  }
  const names = chain.map(({ upstream }, index) => `${index + 1} ${upstream.name}`).join("   ");
  const size = head ? `, tree size ${head.head.size.toLocaleString("en-US")}` : "";
  const sums = gosumdb ? `checked against ${gosumdb.key.name}${size}` : "not checked";
  await terminal.write(
    [
      `Serving on ${listener.url}   store ${store.place}`,
      `Upstreams: ${names}   sums: ${sums}`,
      `Use it:   export GOPROXY=${listener.url}`,
      "",
    ].join("\n"),
  );
  return {
    url: listener.url,
    async stop() {
      health.drain();
      await new Promise((resolve) => setTimeout(resolve, options.drainMs));
      await listener.stop(stopMs);
      pool.close();
      workers.close();
      await store.close();
    },
  };
}

/** Private names go nowhere, as long as nobody says where they come from. */
function rulesOf({
  settings,
  chain,
  hasLog,
}: {
  settings: ModuleSettings;
  chain: Chain;
  hasLog: boolean;
}): readonly ProxyRule[] {
  const { gonoproxy, gonosumdb } = settings;
  const rules: ProxyRule[] = [];
  if (gonoproxy !== "")
    rules.push({
      name: "private",
      patterns: gonoproxy,
      chain: [],
      sums: "private",
      refusal: `it is private (GONOPROXY or GOPRIVATE is ${gonoproxy} here) and has no upstream of its own`,
    });
  if (gonosumdb !== "") rules.push({ name: "no sums", patterns: gonosumdb, chain, sums: "private" });
  return [...rules, { name: "public", patterns: undefined, chain, sums: hasLog ? "log" : "unchecked" }];
}

function readGosumdb(value: string): (Gosumdb & { kind: "log" }) | undefined {
  const chosen = parseGosumdb(value);
  if (chosen.kind === "off") return undefined;
  if (chosen.kind === "bad")
    throw new UserError("bad-option", `Cannot use the log "${value}": ${chosen.reason}`);
  return chosen;
}

function logUpstream({ key, url }: { key: { name: string }; url?: string }): Upstream {
  return {
    name: `log ${key.name}`,
    url: url ?? `https://${key.name}`,
    timeoutMs: undefined,
    breaker: {},
    hasOneBreaker: false,
    isLog: true,
  };
}

function readCertificate({ tlsCert, tlsKey }: ProxyOptions): { cert: string; key: string } | undefined {
  if (tlsCert === undefined && tlsKey === undefined) return undefined;
  if (tlsCert === undefined || tlsKey === undefined)
    throw new UserError("bad-option", "Cannot listen with TLS: --tls-cert and --tls-key go together");
  return { cert: readPem(tlsCert), key: readPem(tlsKey) };
}

function readPem(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    throw new UserError("no-such-path", `Cannot read "${file}": ${reasonOf(error)}`, { cause: error });
  }
}

function timeOf(now: number): string {
  return new Date(now).toTimeString().slice(0, 8);
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

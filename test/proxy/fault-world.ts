/** The upstreams, the log and the proxies of one test file, stopped after each test. */
import { afterAll, afterEach, beforeAll, setDefaultTimeout } from "bun:test";
import { type GoLog, type GoLogServer, startGoLogServer } from "../sumdb/go-log.ts";
import { type Fault, type FaultServer, startFaultServer } from "./fault-server.ts";
import { type FixtureModule, filesOf } from "./fixture-module.ts";
import { startWorld, type World, type WorldOptions } from "./proxy-world.ts";

/** Starts what a test needs. */
export interface FaultWorld {
  readonly log: () => GoLog;
  /** An upstream that has all modules; `fault` says what it does instead of answering. */
  upstream(fault?: (path: string, count: number) => Fault | undefined): Promise<FaultServer>;
  /** A proxy in front of them; `parameters` go behind each address. */
  proxy(
    upstreams: readonly (FaultServer | string)[],
    options?: Partial<WorldOptions> & { parameters?: string },
  ): Promise<World>;
}

/** Sets up the log once for the modules of a file. */
export function faultWorld(modules: readonly FixtureModule[]): FaultWorld {
  let logs: GoLogServer;
  let log: GoLog;
  const open: { stop(): Promise<void> }[] = [];
  // A test that takes too long would take the log's process with it.
  setDefaultTimeout(60_000);
  beforeAll(async () => {
    logs = await startGoLogServer();
    log = await logs.make();
    await log.add(...modules.map(({ record }) => record));
  });
  afterAll(() => logs.stop());
  afterEach(async () => {
    for (const one of open.splice(0).reverse()) await one.stop();
  }, 60_000);
  return {
    log: () => log,
    async upstream(fault) {
      const server = await startFaultServer(filesOf(modules));
      server.fault = ({ path, count }) => fault?.(path, count);
      open.push(server);
      return server;
    },
    async proxy(upstreams, { parameters = "", ...options } = {}) {
      const addresses = upstreams.map((one) => `${typeof one === "string" ? one : one.url}${parameters}`);
      const world = await startWorld({ upstreams: addresses, log, ...options });
      open.push(world);
      return world;
    },
  };
}

/** The path of a version's file at a GOPROXY. */
export function pathOf({ path, version }: { path: string; version: string }, file: string): string {
  return `/${path}/@v/${version}.${file}`;
}

/** The bytes, or that the connection broke. */
export async function bodyOf(world: World, path: string): Promise<Uint8Array | "broken"> {
  try {
    return (await world.get(path)).bytes;
  } catch {
    return "broken";
  }
}

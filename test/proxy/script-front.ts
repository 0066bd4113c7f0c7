/**
 * Stands where Go's scripts expect their test proxy. Each of its prefixes (`/mod/403/…`, `/mod/redirect/9/…`) is an
 * upstream of its own, and gets a Breakwater of its own in front of it; what is no GOPROXY goes straight there.
 */
import { parseVerifierKey } from "../../src/sumdb/verifier-key.ts";
import { testSumdb } from "./go-test-proxy.ts";
import { startWorld, type World } from "./proxy-world.ts";

/** A running front. */
export interface ScriptFront {
  /** Ends in `/mod`, as the test proxy's own address does. */
  readonly url: string;
  /** The proxies behind it, by prefix. */
  readonly worlds: ReadonlyMap<string, Promise<World>>;
  stop(): Promise<void>;
}

/** Starts a front for a test proxy at `upstream`, which ends in `/mod`. */
export function startScriptFront(upstream: string): ScriptFront {
  const worlds = new Map<string, Promise<World>>();
  const worldOf = (prefix: string): Promise<World> => {
    const known = worlds.get(prefix);
    if (known) return known;
    const parsed = parseVerifierKey(testSumdb);
    if (parsed.kind !== "key") throw new Error("The test log has no key");
    const world = startWorld({
      upstreams: [`${upstream}${prefix}`],
      // The log's own address leads nowhere, as it does for the scripts.
      log: { key: parsed.key, url: "http://127.0.0.1:9" },
      isLogPassedOn: true,
    });
    worlds.set(prefix, world);
    return world;
  };
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    idleTimeout: 120,
    async fetch(request) {
      const { pathname } = new URL(request.url);
      if (/^\/mod\/sumdb-(?:direct|wrong|redirect)\//.test(pathname))
        return fetch(`${upstream}${pathname.slice("/mod".length)}`);
      const [, prefix = "", path = ""] =
        /^\/mod((?:\/(?:\d{3}|sumdb-\d{3}|invalid|redirect\/\d+))?)(\/.*)$/.exec(pathname) ?? [];
      const world = await worldOf(prefix);
      return world.service.handle(new Request(`${world.url}${path}`, { signal: request.signal }));
    },
  });
  return {
    url: `http://127.0.0.1:${server.port}/mod`,
    worlds,
    async stop() {
      await server.stop(true);
      for (const world of worlds.values()) await (await world).stop();
    },
  };
}

/** What decides whether an upstream is well again: an answer whose content is known, so that no portal's page passes. */
import { hashGoMod } from "../go/dirhash.ts";
import { openHead } from "../sumdb/signed-head.ts";
import type { ProxyParts } from "./proxy-parts.ts";
import { readUpstream } from "./upstream/ask-upstream.ts";
import type { Probe } from "./upstream/pool.ts";
import type { VersionFiles } from "./version-files.ts";
import { versionPath } from "./version-path.ts";

const limitMs = 10_000;
const mostBytes = 16 * 1024 * 1024;
/** How much of the store is looked through for a version that came from an upstream. */
const mostLooked = 2_000;
/** Where nothing is known of an upstream: a version that most have, and that has had this go.mod since 2017. */
const pinned = {
  module: { path: "golang.org/x/text", version: "v0.3.0" },
  sum: "h1:NqM8EUOU14njkJ3fqMW+pc6Ldnwhi/IjpwHt7yyuwOQ=",
};

/** Asks for the go.mod of a version that the upstream gave before and the log has confirmed; of a log, for its signed head. */
export function createProbe(
  { store, logKey }: Pick<ProxyParts, "store" | "logKey">,
  files: Pick<VersionFiles, "provenBy">,
): Probe {
  return async (upstream, cls, signal) => {
    const asked = { signal, limitMs: upstream.timeoutMs ?? limitMs, mostBytes };
    if (logKey && (cls === "log" || upstream.isLog)) {
      const path = upstream.isLog ? "latest" : `sumdb/${logKey.name}/latest`;
      const read = await readUpstream(upstream, { ...asked, path });
      return read.kind === "found" && openHead(read.value, logKey).kind === "head";
    }
    const known = files.provenBy(upstream.name) ?? (await findInStore(upstream.name));
    const { module, sum } = known ?? pinned;
    const read = await readUpstream(upstream, { ...asked, path: versionPath(module, "mod") });
    // One that never had anything for us may have nothing of the pinned one either, and says so honestly.
    if (read.kind === "absent") return known === undefined;
    return read.kind === "found" && hashGoMod(read.value) === sum;
  };

  async function findInStore(upstream: string): Promise<ReturnType<VersionFiles["provenBy"]>> {
    let looked = 0;
    for await (const { path, version, sums, upstream: from } of store.all()) {
      if (from === upstream && sums.mod !== undefined) return { module: { path, version }, sum: sums.mod };
      if (++looked >= mostLooked) return undefined;
    }
    return undefined;
  }
}

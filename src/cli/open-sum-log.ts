import { join } from "node:path";
import { parseGosumdb } from "../sumdb/gosumdb.ts";
import { noLogCache } from "../sumdb/log-reader.ts";
import { createSumLog, type SumLog } from "../sumdb/sum-log.ts";
import { createMemoryTimelineStore } from "../sumdb/timeline-store.ts";
import type { ModuleSettings } from "./module-settings.ts";
import { createLogFileCache } from "./sum-log-cache.ts";
import { canKeepTimelines, createFileTimelineStore } from "./sum-log-files.ts";
import { createLogHttpReader } from "./sum-log-http.ts";

/** The log that GOSUMDB names, or why there is none to ask. */
export type OpenedSumLog =
  | { readonly kind: "log"; readonly log: SumLog }
  | { readonly kind: "none"; readonly reason: string };

/** Joins the log's client with the network, the timeline and the caches of this user; nothing is fetched yet. */
export function openSumLog(parts: {
  settings: Omit<ModuleSettings, "goflags">;
  /** Of the user; without one, or where nothing can be written, nothing is remembered after this run. */
  cacheFolder: string | undefined;
  isOffline?: boolean;
  timeoutMs?: number;
}): OpenedSumLog {
  const { settings, cacheFolder, isOffline = false, timeoutMs = 10_000 } = parts;
  const { gosumdb, gonosumdb, goprivate, goproxy, moduleCache } = settings;
  const chosen = parseGosumdb(gosumdb);
  if (chosen.kind === "off") return { kind: "none", reason: "GOSUMDB=off" };
  if (chosen.kind === "bad") return { kind: "none", reason: chosen.reason };
  const folder = cacheFolder && join(cacheFolder, "sumdb");
  const goFolder = moduleCache && join(moduleCache, "cache", "download", "sumdb");
  const { key, url } = chosen;
  const log = createSumLog({
    key,
    reader: createLogHttpReader({ log: key.name, url, goproxy, isOffline, timeoutMs }),
    timeline:
      folder && canKeepTimelines(folder) ? createFileTimelineStore(folder) : createMemoryTimelineStore(),
    cache: folder ? createLogFileCache(folder, goFolder) : noLogCache,
    settings: { gosumdb, gonosumdb, goprivate, goproxy },
  });
  return { kind: "log", log };
}

/**
 * Asks the real checksum log about modules, as `ask-real-log.ts CACHE-FOLDER GO-MODCACHE|- online|offline MODULE@VERSION…`, and
 * prints the outcomes as JSON. A program of its own, since tests reach no network but the loopback.
 */
import { openSumLog } from "../../src/cli/open-sum-log.ts";
import { machineProxy } from "../differential/go-command.ts";

const [cacheFolder, moduleCache = "-", mode, ...modules] = process.argv.slice(2);
const opened = openSumLog({
  settings: {
    moduleCache: moduleCache === "-" ? undefined : moduleCache,
    goproxy: await machineProxy(),
    gosumdb: "",
    gonosumdb: "",
    gonoproxy: "",
    goprivate: "",
  },
  cacheFolder,
  isOffline: mode === "offline",
});
if (opened.kind !== "log") throw new Error(opened.reason);
const { log } = opened;
const started = performance.now();
const outcomes = await Promise.all(
  modules.map(async (module) => {
    const [path = "", version = ""] = module.split("@");
    const [zip, mod] = await Promise.all([
      log.lookup({ path, version }),
      log.lookup({ path, version, isGoMod: true }),
    ]);
    return [module, zip, mod];
  }),
);
const head = mode === "offline" ? undefined : await log.readHead();
console.log(JSON.stringify({ outcomes, head: head?.kind, ms: Math.round(performance.now() - started) }));

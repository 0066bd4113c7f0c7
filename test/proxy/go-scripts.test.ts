/** cmd/go's own scripts about proxies and checksum logs, with Breakwater in between; the long tier runs all families. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { compareScripts } from "./go-scripts.ts";
import { explainedDifferences } from "./script-differences.ts";

setDefaultTimeout(600_000);

test("scripts about proxies, logs and downloads end as they do without Breakwater", async () => {
  const { plain, through, requests } = await compareScripts(
    "mod_proxy_.*|mod_sumdb.*|mod_download.*|mod_query.*|mod_gonoproxy",
  );
  const ends = [...plain].map(([name, { outcome }]) => [name, outcome, through.get(name)?.outcome]);
  const different = ends.filter(([, without, between]) => without !== between).map(([name]) => name);
  expect(different.filter((name) => explainedDifferences[name ?? ""] === undefined)).toEqual([]);
  expect(ends.filter(([, without]) => without === "pass").length).toBeGreaterThanOrEqual(15);
  expect(requests).toBeGreaterThan(200);
});

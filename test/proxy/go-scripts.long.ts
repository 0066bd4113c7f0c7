/** All families of cmd/go's scripts that ask a proxy, with and without Breakwater in between. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { compareScripts } from "./go-scripts.ts";
import { explainedDifferences } from "./script-differences.ts";

setDefaultTimeout(1_800_000);

const families =
  "mod_proxy.*|mod_sumdb.*|mod_gonoproxy|mod_auth|goauth.*|gotoolchain.*|mod_download.*|mod_list.*|mod_query.*|mod_retract.*|mod_get.*";

test("at least 95 in 100 scripts end alike, and each other one is explained", async () => {
  const { plain, through, requests } = await compareScripts(families);
  const run = [...plain].filter(([, { outcome }]) => outcome !== "skip");
  const alike = run.filter(([name, { outcome }]) => through.get(name)?.outcome === outcome);
  const different = run.map(([name]) => name).filter((name) => !alike.some(([other]) => other === name));
  console.log(
    `${alike.length} of ${run.length} scripts end alike, ${plain.size - run.length} skipped, ${requests} requests`,
  );
  expect(run.length).toBeGreaterThan(80);
  expect(different.filter((name) => explainedDifferences[name] === undefined)).toEqual([]);
  expect(alike.length).toBeGreaterThanOrEqual(Math.floor(run.length * 0.95));
});

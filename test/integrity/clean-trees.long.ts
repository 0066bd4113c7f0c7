/** Clean trees in full: nothing may be found in any of them. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { realModules, verifyCleanTrees } from "./clean-trees.ts";

setDefaultTimeout(3_600_000);

test("nothing is found in any clean tree", async () => {
  const trees = await verifyCleanTrees(realModules);
  const files = trees.reduce((sum, { vendoredFiles }) => sum + vendoredFiles, 0);
  const found = trees.flatMap(({ name, faults }) =>
    faults.map(({ kind, file }) => `${name}: ${kind} ${file}`),
  );
  console.log(`clean trees: ${trees.length}, ${files} vendored files, ${found.length} findings`);
  expect(trees.length).toBeGreaterThanOrEqual(20);
  expect(found).toEqual([]);
});

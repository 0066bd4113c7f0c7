import { expect, setDefaultTimeout, test } from "bun:test";
import { realModules, verifyCleanTrees } from "./clean-trees.ts";

setDefaultTimeout(300_000);

test("nothing is found in real modules, as they are, vendored and in a workspace", async () => {
  const trees = await verifyCleanTrees(realModules.slice(0, 2));
  expect(trees).toHaveLength(5);
  for (const { name, faults, modules, verified, vendoredFiles } of trees) {
    expect([name, faults]).toEqual([name, []]);
    expect([name, modules > 0 && verified > 0]).toEqual([name, true]);
    expect([name, vendoredFiles > 0]).toEqual([name, name.includes("vendored")]);
  }
});

/**
 * The go.sum files besides those of the modules that a check looks at: below testdata and folders whose names start
 * with `_` or `.`, which `./...` passes over and a person does not, and beside the files that -modfile names.
 */
import { createSources } from "../sources.ts";
import type { Tree } from "../tree/tree.ts";
import type { Unknown } from "../unknown.ts";
import type { ReadSum } from "./model.ts";
import { readSum } from "./read-sum.ts";

/** Sums, and the vendor folders of those modules, which are not looked at. */
export interface OtherSums {
  readonly sums: readonly ReadSum[];
  readonly unknowns: readonly Unknown[];
}

const isVendored = /(?:^|\/)vendor\//;
const nothing = { start: 0, end: 0 };

/** Reads them; `known` are the paths of sums and modules.txt files that are read already. */
export function readOtherSums(tree: Tree, known: ReadonlySet<string>): OtherSums {
  const sources = createSources(tree);
  const sums: ReadSum[] = [];
  const folders: Unknown[] = [];
  for (const { path } of tree.entries) {
    if (known.has(path)) continue;
    if (path.endsWith("/vendor/modules.txt")) {
      const owner = path.slice(0, -"/vendor/modules.txt".length);
      if (isVendored.test(`${owner}/`) || !tree.entry(`${owner}/go.mod`)) continue;
      const reason = `go passes over this folder, and nothing below it was compared: breakwater verify ${owner}`;
      folders.push({ at: { file: `${owner}/vendor`, span: nothing }, reason, code: "left-out-vendor" });
      continue;
    }
    if (!path.endsWith(".sum") || isVendored.test(path)) continue;
    const base = path.slice(0, -".sum".length);
    if (!tree.entry(`${base}.mod`) && !(base.endsWith("go.work") && tree.entry(base))) continue;
    const sum = readSum(sources, path);
    if (sum) sums.push(sum);
  }
  return { sums, unknowns: [...sources.unknowns, ...folders] };
}

/**
 * The go.sum files besides those of the modules that a check looks at: below testdata and folders whose names start
 * with `_` or `.`, which `./...` passes over and a person does not, and beside the files that -modfile names.
 */
import { compareGoVersions } from "../../go/go-version.ts";
import { parseModFile } from "../../go/modfile/parse-mod-file.ts";
import { parseModulesTxt } from "../../go/modules-txt.ts";
import { createSources, type Sources } from "../sources.ts";
import type { Tree } from "../tree/tree.ts";
import type { Unknown } from "../unknown.ts";
import type { ReadSum, VendorFolder } from "./model.ts";
import { readSum } from "./read-sum.ts";

/** A vendor folder without a go.mod beside it: commands name another file by -modfile. */
export interface OtherVendor {
  /** Of the vendor folder; "" is the tree's root. */
  readonly folder: string;
  readonly vendor: VendorFolder;
  /** The highest of the .mod files beside it. */
  readonly goLine: string | undefined;
}

/** What is read; vendor folders that are not are unknown. */
export interface OtherSums {
  readonly sums: readonly ReadSum[];
  readonly vendors: readonly OtherVendor[];
  readonly unknowns: readonly Unknown[];
}

const isVendored = /(?:^|\/)vendor\//;
const isModulesTxt = /(?:^|\/)vendor\/modules\.txt$/;
/** `go` of go.sum and `go.work` of go.work.sum. */
const isGoFile = /(?:^|\/)go(?:\.work)?$/;
const modLimitBytes = 16 << 20;
const nothing = { start: 0, end: 0 };

/** Reads them; `known` are the paths of sums and modules.txt files that are read already. */
export function readOtherSums(tree: Tree, known: ReadonlySet<string>): OtherSums {
  const sources = createSources(tree);
  const sums: ReadSum[] = [];
  const vendors: OtherVendor[] = [];
  const folders: Unknown[] = [];
  for (const { path } of tree.entries) {
    if (known.has(path)) continue;
    if (isModulesTxt.test(path)) {
      const owner = path.replace(isModulesTxt, "");
      if (isVendored.test(`${owner}/`)) continue;
      const other = tree.entry(join(owner, "go.mod")) ? undefined : readOtherVendor(sources, owner);
      if (other) vendors.push(other);
      else {
        const file = join(owner, "vendor");
        const reason =
          "no go.mod that commands look at by themselves stands beside it, and it was not compared";
        folders.push({ at: { file, span: nothing }, reason, code: "left-out-vendor" });
      }
      continue;
    }
    if (!path.endsWith(".sum") || isVendored.test(path)) continue;
    const base = path.slice(0, -".sum".length);
    const isOfGo = isGoFile.test(base) ? tree.entry(base.replace(/go$/, "go.mod")) : isModFile(sources, base);
    if (!isOfGo) continue;
    const sum = readSum(sources, path);
    if (sum) sums.push(sum);
  }
  return { sums, vendors, unknowns: [...sources.unknowns, ...folders] };
}

/** Other programs have files of these endings, too. */
function isModFile(sources: Sources, base: string): boolean {
  const file = `${base}.mod`;
  const source = sources.tree.entry(file) ? sources.read(file, modLimitBytes) : undefined;
  return source !== undefined && parseModFile(source).module !== undefined;
}

function readOtherVendor(sources: Sources, folder: string): OtherVendor | undefined {
  const { tree } = sources;
  const mods = tree.list(folder).filter((path) => path.endsWith(".mod") && tree.entry(path));
  const file = join(folder, "vendor/modules.txt");
  const source = mods.length > 0 ? sources.read(file) : undefined;
  if (!source) return undefined;
  const goLines = mods.flatMap((path) => {
    const mod = sources.read(path, modLimitBytes);
    return mod ? (parseModFile(mod).go?.version ?? []) : [];
  });
  return {
    folder,
    vendor: {
      folder: join(folder, "vendor"),
      modules: { file, parsed: parseModulesTxt(source) },
      isIgnored: false,
    },
    goLine: goLines.toSorted(compareGoVersions).at(-1),
  };
}

function join(folder: string, name: string): string {
  return folder === "" ? name : `${folder}/${name}`;
}

/** One pass over a module zip answers everything that is asked of it: its hash, its extracted copy, its vendored copies. */

import { hashGoMod } from "../go/dirhash.ts";
import { compareTree, hasGoModCopies, type TreeFault } from "./compare-tree.ts";
import { compareVendor, type VendoredModule, type VendorFault } from "./compare-vendor.ts";
import { type ContentVisitor, hashContent } from "./hash-content.ts";
import type { FolderFiles } from "./module-content.ts";
import { type ModuleVersion, openModuleZip } from "./open-module-zip.ts";

/** A module zip and what is to be held against it. */
export interface ModuleUnderTest extends ModuleVersion {
  readonly zip: Uint8Array;
  /** Its extracted copy in the module cache; undefined when there is none. */
  readonly extracted: FolderFiles | undefined;
  readonly vendored: readonly VendoredModule[];
}

/** What a zip is, and how its copies differ from it; `reason` says why go would refuse the zip. */
export type ExaminedModule =
  | {
      readonly ok: true;
      readonly h1: string;
      readonly files: number;
      readonly sizeBytes: number;
      /** The `/go.mod` hash of its go.mod; undefined when it has none. */
      readonly goMod: string | undefined;
      readonly tree: readonly TreeFault[];
      /** In the order of `vendored`. */
      readonly vendored: readonly (readonly VendorFault[])[];
    }
  | { readonly ok: false; readonly reason: string };

/** Hashes a zip and compares its copies, reading each of its files once. */
export function examineModule({ zip, extracted, vendored, ...module }: ModuleUnderTest): ExaminedModule {
  const opened = openModuleZip(zip, module);
  if (!opened.ok) return opened;
  const tree = extracted && compareTree(extracted, { hasCopies: hasGoModCopies(module.path) });
  const copies = vendored.map(compareVendor);
  let goMod: string | undefined;
  const seeGoMod: ContentVisitor = (name, bytes) => {
    if (name === "go.mod") goMod = hashGoMod(bytes);
  };
  const visitors = [seeGoMod, ...[...(tree ? [tree] : []), ...copies].map(({ see }) => see)];
  const hashed = hashContent(opened.content, module, visitors);
  if (!hashed.ok) return hashed;
  return { ...hashed, goMod, tree: tree?.end() ?? [], vendored: copies.map((copy) => copy.end()) };
}

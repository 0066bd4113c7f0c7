/** A vendored copy of a local folder: a replacement by directory has no hash, so the folder itself is the measure. */
import { compareVendor, type VendoredModule, type VendorFault } from "./compare-vendor.ts";
import type { FolderFiles } from "./module-content.ts";

/** Compares a vendored copy with the folder that replaces its module; nested modules must not be in `source`. */
export function compareFolder(source: FolderFiles, vendored: VendoredModule): readonly VendorFault[] {
  const comparison = compareVendor(vendored);
  const faults: VendorFault[] = [];
  for (const { name, isRegular } of source.files) {
    const bytes = isRegular ? source.read(name) : { reason: "it is no regular file" };
    // The copy is read into the same buffer.
    if (!("reason" in bytes)) comparison.see(name, bytes.slice());
    else if (isRegular) faults.push({ kind: "unreadable", name, reason: bytes.reason });
  }
  return [...faults, ...comparison.end()];
}

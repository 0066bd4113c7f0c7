import type { Machine, OpenCopy } from "./machine.ts";
import type { Value } from "./value.ts";

/** The copy of unnamed files that may have put a go.mod into a folder or above it. */
export function openCopyAt({ openCopies = [] }: Machine, folder: Value): OpenCopy | undefined {
  if (folder.kind === "unknown") return openCopies[0];
  return openCopies.find(
    ({ path }) =>
      path === "/" || `${folder.text}/`.startsWith(`${path}/`) || path === `${folder.text}/go.mod`,
  );
}

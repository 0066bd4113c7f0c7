/** Where the directory on the right side of a replacement, or in a `use` line, lies. */
export type LocalTarget =
  /** Inside the tree; "" is its root. */
  | { readonly kind: "inside"; readonly folder: string }
  /** `../..` climbs out of the tree. */
  | { readonly kind: "above" }
  | { readonly kind: "absolute" };

/** Follows a directory path, as written in a go.mod or go.work of `folder`. */
export function localTarget(folder: string, path: string): LocalTarget {
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return { kind: "absolute" };
  const parts = folder === "" ? [] : folder.split("/");
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return { kind: "above" };
  }
  return { kind: "inside", folder: parts.join("/") };
}

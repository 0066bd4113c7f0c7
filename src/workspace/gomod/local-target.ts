/** Where the directory on the right side of a replacement, or in a `use` line, lies. */
export type LocalTarget =
  /** Inside the tree; "" is its root. */
  | { readonly kind: "inside"; readonly folder: string }
  /** `../..` climbs out of the tree, by this many folders. */
  | { readonly kind: "above"; readonly steps: number }
  | { readonly kind: "absolute" };

/** Follows a directory path, as written in a go.mod or go.work of `folder`. */
export function localTarget(folder: string, path: string): LocalTarget {
  if (/^(?:[/\\]|[A-Za-z]:)/.test(path)) return { kind: "absolute" };
  const parts = folder === "" ? [] : folder.split("/");
  let steps = 0;
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) steps++;
  }
  return steps > 0 ? { kind: "above", steps } : { kind: "inside", folder: parts.join("/") };
}

/** Whether a target lies outside of the repository that a tree belongs to; `prefix` is the tree's. */
export function leavesRepository(target: LocalTarget, prefix = ""): boolean {
  if (target.kind !== "above") return target.kind === "absolute";
  return target.steps > prefix.split("/").length - 1;
}

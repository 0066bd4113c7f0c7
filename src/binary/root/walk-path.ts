/** One step into a file system: what a name in a folder is. */
export type Step =
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "folder" }
  | { readonly kind: "other" }
  | undefined;

/** Why the kernel finds nothing by a path, in its words. */
export type WalkFailure =
  | "no such file or directory"
  | "not a directory"
  | "too many levels of symbolic links";

/** Where a path leads, and through which folders. */
export interface Walk {
  /** Absolute, without links; undefined where the path leads nowhere. */
  readonly path: string | undefined;
  readonly failure: WalkFailure | undefined;
  /** The folders that were searched, in order: whoever walks must be allowed to search each. */
  readonly searched: readonly string[];
}

const MAX_LINKS = 40;

/**
 * Follows a path as the kernel does (man path_resolution(7)): every link is resolved inside the root, which `..` never
 * leaves; what a name lies in, and what a slash stands behind, must be a folder.
 */
export function walkPath(path: string, stepInto: (path: string) => Step): Walk {
  const searched: string[] = [];
  const failed = (failure: WalkFailure): Walk => ({ path: undefined, failure, searched });
  let names = partsOf(path);
  let at: string[] = [];
  let isFolder = true;
  for (let links = 0; names.length > 0; ) {
    const [name = "", ...rest] = names;
    names = rest;
    if (!isFolder) return failed("not a directory");
    searched.push(`/${at.join("/")}`);
    if (name === ".") continue;
    if (name === "..") {
      at = at.slice(0, -1);
      continue;
    }
    const step = stepInto(`/${[...at, name].join("/")}`);
    if (!step) return failed("no such file or directory");
    if (step.kind !== "link") {
      at = [...at, name];
      isFolder = step.kind === "folder";
      continue;
    }
    if (++links > MAX_LINKS) return failed("too many levels of symbolic links");
    if (step.target.startsWith("/")) at = [];
    names = [...partsOf(step.target), ...names];
  }
  return { path: `/${at.join("/")}`, failure: undefined, searched };
}

/** A slash at the end asks for a folder, as a dot behind it does. */
function partsOf(path: string): string[] {
  const parts = path.split("/").filter((part) => part !== "");
  return path.endsWith("/") ? [...parts, "."] : parts;
}

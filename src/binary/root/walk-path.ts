/** One step into a file system: what a name in a folder is. */
export type Step =
  | { readonly kind: "link"; readonly target: string }
  | { readonly kind: "other" }
  | undefined;

const MAX_LINKS = 40;

/**
 * The absolute path behind a path, with every link resolved inside the root; `..` never leaves it.
 * Undefined where nothing is, or where links go round.
 */
export function walkPath(path: string, stepInto: (path: string) => Step): string | undefined {
  let names = partsOf(path);
  let at: string[] = [];
  for (let links = 0; names.length > 0; ) {
    const [name = "", ...rest] = names;
    names = rest;
    if (name === "..") {
      at = at.slice(0, -1);
      continue;
    }
    const step = stepInto(`/${[...at, name].join("/")}`);
    if (!step) return undefined;
    if (step.kind === "other") {
      at = [...at, name];
      continue;
    }
    if (++links > MAX_LINKS) return undefined;
    if (step.target.startsWith("/")) at = [];
    names = [...partsOf(step.target), ...names];
  }
  return `/${at.join("/")}`;
}

function partsOf(path: string): string[] {
  return path.split("/").filter((part) => part !== "" && part !== ".");
}

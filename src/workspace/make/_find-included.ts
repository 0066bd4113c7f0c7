import type { Tree } from "../tree/tree.ts";

/** Files that an `include` names, from the folder where make runs; `*`, `?` and `[…]` match inside the tree. */
export function findIncluded(tree: Tree, folder: string, pattern: string): readonly string[] {
  const path = normalize(folder + pattern);
  if (path === undefined || pattern.startsWith("/")) return [];
  if (!/[*?[]/.test(path)) return tree.entry(path) ? [path] : [];
  const steps = path.split("/").map(compileStep);
  return tree.entries.map((entry) => entry.path).filter((candidate) => matches(steps, candidate));
}

function normalize(path: string): string | undefined {
  const parts: string[] = [];
  for (const part of path.split("/")) {
    if (part === "" || part === ".") continue;
    if (part !== "..") parts.push(part);
    else if (parts.pop() === undefined) return undefined;
  }
  return parts.join("/");
}

type Step = (name: string) => boolean;

function compileStep(step: string): Step {
  if (!/[*?[]/.test(step)) return (name) => name === step;
  const pieces = step.split("*");
  // A few stars are names people write; many would make matching slow.
  if (pieces.length > 6) return () => false;
  const source = pieces.map(compilePiece).join("[^/]*");
  const pattern = safePattern(`^${source}$`);
  const showsHidden = step.startsWith(".");
  return (name) => pattern !== undefined && (showsHidden || !name.startsWith(".")) && pattern.test(name);
}

function compilePiece(piece: string): string {
  return piece.replace(/\[[^\]]*\]|[\\^$.|?*+(){}[\]]/g, (found) => {
    if (found === "?") return "[^/]";
    return found.length > 1 ? found.replace(/^\[!/, "[^").replaceAll("\\", "\\\\") : `\\${found}`;
  });
}

function safePattern(source: string): RegExp | undefined {
  try {
    return new RegExp(source);
  } catch {
    return undefined;
  }
}

function matches(steps: readonly Step[], path: string): boolean {
  const names = path.split("/");
  return names.length === steps.length && names.every((name, index) => steps[index]?.(name) === true);
}

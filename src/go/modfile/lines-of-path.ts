/** Lines of a module file by module path: a go.mod may have 100,000 of them, and rules ask about each. */
import type { Exclude, Replace, Require } from "./model.ts";

const indexes = new WeakMap<readonly unknown[], ReadonlyMap<string, readonly unknown[]>>();

/** The lines that require a module, in their order. */
export function requiresOf(mod: { readonly requires: readonly Require[] }, path: string): readonly Require[] {
  return linesOf(mod.requires, path, (line) => line.path);
}

/** The lines that replace a module or single versions of it, in their order. */
export function replacesOf(mod: { readonly replaces: readonly Replace[] }, path: string): readonly Replace[] {
  return linesOf(mod.replaces, path, (line) => line.oldPath);
}

/** The lines that exclude versions of a module, in their order. */
export function excludesOf(mod: { readonly excludes: readonly Exclude[] }, path: string): readonly Exclude[] {
  return linesOf(mod.excludes, path, (line) => line.path);
}

function linesOf<Line>(
  lines: readonly Line[],
  path: string,
  pathOf: (line: Line) => string,
): readonly Line[] {
  // What an array was indexed to are its own lines.
  const known = indexes.get(lines) as ReadonlyMap<string, readonly Line[]> | undefined;
  const index = known ?? groupLines(lines, pathOf);
  if (!known) indexes.set(lines, index);
  return index.get(path) ?? [];
}

function groupLines<Line>(
  lines: readonly Line[],
  pathOf: (line: Line) => string,
): ReadonlyMap<string, readonly Line[]> {
  const groups = new Map<string, Line[]>();
  for (const line of lines) {
    const path = pathOf(line);
    const group = groups.get(path);
    if (group) group.push(line);
    else groups.set(path, [line]);
  }
  return groups;
}

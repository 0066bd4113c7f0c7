import { matchesWildcard, type WildcardStep } from "../../text/wildcard.ts";
import type { Tree } from "../tree/tree.ts";

/** Files that an `include` names, from the folder where make runs; `*`, `?` and `[…]` match inside the tree. */
export function findIncluded(tree: Tree, folder: string, pattern: string): readonly string[] {
  const path = normalize(folder + pattern);
  if (path === undefined || pattern.startsWith("/")) return [];
  if (!/[*?[]/.test(path)) return tree.entry(path) ? [path] : [];
  const steps = path.split("/").map(compileStep);
  return tree.entries.map((entry) => entry.path).filter((candidate) => matches(steps, candidate));
}

/** Files and folders that a pattern of `$(wildcard …)` matches; undefined for a path out of the tree. */
export function findMatching(tree: Tree, folder: string, pattern: string): readonly string[] | undefined {
  const [, start = "", rest = ""] = /^((?:\.\/+)*)(.*)$/s.exec(pattern) ?? [];
  if (rest === "" || /^[/~]|(?:^|\/)\.\.?(?:\/|$)|\/\/|\\/.test(rest)) return undefined;
  const isFolder = rest.endsWith("/");
  const path = folder + rest.replace(/\/$/, "");
  const depth = path.split("/").length;
  const isThere = (found: string): boolean =>
    tree.hasFolder(found) || (!isFolder && tree.entry(found) !== undefined);
  const written = (found: string): string => `${start}${found.slice(folder.length)}${isFolder ? "/" : ""}`;
  if (!/[*?[]/.test(path)) return isThere(path) ? [written(path)] : [];
  const steps = path.split("/").map(compileStep);
  const paths = new Set<string>();
  for (const entry of tree.entries) {
    if (!entry.path.startsWith(folder)) continue;
    const parts = entry.path.split("/");
    if (parts.length < depth || (isFolder && parts.length === depth)) continue;
    const found = parts.slice(0, depth).join("/");
    if (!paths.has(found) && matches(steps, found)) paths.add(found);
  }
  return [...paths].map(written).sort();
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
  const steps = wildcardOf(step);
  const showsHidden = step.startsWith(".");
  return (name) => (showsHidden || !name.startsWith(".")) && matchesWildcard(steps, name);
}

function wildcardOf(step: string): readonly WildcardStep[] {
  return [...step.matchAll(/\[([!^]?)([^\]]+)\]|\*+|\?|[^[*?]+|\[/g)].map(
    ([token, not, members]): WildcardStep => {
      if (members !== undefined) return { kind: "one", takes: classOf(members, not !== "") };
      if (token.startsWith("*")) return { kind: "run", takes: isNoSlash };
      return token === "?" ? { kind: "one", takes: isNoSlash } : { kind: "text", text: token };
    },
  );
}

function isNoSlash(character: string): boolean {
  return character !== "/";
}

/** A bracket expression: characters and ranges. */
function classOf(members: string, isNegated: boolean): (character: string) => boolean {
  const ranges = [...members.matchAll(/([\s\S])-([\s\S])|[\s\S]/g)].map(([one, from = one, to = one]) => ({
    from,
    to,
  }));
  return (character) =>
    isNoSlash(character) && ranges.some(({ from, to }) => from <= character && character <= to) !== isNegated;
}

function matches(steps: readonly Step[], path: string): boolean {
  const names = path.split("/");
  return names.length === steps.length && names.every((name, index) => steps[index]?.(name) === true);
}

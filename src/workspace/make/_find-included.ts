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

import type { Place, Span } from "../text/span.ts";
import type { Tree } from "./tree/tree.ts";
import type { Unknown } from "./unknown.ts";

/** What models have in common; a problem carries its own place where a model is made of several files. */
export interface ProblemHolder {
  readonly file: string;
  readonly problems?: readonly {
    readonly span?: Span;
    readonly at?: Place;
    readonly file?: string;
    readonly reason: string;
    readonly code?: string;
  }[];
}

/** A file with more problems than this is broken as a whole: each further one says nothing new. */
const maxPerModel = 100;

/** The problems of a model as unknowns, the first hundred of them; those without a code of their own mean that text could not be parsed. */
export function unknownsOfModel({ file, problems = [] }: ProblemHolder): readonly Unknown[] {
  const shown = problems
    .slice(0, maxPerModel)
    .map(({ at, file: own = file, span = { start: 0, end: 0 }, reason, code = "broken-file" }) => ({
      at: at ?? { file: own, span },
      reason,
      code,
    }));
  const left = problems.length - shown.length;
  const last = shown.at(-1);
  if (left === 0 || !last) return shown;
  const rest = {
    at: last.at,
    reason: `${left} more parts of the file cannot be read`,
    code: "more-problems",
  };
  return [...shown, rest];
}

/** What a tree itself could not read: folders, git's index. */
export function unknownsOfTree(tree: Tree): readonly Unknown[] {
  return tree.problems.map(({ path, reason }) => ({
    at: { file: path, span: { start: 0, end: 0 } },
    reason,
    code: "unreadable-file",
  }));
}

/** The unknowns without those that say the same of the same place twice. */
export function distinctUnknowns(unknowns: readonly Unknown[]): readonly Unknown[] {
  const distinct = new Map<string, Unknown>();
  for (const unknown of unknowns) {
    const { at, code } = unknown;
    const key = `${at.file}\0${at.span.start}\0${at.span.end}\0${code}`;
    if (!distinct.has(key)) distinct.set(key, unknown);
  }
  return [...distinct.values()];
}

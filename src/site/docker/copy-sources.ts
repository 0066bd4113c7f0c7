/** What the source of a COPY or ADD names in the build context: wildcards as Go's filepath.Match reads them. */
import { matchesWildcard, type WildcardStep } from "../../text/wildcard.ts";
import type { Tree } from "../../workspace/tree/tree.ts";
import { normalizePath } from "../shell/join-folder.ts";

export interface CopySource {
  /** File or folder of the tree; "" is its root. */
  readonly path: string;
  readonly isFile: boolean;
  /** Where it goes below the target; "" for a folder, whose contents go to the target itself. */
  readonly below: string;
  /** Whether a wildcard found it: then the target is a folder. */
  readonly isMatched: boolean;
}

/** Files and folders of the tree that a source stands for; undefined when they cannot be told. */
export function copySources(
  source: string,
  context: string,
  tree: Tree,
  keepsParents = false,
): readonly CopySource[] | undefined {
  if (/:\/\/|^git@/.test(source)) return undefined;
  const isPattern = /[*?[\\]/.test(source);
  const paths = isPattern
    ? pathsOfPattern(source, context, tree, keepsParents)
    : [normalizePath(`${context}/${source}`, false)].filter(
        (path) => path === "" || tree.entry(path) !== undefined || tree.hasFolder(path),
      );
  // With --parents a `/./` in the source says where the kept folders begin.
  const pivot = /^(.*?)\/\.\//.exec(`/${source}`)?.[1] ?? "";
  const kept = normalizePath(`${context}/${pivot}`, false);
  return paths?.map((path) => {
    const isFile = tree.entry(path) !== undefined && !tree.hasFolder(path);
    const parents = kept === "" ? path : path.slice(kept.length + 1);
    const name = isFile ? path.slice(path.lastIndexOf("/") + 1) : "";
    return { path, isFile, below: keepsParents ? parents : name, isMatched: isPattern || keepsParents };
  });
}

function pathsOfPattern(
  source: string,
  context: string,
  tree: Tree,
  keepsParents: boolean,
): readonly string[] | undefined {
  let paths: readonly string[] = [context];
  for (const part of normalizePath(source, false).split("/")) {
    if (part === "**" && keepsParents) {
      paths = paths.flatMap((path) => withFoldersBelow(path, tree));
      continue;
    }
    const pattern = patternOf(part);
    if (!pattern) return undefined;
    paths = paths.flatMap((folder) =>
      tree.list(folder).filter((path) => matchesWildcard(pattern, path.slice(path.lastIndexOf("/") + 1))),
    );
  }
  return paths;
}

function withFoldersBelow(folder: string, tree: Tree): readonly string[] {
  const folders = tree.list(folder).filter((path) => tree.hasFolder(path));
  return [folder, ...folders.flatMap((path) => withFoldersBelow(path, tree))];
}

/** One part of a path as a pattern; undefined where Go finds it malformed. Source: path/filepath Match. */
function patternOf(part: string): readonly WildcardStep[] | undefined {
  const steps: WildcardStep[] = [];
  let rest = part;
  while (rest !== "") {
    const piece = /^(?:\[(\^?)((?:\\.|[^\]\\])+)\]|\\(.)|\*+|\?|[^\\[])/su.exec(rest);
    if (!piece) return undefined;
    const [whole, not, members, escaped] = piece;
    const takes = members === undefined ? isAny : classOf(members, not !== "");
    if (!takes) return undefined;
    if (members !== undefined || whole === "?") steps.push({ kind: "one", takes });
    else if (whole.startsWith("*")) steps.push({ kind: "run", takes });
    else steps.push({ kind: "text", text: escaped ?? whole });
    rest = rest.slice(whole.length);
  }
  return steps;
}

function isAny(): boolean {
  return true;
}

/** The members of a bracket expression; undefined where a range has no end. */
function classOf(members: string, isNegated: boolean): ((character: string) => boolean) | undefined {
  const ranges: { readonly from: string; readonly to: string }[] = [];
  let rest = members;
  while (rest !== "") {
    const range = /^(\\.|[^\\-])(?:-(\\.|[^\\-]))?/su.exec(rest);
    if (!range?.[1]) return undefined;
    const from = range[1].slice(-1);
    const to = (range[2] ?? range[1]).slice(-1);
    ranges.push({ from, to });
    rest = rest.slice(range[0].length);
  }
  return (character) => ranges.some(({ from, to }) => from <= character && character <= to) !== isNegated;
}

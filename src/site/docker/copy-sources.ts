/** What the source of a COPY or ADD names in the build context: wildcards as Go's filepath.Match reads them. */
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
      tree.list(folder).filter((path) => pattern.test(path.slice(path.lastIndexOf("/") + 1))),
    );
  }
  return paths;
}

function withFoldersBelow(folder: string, tree: Tree): readonly string[] {
  const folders = tree.list(folder).filter((path) => tree.hasFolder(path));
  return [folder, ...folders.flatMap((path) => withFoldersBelow(path, tree))];
}

/** One part of a path as a pattern; undefined where Go finds it malformed. */
function patternOf(part: string): RegExp | undefined {
  let text = "";
  let rest = part;
  while (rest !== "") {
    const piece = /^(?:\[(\^?)((?:\\.|[^\]\\])+)\]|\\(.)|\*+|\?|[^\\[])/u.exec(rest);
    if (!piece) return undefined;
    const [whole, not, members, escaped] = piece;
    if (members !== undefined) text += `[${not}${members.replace(/\\.|[[\]^&]/gu, quoteMember)}]`;
    else if (escaped !== undefined) text += quote(escaped);
    else if (whole.startsWith("*")) text += ".*";
    else text += whole === "?" ? "." : quote(whole);
    rest = rest.slice(whole.length);
  }
  try {
    return new RegExp(`^${text}$`, "su");
  } catch {
    return undefined;
  }
}

function quoteMember(member: string): string {
  return `\\${member.slice(-1)}`.replace(/^\\(?=[\w&])/, "");
}

function quote(character: string): string {
  return character.replace(/[.*+?^$()|{}[\]\\/]/, "\\$&");
}

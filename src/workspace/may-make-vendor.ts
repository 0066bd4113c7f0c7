/** Whether anything in a repository may make a folder `vendor` that is not committed. */
import { buildFilesMention } from "./build-files-mention.ts";
import { isSubmodule } from "./gomod/is-submodule.ts";
import { isForeignPath } from "./is-foreign-path.ts";
import { withoutRemarks } from "./without-remarks.ts";
import type { Workspace } from "./workspace.ts";

/** `go mod vendor`, also as a list of words. */
const vendors = /\b(?:mod|work)["',\s]{1,9}vendor\b/;

/** What made it before modules did. */
const otherTools =
  /\b(?:dep ensure|glide (?:i|in|install|up|update)|govendor|godep restore|gvt|vndr|modvendor)\b/;

/** A command that puts files somewhere, with the folder or an archive of it behind it on its line. */
const puts =
  /(?<![\w.])(?:cp|mv|ln|rsync|tar|bsdtar|unzip|7z|mkdir|curl|wget|COPY|ADD|git (?:\S{1,200} ){0,4}(?:clone|checkout|worktree|read-tree|subtree|submodule|pull|lfs)|docker cp|aws|gsutil|rclone|oras|[xX][cC]opy|robocopy|\w+-(?:Item|Archive)|[\w./-]{0,80}(?:restore|download|fetch|extract|unpack|sync)[\w.-]*)\s(?:.{0,400}(?<![\w.-]))?(?:vendor(?![\w.-])|[\w.-]*vendor[\w.-]*\.(?:tar|tgz|txz|zip))/;

/** A target of make for it, whatever its recipe starts. */
const target = /^(?:\S*\/)?vendor(?:\/modules\.txt)?[ \t]*:(?!=)[^\n]*\n\t[@-]*[^\s@-]/m;

const mounts =
  /--mount=\S{0,200}(?:target|dst|destination)=\S{0,200}\bvendor\b|(?:-v|--volume)[ =]\S{0,200}:\S{0,200}\/vendor\b/;

/**
 * A command that makes the folder or fetches it, a step that restores it, a submodule or a link. A word in a comment
 * or in an `echo` makes nothing.
 */
export function mayMakeVendor(
  workspace: Pick<Workspace, "tree" | "source" | "scripts">,
  folder: string,
): boolean {
  const { tree, source } = workspace;
  return (
    tree.entry(folder)?.linkTarget !== undefined ||
    isSubmodule(tree, folder) ||
    buildFilesMention(workspace, { test: makesVendor }) ||
    tree.entries.some(
      ({ path, sizeBytes }) =>
        /\.ya?ml$/.test(path) &&
        sizeBytes < 1 << 20 &&
        !isForeignPath(path) &&
        restoresVendor(withoutRemarks(path, source(path)?.text ?? "")),
    )
  );
}

function makesVendor(text: string): boolean {
  if (otherTools.test(text) || target.test(text)) return true;
  return text
    .split("\n")
    .some((line) => line.includes("vendor") && [vendors, puts, mounts].some((pattern) => pattern.test(line)));
}

/** A longer line is no path. */
const longestPath = 500;

/** A path below a key of a cache or an artifact: `path: vendor`, or an item of `paths:`. */
function restoresVendor(text: string): boolean {
  if (!text.includes("vendor")) return false;
  const lines = text.split("\n");
  return lines.some((line, index) => {
    if (line.length > longestPath || !line.includes("vendor")) return false;
    const item =
      /^\s*(?:-\s+)?(?:([\w-]+):\s+)?(?:\[(?:.*[\s,"'])?|["'])?(?:[^\s:]*\/)?vendor\/?[*"'\],\s]*$/.exec(
        line,
      );
    if (!item) return false;
    const keys = [item[1] ?? "", ...keysAbove(lines, index)];
    return keys.some((key) => storing.test(key)) && !keys.some((key) => choosing.test(key));
  });
}

const storing = /^(?:paths?|caches?|artifacts|volumes|mounts?|root|at)$/i;

/** Keys whose paths say what a file or job is looked at for, and store nothing. */
const choosing =
  /exclu|ignore|skip|^(?:on|push|pull_request|pull_request_target|rules|only|changes|filters?)$/i;

/** A key further up holds more than a list of paths. */
const mostLinesAbove = 200;

/** The keys that hold a line, by their indentation. */
function keysAbove(lines: readonly string[], index: number): readonly string[] {
  const keys: string[] = [];
  let least = indentOf(lines[index] ?? "");
  let isItem = /^\s*-\s/.test(lines[index] ?? "");
  for (let above = index - 1; above >= Math.max(0, index - mostLinesAbove); above--) {
    const line = lines[above] ?? "";
    const own = indentOf(line);
    const key = /^\s*(?:-\s+)?["']?([\w-]+)["']?:/.exec(line)?.[1];
    if (key === undefined || own > least || (own === least && !(isItem && /:\s*$/.test(line)))) continue;
    keys.push(key);
    least = own;
    isItem = /^\s*-\s/.test(line);
  }
  return keys;
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

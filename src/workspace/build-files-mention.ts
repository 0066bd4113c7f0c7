import { isForeignPath } from "./is-foreign-path.ts";
import { systemOfPath } from "./unread/system-of-path.ts";
import { withoutRemarks } from "./without-remarks.ts";
import type { Workspace } from "./workspace.ts";

const buildFile =
  /(?:^|\/)(?:[Mm]akefile|GNUmakefile|[^/]*[Dd]ockerfile[^/]*|magefile[^/]*|\.envrc|\.env)$|\.(?:mk|mak|make|sh|bash|bat|ps1|ya?ml|toml|py|rb)$/;

/**
 * Whether any file that may hold build commands or their settings matches a pattern (or another test), also where it resolves to no
 * site: for rules that must not speak when somebody may do what they miss. Comments and what `echo` prints do nothing.
 */
export function buildFilesMention(
  { tree, source, scripts }: Pick<Workspace, "tree" | "source" | "scripts">,
  pattern: Pick<RegExp, "test">,
): boolean {
  const scriptFiles = new Set(scripts.map(({ file }) => file));
  return tree.entries.some(
    ({ path, sizeBytes }) =>
      (buildFile.test(path) || scriptFiles.has(path) || systemOfPath(path) !== undefined) &&
      sizeBytes < 1 << 20 &&
      !isForeignPath(path) &&
      pattern.test(withoutRemarks(path, source(path)?.text ?? "")),
  );
}

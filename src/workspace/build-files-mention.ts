import { isForeignPath } from "./is-foreign-path.ts";
import { systemOfPath } from "./unread/system-of-path.ts";
import type { Workspace } from "./workspace.ts";

const buildFile =
  /(?:^|\/)(?:[Mm]akefile|GNUmakefile|[^/]*[Dd]ockerfile[^/]*|magefile[^/]*|\.envrc|\.env)$|\.(?:mk|mak|make|sh|bash|bat|ps1|ya?ml|toml)$/;

/**
 * Whether any file that may hold build commands or their settings matches a pattern, also where it resolves to no
 * site: for rules that must not speak when somebody may do what they miss.
 */
export function buildFilesMention(
  { tree, source }: Pick<Workspace, "tree" | "source">,
  pattern: RegExp,
): boolean {
  return tree.entries.some(
    ({ path, sizeBytes }) =>
      (buildFile.test(path) || systemOfPath(path) !== undefined) &&
      sizeBytes < 1 << 20 &&
      !isForeignPath(path) &&
      pattern.test(source(path)?.text ?? ""),
  );
}

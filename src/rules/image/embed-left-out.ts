import { embedPatterns } from "../../go/embed-patterns.ts";
import { filesOfCommand } from "../../site/docker/files-of-command.ts";
import { packageClosure } from "../../site/package-closure.ts";
import { matchesPath } from "../../text/glob.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "image/embed-left-out",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["image-embed-left-out"],
  summary:
    ".dockerignore keeps files out of the context that a //go:embed line asks for: the build in the image stops.",
  why: "A //go:embed pattern must match at least one file where go build runs. On the developer's disk it does, in the image it does not.",
  remedy: "Bring the files back with a line that starts with ! at the end of .dockerignore.",
  reads: "site",

  *check(site, { workspace }) {
    if (site.kind !== "dockerfile-stage") return;
    for (const command of site.commands) {
      if (!/^(?:build|install|test|run|vet)$/.test(command.subcommand)) continue;
      const files = filesOfCommand(site, command, workspace);
      const closure = files && packageClosure(command, workspace);
      for (const file of closure?.files ?? []) {
        if (!files || !file.imports.some(({ path }) => path === "embed")) continue;
        const inImage = files.locate(file.path)?.replace(/\/[^/]*$/, "");
        if (inImage === undefined) continue;
        for (const { pattern, span } of embedPatterns(workspace.source(file.path)?.text ?? "")) {
          const wanted = file.folder === "" ? pattern : `${file.folder}/${pattern}`;
          const matches = matchesOf(wanted, workspace);
          const isLost = (path: string): boolean =>
            files.isLeftOut(path) &&
            files.has(`${inImage}/${path.slice(file.folder === "" ? 0 : file.folder.length + 1)}`) === "no";
          if (matches.length === 0 || !matches.every(isLost)) continue;
          yield {
            at: { file: file.path, span },
            message: `"go ${command.subcommand}" in ${site.title} stops: pattern ${pattern}: no matching files found, because .dockerignore leaves out ${matches.length === 1 ? matches[0] : `all ${matches.length} files`}`,
            evidence: [{ at: command.at, shows: "this command builds it in the image" }],
            cause: `${wanted} left out`,
          };
        }
      }
    }
  },
});

const matches = new WeakMap<Workspace, Map<string, readonly string[]>>();

/** Files that a pattern embeds; every command of every stage compiles the same ones. */
function matchesOf(wanted: string, workspace: Workspace): readonly string[] {
  const known = matches.get(workspace) ?? new Map<string, readonly string[]>();
  matches.set(workspace, known);
  const existing = known.get(wanted);
  if (existing) return existing;
  const found = workspace.tree.entries
    .map(({ path }) => path)
    .filter((path) => path === wanted || path.startsWith(`${wanted}/`) || matchesPath(wanted, path));
  known.set(wanted, found);
  return found;
}

import { isUnder } from "../../text/path-parts.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { moduleOfFolder } from "../../workspace/gomod/module-of-folder.ts";
import { workspaceMembers } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/required-only-by-workspace",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["modules-required-only-by-workspace"],
  summary:
    "A module imports another module of the workspace without requiring it: it builds only where go.work is in effect.",
  why:
    "In a workspace the used modules find each other without require lines. Who imports the module, or builds it with " +
    "GOWORK=off or without go.work, has no such help.",
  remedy: "Add the requirement to go.mod.",
  reads: "workspace",

  *check(workspace, { workspace: { modules, goFiles }, sites }) {
    const members = workspaceMembers(modules, workspace).filter(({ mod }) => mod.problems.length === 0);
    const reported = new Set<string>();
    for (const file of goFiles) {
      const module = moduleOfFolder(modules, file.folder);
      if (!module || !members.includes(module) || file.isTest || file.constraint) continue;
      for (const { path, span } of file.imports) {
        const provider = longest(members, path);
        const owner = provider?.mod.module?.path;
        if (!provider || provider === module || owner === undefined) continue;
        const own = module.mod.requires.some((required) => isUnder(path, required.path));
        const key = `${module.file} ${provider.file}`;
        if (own || reported.has(key)) continue;
        reported.add(key);
        const alone = sites
          .flatMap(({ title, commands }) => commands.map((command) => ({ title, command })))
          .find(
            ({ command }) =>
              command.module === module &&
              command.workspace === undefined &&
              /^(?:build|install|test|vet)$/.test(command.subcommand),
          );
        yield {
          at: { file: file.path, span },
          message: `${alone ? `${alone.title} stops, because it builds ${module.file} without ${workspace.file}` : `${module.file} builds only with ${workspace.file}`}: no required module provides package ${path}`,
          remedy: `Require ${owner} in ${module.file}`,
          evidence: [
            {
              at: { file: provider.file, span: provider.mod.module?.span ?? { start: 0, end: 0 } },
              shows: "the module that provides it",
            },
            ...(alone ? [{ at: alone.command.at, shows: "this command runs without the workspace" }] : []),
          ],
          ...(alone ? { harm: "S2" as const } : {}),
          cause: key,
        };
      }
    }
  },
});

function longest(members: readonly GoModule[], path: string): GoModule | undefined {
  let found: GoModule | undefined;
  for (const member of members) {
    const own = member.mod.module?.path;
    if (own === undefined || !isUnder(path, own)) continue;
    if (own.length > (found?.mod.module?.path.length ?? 0)) found = member;
  }
  return found;
}

import { replacesOf, requiresOf } from "../../go/modfile/lines-of-path.ts";
import { workspaceMembers } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";

/** Commands whose result holds the replaced code. */
const compiles = /^(?:build|install|run|test|vet|list)$/;

export default defineRule({
  id: "modules/replace-only-in-workspace",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["modules-replace-only-in-workspace"],
  summary:
    "A replacement stands in go.work only, and a site builds without the workspace: it gets the original code.",
  why:
    "A replace line in go.work holds only while go.work is in effect. With GOWORK=off, or in an image that was given " +
    "go.mod alone, the same module is built with other code and nothing says so.",
  remedy: "Put the replacement into go.mod as well, or build with the workspace everywhere.",
  reads: "workspace",

  *check(workspace, { workspace: { modules }, sites }) {
    const { file, work } = workspace;
    if (work.replaces.length === 0) return;
    const members = workspaceMembers(modules, workspace);
    for (const { oldPath, oldVersion, newPath, newVersion, span } of work.replaces) {
      for (const module of members) {
        const [required] = requiresOf(module.mod, oldPath);
        if (!required || (oldVersion !== undefined && oldVersion !== required.version)) continue;
        if (replacesOf(module.mod, oldPath).length > 0) continue;
        const outside = sites
          .flatMap(({ id, title, commands }) => commands.map((command) => ({ id, title, command })))
          .find(
            ({ command }) =>
              command.module === module &&
              command.workspace === undefined &&
              compiles.test(command.subcommand) &&
              (command.mode.value === "readonly" || command.mode.value === "mod"),
          );
        if (!outside) continue;
        const right = newVersion === undefined ? newPath : `${newPath} ${newVersion}`;
        yield {
          at: { file, span },
          message: `${outside.title} builds ${module.file} without this workspace, so with ${oldPath} ${required.version} and not with ${right}: no line of ${module.file} replaces it`,
          evidence: [
            {
              at: outside.command.at,
              shows: `"go ${outside.command.subcommand}" runs without the workspace`,
            },
            { at: { file: module.file, span: required.span }, shows: "the module requires it" },
          ],
          site: outside.id,
          cause: `${oldPath} in ${file}`,
        };
        break;
      }
    }
  },
});

import { filesOfCommand } from "../../site/docker/files-of-command.ts";
import { isVersionedCall } from "../../site/is-versioned-call.ts";
import { normalizePath } from "../../site/shell/join-folder.ts";
import { defineRule } from "../rule.ts";

const readsModules =
  /^(?:build|install|test|run|vet|list|generate|mod download|mod graph|mod verify|work sync)$/;

export default defineRule({
  id: "image/workspace-member-not-copied",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["image-workspace-member-not-copied"],
  summary: "A stage runs go with a go.work whose modules are not all in the image: the step stops.",
  why: "go loads every module that go.work uses before it does anything else, also those that the build does not need.",
  remedy: "COPY the go.mod of each member before this step, or set GOWORK=off in the image.",
  reads: "site",

  *check(site, { workspace }) {
    for (const command of site.commands) {
      if (!readsModules.test(command.subcommand) || isVersionedCall(command)) continue;
      if (command.environment.goSetting("GOWORK")) continue;
      const files = filesOfCommand(site, command, workspace);
      const work = workspace.workspaces.find(({ file }) => isAbove(files?.locate(file), files?.folder));
      const workFile = work && files?.locate(work.file);
      if (!files || !work || !workFile || files.has(workFile) !== "yes") continue;
      const root = workFile.slice(0, -"/go.work".length);
      const missing = work.work.uses.find(
        (use) => !use.path.startsWith("/") && files.has(normalizePath(`${root}/${use.path}/go.mod`)) === "no",
      );
      if (!missing) continue;
      const name = normalizePath(missing.path, false) || ".";
      yield {
        at: command.at,
        message: `"go ${command.subcommand}" stops in this stage: cannot load module ${name} listed in go.work file: open ${normalizePath(`${name}/go.mod`, false)}: no such file or directory`,
        evidence: [{ at: { file: work.file, span: missing.span }, shows: "this line uses the module" }],
        cause: `${site.at.file} ${missing.path}`,
      };
      return;
    }
  },
});

/** Whether go finds the file from the working directory upwards. */
function isAbove(file: string | undefined, folder: string | undefined): boolean {
  return (
    file !== undefined && folder !== undefined && `${folder}/`.startsWith(file.slice(0, -"go.work".length))
  );
}

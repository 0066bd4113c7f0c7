import { isPackageOf } from "../../go/is-package-of.ts";
import { requiresOf } from "../../go/modfile/lines-of-path.ts";
import { filesOfCommand } from "../../site/docker/files-of-command.ts";
import { isVersionedCall } from "../../site/is-versioned-call.ts";
import { packageClosure } from "../../site/package-closure.ts";
import { normalizePath } from "../../site/shell/join-folder.ts";
import { defineRule } from "../rule.ts";

/** The last three read every module, the others those of the packages that they compile; go list and go mod tidy may pass. */
const readsModules = /^(?:build|install|test|run|vet|mod download|mod verify|mod graph)$/;

export default defineRule({
  id: "image/replace-target-not-copied",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["image-replace-target-not-copied"],
  summary: "A stage runs go before the folder that a replace line names is in the image: the step stops.",
  why:
    "go mod download reads the go.mod of every required module, also of one that a replace line takes from a folder; a " +
    "build reads those of the packages that it compiles. A layer in the cache can hide the fault until somebody builds " +
    "without it.",
  remedy: "COPY the go.mod of the folder before this step, or the whole folder.",
  reads: "site",

  *check(site, { workspace }) {
    for (const command of site.commands) {
      const { module } = command;
      if (!readsModules.test(command.subcommand) || isVersionedCall(command)) continue;
      if (!module || command.workspace || command.mode.value === "vendor") continue;
      if (
        command.subcommand === "mod download" &&
        command.arguments.some(({ text }) => !text.startsWith("-"))
      )
        continue;
      const files = filesOfCommand(site, command, workspace);
      const modFile = files?.locate(module.file);
      if (!files || modFile === undefined) continue;
      const root = modFile.slice(0, -"/go.mod".length);
      // A build reads only the modules that its packages import; the module commands read all of them.
      const closure = command.subcommand.startsWith("mod ") ? undefined : packageClosure(command, workspace);
      if (!closure && !command.subcommand.startsWith("mod ")) continue;
      for (const replace of module.mod.replaces) {
        if (!replace.isLocal || replace.newPath.startsWith("/")) continue;
        const isUsed = requiresOf(module.mod, replace.oldPath).some(
          ({ version }) => (replace.oldVersion ?? version) === version,
        );
        if (!isUsed) continue;
        if (closure && ![...closure.imports.keys()].some((path) => isPackageOf(path, replace.oldPath)))
          continue;
        const target = normalizePath(`${root}/${replace.newPath}/go.mod`);
        if (files.has(target) !== "no") continue;
        yield {
          at: command.at,
          message: `"go ${command.subcommand}" stops in this stage: ${closure ? `replacement directory ${replace.newPath} does not exist` : `${replace.oldPath} (replaced by ${replace.newPath}): reading ${normalizePath(`${replace.newPath}/go.mod`, false)}: open ${target}: no such file or directory`}`,
          evidence: [{ at: { file: module.file, span: replace.span }, shows: "this line names the folder" }],
          cause: `${site.at.file} ${replace.newPath}`,
        };
        return;
      }
    }
  },
});

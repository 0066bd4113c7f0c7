import { isPackageOf } from "../../go/is-package-of.ts";
import { replacesOf } from "../../go/modfile/lines-of-path.ts";
import { filesOfCommand } from "../../site/docker/files-of-command.ts";
import { isVersionedCall } from "../../site/is-versioned-call.ts";
import { packageClosure } from "../../site/package-closure.ts";
import { defineRule } from "../rule.ts";

const needsSums = /^(?:build|install|test|run|vet)$/;

export default defineRule({
  id: "image/go-sum-not-copied",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["image-go-sum-not-copied"],
  summary: "A stage builds with the go.mod and without the go.sum of a module that has one: the build stops.",
  why:
    "In readonly mode go wants a hash for every module it compiles. Without go.sum, go mod download still succeeds and " +
    "writes only the hashes of go.mod files, so the next step is the one that stops.",
  remedy: "Copy both: COPY go.mod go.sum ./",
  reads: "site",

  *check(site, { workspace }) {
    for (const command of site.commands) {
      const { module, mode } = command;
      if (!needsSums.test(command.subcommand) || isVersionedCall(command)) continue;
      if (!module?.sum || command.workspace || mode.value !== "readonly") continue;
      const files = filesOfCommand(site, command, workspace);
      const modFile = files?.locate(module.file);
      if (!files || !modFile || module.sum.parsed.lines.length === 0) continue;
      if (files.has(modFile) !== "yes" || files.has(modFile.replace(/mod$/, "sum")) !== "no") continue;
      const closure = packageClosure(command, workspace);
      const needed = module.mod.requires.find(
        ({ path }) =>
          !replacesOf(module.mod, path).some(({ isLocal }) => isLocal) &&
          [...(closure?.imports.keys() ?? [])].some((each) => isPackageOf(each, path)),
      );
      if (!needed) continue;
      const reason = files.isLeftOut(module.sum.file) ? ".dockerignore leaves it out" : "no COPY brings it";
      yield {
        at: command.at,
        message: `"go ${command.subcommand}" stops in this stage: missing go.sum entry, among others for ${needed.path}, because ${module.sum.file} is not in the image (${reason})`,
        evidence: [{ at: { file: module.file, span: needed.span }, shows: "a module that needs its hash" }],
        cause: `${site.at.file} ${module.sum.file}`,
      };
      return;
    }
  },
});

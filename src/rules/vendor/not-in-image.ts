import { compilesModule } from "../../site/compiles-module.ts";
import { filesOfCommand } from "../../site/docker/files-of-command.ts";
import type { StageFiles } from "../../site/docker/stage-files.ts";
import { packageClosure } from "../../site/package-closure.ts";
import type { GoCommand } from "../../site/site.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vendor/not-in-image",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["vendor-not-in-image"],
  summary:
    "An image is built without the vendor folder of the repository: go takes the modules from the network instead.",
  why:
    "go uses vendor/ where it finds it. Where .dockerignore or the COPY lines leave it out, the same go build falls back " +
    "to the module cache and the network, and at most prints what it downloads.",
  remedy: "Copy vendor/ into the image, or stop committing it.",
  reads: "command",

  *check({ command, site }, { workspace }) {
    const { module, mode, subcommand } = command;
    if (!module?.vendor?.modules || !isVendored(module) || command.workspace) return;
    if (!compilesModule(command)) return;
    if (mode.why.some(({ text }) => text.startsWith("-mod="))) return;
    const files = filesOfCommand(site, command, workspace);
    const modFile = files?.locate(module.file);
    if (!files || modFile === undefined || files.has(modFile) !== "yes") return;
    const list = modFile.replace(/go\.mod$/, "vendor/modules.txt");
    const answer = files.has(list);
    const lost = answer === "yes" ? lostPackage(command, files, workspace) : undefined;
    if (lost !== undefined && mode.value === "vendor") {
      yield {
        at: command.at,
        harm: "S2",
        message: `"go ${subcommand}" stops: .dockerignore leaves out the packages of ${module.vendor.folder} and keeps modules.txt: cannot find module providing package ${lost}: import lookup disabled by -mod=vendor`,
        remedy: `Take the line that leaves out the files of ${module.vendor.folder} away, or let it leave out modules.txt as well.`,
        evidence: [
          {
            at: { file: module.vendor.modules.file, span: { start: 0, end: 0 } },
            shows: "this file reaches the image, so go takes the packages from here",
          },
        ],
        site: site.id,
        cause: `${site.at.file}: ${module.vendor.folder}`,
      };
    }
    if (answer !== "no") return;
    const isLeftOut = files.isLeftOut(module.vendor.modules.file);
    yield {
      at: command.at,
      message: `"go ${subcommand}" takes the modules from the network here and from ${module.vendor.folder} elsewhere: ${isLeftOut ? ".dockerignore keeps the folder out of the image" : "no COPY brings the folder into the image"}`,
      evidence: [
        {
          at: { file: module.vendor.modules.file, span: { start: 0, end: 0 } },
          shows: "the vendor folder is committed",
        },
      ],
      site: site.id,
      cause: `${site.at.file}: ${module.vendor.folder}`,
    };
  },
});

/** A package that the command compiles and that vendor/ holds in the repository, but not in the image. */
function lostPackage(command: GoCommand, files: StageFiles, workspace: Workspace): string | undefined {
  const { module } = command;
  const place = module && files.locate(module.file)?.replace(/go\.mod$/, "");
  if (!module?.vendor || place === undefined || command.isConditional) return undefined;
  const imports = packageClosure(command, workspace)?.files.flatMap((file) => file.imports) ?? [];
  return imports
    .map(({ path }) => path)
    .find((path) => {
      const folder = `${module.vendor?.folder}/${path}`;
      const sources = workspace.tree.list(folder).filter((each) => each.endsWith(".go"));
      return (
        sources.length > 0 &&
        sources.every((each) => {
          const inTree = each.includes("/") ? each : `${folder}/${each}`;
          const inModule = module.folder === "" ? inTree : inTree.slice(module.folder.length + 1);
          return files.isLeftOut(inTree) && files.has(`${place}${inModule}`) === "no";
        })
      );
    });
}

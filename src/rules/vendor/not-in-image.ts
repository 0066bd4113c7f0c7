import { compilesModule } from "../../site/compiles-module.ts";
import { filesOfCommand } from "../../site/docker/files-of-command.ts";
import { isVendored } from "../../workspace/gomod/is-vendored.ts";
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
    if (files.has(list) !== "no") return;
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

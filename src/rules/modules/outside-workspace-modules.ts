import { compareGoVersions } from "../../go/go-version.ts";
import { readGoCall } from "../../site/go-arguments.ts";
import type { GoCommand } from "../../site/site.ts";
import { localTarget } from "../../workspace/gomod/local-target.ts";
import type { GoWorkspace } from "../../workspace/gomod/model.ts";
import type { Tree } from "../../workspace/tree/tree.ts";
import { defineRule } from "../rule.ts";

const looksForPackages = /^(?:build|test|vet|install|run|list|generate|clean)$/;

export default defineRule({
  id: "modules/outside-workspace-modules",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-outside-workspace-modules"],
  summary:
    "A command names packages of a folder that go.work does not use: go finds no packages there and stops.",
  why:
    "A go.work in a folder above is in effect for every command below it. Packages of modules that it does not use, " +
    "and ./... in a folder that is part of no used module, are then not found, even if their go.mod is right there.",
  remedy: "Add the module with go work use, or set GOWORK=off for this command.",
  reads: "command",

  *check({ command, site }, { workspace: { tree } }) {
    const { workspace, folder, subcommand, go } = command;
    if (!workspace || folder.kind !== "known" || !looksForPackages.test(subcommand)) return;
    if (command.isConditional || command.failure.kind !== "stops" || go.outcome === "refuses") return;
    // Somebody who edits go.work in the same place may use the module there.
    if (site.commands.some((other) => /^work (?:use|init|edit)$/.test(other.subcommand))) return;
    // GOWORK=FILE names another workspace.
    if (command.environment.goSetting("GOWORK")) return;
    if (go.version !== undefined && compareGoVersions(go.version, "1.18") < 0) return;
    for (const operand of packageOperands(command)) {
      const isPattern = operand.endsWith("/...");
      const target = localTarget(folder.text, operand.replace(/\/?\.\.\.$/, ""));
      if (target.kind !== "inside" || !tree.hasFolder(target.folder)) continue;
      const modFile = nearestModFile(tree, target.folder);
      if (modFile === undefined ? !isPattern : isUsed(workspace, folderOf(modFile))) continue;
      const words = isPattern
        ? `pattern ${operand}: directory prefix ${operand.replace(/^\.\/(?=[^.])/, "").replace(/\/\.\.\.$/, "")} does not contain modules listed in go.work or their selected dependencies`
        : `${operand === "." ? "current directory" : `directory ${operand.replace(/^\.\//, "")}`} is contained in a module that is not one of the workspace modules listed in go.work`;
      yield {
        at: command.at,
        message: `"go ${subcommand} ${operand}" stops, because ${modFile ? `${workspace.file} does not use ${modFile}` : `no module of ${workspace.file} holds ${target.folder || "the root folder"}`}: ${words}`,
        evidence: [
          {
            at: { file: workspace.file, span: workspace.work.go?.span ?? { start: 0, end: 0 } },
            shows: "this workspace is in effect",
          },
        ],
        site: site.id,
        cause: `${workspace.file}: ${modFile ?? target.folder}`,
      };
      return;
    }
  },
});

/** The operands that are folders or patterns of folders; "." when there are none; nothing when one is not known. */
function packageOperands(command: GoCommand): readonly string[] {
  const { subcommand, arguments: words } = command;
  if (words.some(({ value }) => value.kind === "unknown" && !value.isUnset)) return [];
  const first = {
    text: subcommand,
    value: { kind: "known" as const, text: subcommand, at: command.at },
    at: command.at,
  };
  const { parsed } = readGoCall([first, ...words], command.go.version);
  if (parsed.flags.some(({ name }) => name === "m" || name === "modfile" || name === "C")) return [];
  // What follows the package of go run are the program's own arguments.
  const operands = subcommand === "run" ? parsed.operands.slice(0, 1) : parsed.operands;
  if (operands.some((operand) => operand.endsWith(".go"))) return [];
  // Without packages go clean looks at no module when a flag names a cache, and go run at nothing.
  if (operands.length === 0) return /^(?:run|clean)$/.test(subcommand) ? [] : ["."];
  return operands.filter((operand) => /^\.\.?(?:\/|$)/.test(operand));
}

function nearestModFile(tree: Tree, folder: string): string | undefined {
  for (let at = folder; ; at = at.slice(0, Math.max(0, at.lastIndexOf("/")))) {
    const file = at === "" ? "go.mod" : `${at}/go.mod`;
    if (tree.entry(file)) return file;
    if (at === "") return undefined;
  }
}

function folderOf(modFile: string): string {
  return modFile.slice(0, Math.max(0, modFile.length - "/go.mod".length));
}

function isUsed({ folder, work }: GoWorkspace, moduleFolder: string): boolean {
  return work.uses.some(({ path }) => {
    const target = localTarget(folder, path);
    return target.kind === "inside" && target.folder === moduleFolder;
  });
}

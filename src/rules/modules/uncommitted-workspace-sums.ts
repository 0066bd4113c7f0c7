import { matchesPrefixPatterns } from "../../go/private-patterns.ts";
import type { GoCommand } from "../../site/site.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { workspaceMembers } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/uncommitted-workspace-sums",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["modules-uncommitted-workspace-sums"],
  summary:
    "go.work is committed and go.work.sum is not: builds in the workspace accept what they are given and write it down.",
  why:
    "In a workspace go does not stop at a missing hash: it fetches the module, asks the checksum database unless the " +
    "module is exempt from it, and writes go.work.sum. Without the committed file each fresh clone trusts anew.",
  remedy: "Take go.work.sum out of .gitignore and commit it.",
  reads: "workspace",

  *check(workspace, { workspace: { tree, modules }, sites }) {
    const { file, folder, work, sum } = workspace;
    const sumFile = folder === "" ? "go.work.sum" : `${folder}/go.work.sum`;
    // A workspace of one developer is nobody else's.
    if (tree.isTracked(file) === false) return;
    const isIgnored = tree.isIgnored(sumFile) && tree.isTracked(sumFile) !== true;
    if (!isIgnored && !(sum && tree.isTracked(sumFile) === false)) return;
    const first = work.uses[0];
    if (!first) return;
    const members = workspaceMembers(modules, workspace);
    // Modules that need nothing from outside have no hash to write down.
    if (members.length === work.uses.length && !members.some((member) => needsHashes(member, members)))
      return;
    const commands = sites
      .flatMap((site) => site.commands)
      .filter((command) => command.workspace === workspace);
    for (const command of commands) {
      const exempt = exemptWithoutSum(members, command);
      if (!exempt) continue;
      yield {
        at: { file, span: work.go?.span ?? first.span },
        message: `Nothing checks ${exempt.path} ${exempt.version}: no go.sum of the workspace has its hash, ${exempt.setting} keeps it from the checksum database, and git ${isIgnored ? "ignores" : "does not track"} ${sumFile}, where go would write it down`,
        evidence: [{ at: command.at, shows: "this command accepts it" }],
        harm: "S0",
        cause: file,
      };
      return;
    }
    yield {
      at: { file, span: work.go?.span ?? first.span },
      message: `git ${isIgnored ? "ignores" : "does not track"} ${sumFile}, so every fresh clone fetches and writes down again the hashes that no go.sum of the workspace holds`,
      cause: file,
    };
  },
});

/** Whether the module requires one that neither the workspace nor a folder provides. */
function needsHashes({ mod }: GoModule, members: readonly GoModule[]): boolean {
  return mod.requires.some(
    ({ path }) =>
      !members.some((member) => member.mod.module?.path === path) &&
      !mod.replaces.some(({ oldPath, isLocal }) => oldPath === path && isLocal),
  );
}

/** A required version without a hash in the workspace whose path a setting of the command exempts from the database. */
function exemptWithoutSum(members: readonly GoModule[], { environment }: GoCommand) {
  const sumdb = environment.goSetting("GOSUMDB")?.value;
  const isOff = sumdb?.kind === "known" && sumdb.text === "off";
  const name = environment.goSetting("GONOSUMDB") ? "GONOSUMDB" : "GOPRIVATE";
  const patterns = environment.goSetting(name)?.value;
  const listed = patterns?.kind === "known" ? patterns.text : "";
  if (!isOff && listed === "") return undefined;
  const hashed = new Set(
    members.flatMap(({ sum }) =>
      sum ? sum.parsed.lines.map(({ path, version }) => `${path} ${version}`) : [],
    ),
  );
  const own = new Set(members.flatMap(({ mod }) => (mod.module ? [mod.module.path] : [])));
  for (const { mod } of members) {
    const replaced = new Set(mod.replaces.map(({ oldPath }) => oldPath));
    for (const { path, version, indirect } of mod.requires) {
      if (indirect || own.has(path) || replaced.has(path) || hashed.has(`${path} ${version}`)) continue;
      if (isOff) return { path, version, setting: "GOSUMDB=off" };
      if (matchesPrefixPatterns(listed, path)) return { path, version, setting: `${name}=${listed}` };
    }
  }
  return undefined;
}

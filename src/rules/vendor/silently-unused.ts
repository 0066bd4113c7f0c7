import { compareGoVersions } from "../../go/go-version.ts";
import { buildFilesMention } from "../../workspace/build-files-mention.ts";
import { workspacesUsing } from "../../workspace/gomod/workspace-members.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "vendor/silently-unused",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["vendor-silently-unused"],
  summary:
    "A committed vendor folder is passed over without a word: builds take the modules from somewhere else.",
  why:
    "go reads vendor/ by itself only where the go line says 1.14 or later, and inside a workspace only a vendor folder " +
    "that go work vendor wrote. What was reviewed in vendor/ is then not what is built.",
  remedy:
    "Raise the go line to 1.14 or later and run go mod vendor again, or build with -mod=vendor, or delete the folder.",
  reads: "module",

  *check(module, { workspace, sites }) {
    const { mod, file, vendor } = module;
    const listed = vendor?.modules?.parsed;
    if (!vendor?.modules || !listed || listed.isWorkspace) return;
    if (listed.modules.every(({ packages }) => packages.length === 0)) return;
    const own = sites.flatMap(({ title, commands }) =>
      commands.filter((command) => command.module === module).map((command) => ({ title, command })),
    );
    const evidence = [
      { at: { file: vendor.modules.file, span: { start: 0, end: 0 } }, shows: "the vendor folder is there" },
    ];
    if (!mod.go || compareGoVersions(mod.go.version, "1.14") < 0) {
      if (own.some(({ command }) => command.mode.value === "vendor" || command.mode.value === "unknown"))
        return;
      if (buildFilesMention(workspace, /mod[= ]["']?vendor/)) return;
      const found = mod.go ? `the go line says ${mod.go.version}, below 1.14` : "there is no go line";
      yield {
        at: { file, span: mod.go?.span ?? mod.module?.span ?? { start: 0, end: 0 } },
        message: `${vendor.folder} is not what builds use, because ${found}: they take the modules from the module cache and the network`,
        outcome: "ineffective",
        evidence,
        cause: file,
      };
      return;
    }
    const [inWorkspace] = own.filter(
      ({ command }) =>
        command.workspace &&
        /^(?:build|test|install|run|vet)$/.test(command.subcommand) &&
        command.mode.value === "readonly",
    );
    const [used] = workspacesUsing(workspace.workspaces, module);
    if (!inWorkspace || !used || inWorkspace.command.workspace !== used) return;
    yield {
      at: { file: used.file, span: used.work.go?.span ?? { start: 0, end: 0 } },
      message: `${inWorkspace.title} does not build from ${vendor.folder}, because ${used.file} is in effect and go mod vendor wrote the folder: the modules come from the module cache and the network`,
      remedy: "Run go work vendor and commit its folder, or set GOWORK=off for that build",
      outcome: "ineffective",
      evidence: [...evidence, { at: inWorkspace.command.at, shows: "this command does not read it" }],
      cause: file,
    };
  },
});

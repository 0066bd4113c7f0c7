import { defineRule } from "../rule.ts";

export default defineRule({
  id: "modules/refused-mode",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["modules-refused-mode"],
  summary:
    "A command asks for a -mod that go refuses there, or for go mod vendor in a workspace: it stops at once.",
  why:
    "A workspace writes no go.mod for a build: -mod=mod is refused wherever a go.work is in effect, -mod=vendor before " +
    "Go 1.22, and go mod vendor from Go 1.22 on. Outside workspaces the values are mod, readonly and vendor.",
  remedy:
    "Set GOWORK=off for the command, or leave -mod out; go work vendor is the go mod vendor of a workspace.",
  reads: "command",

  *check({ command, site }) {
    const { mode, subcommand, workspace } = command;
    if (command.isConditional || command.failure.kind !== "stops") return;
    if (!/^(?:build|install|run|test|vet|list|mod vendor)$/.test(subcommand)) return;
    const refusal = mode.error;
    if (
      refusal === undefined ||
      !/^(?:-mod may only|-mod=\S* not supported|'go mod vendor' cannot)/.test(refusal)
    )
      return;
    const set = mode.why.find(({ text, at }) => at && text.startsWith("-mod="));
    const isSetting = set?.at !== undefined && subcommand !== "mod vendor";
    yield {
      at: isSetting && set.at ? set.at : command.at,
      message: `"go ${subcommand}" stops${workspace ? `, because ${workspace.file} is in effect` : ""}: ${refusal}`,
      evidence: [
        ...(isSetting && set.at !== command.at ? [{ at: command.at, shows: "this command stops" }] : []),
        ...(workspace
          ? [
              {
                at: { file: workspace.file, span: workspace.work.go?.span ?? { start: 0, end: 0 } },
                shows: "this workspace is in effect",
              },
            ]
          : []),
      ],
      site: site.id,
      cause: `${refusal} ${workspace?.file ?? ""}`,
    };
  },
});

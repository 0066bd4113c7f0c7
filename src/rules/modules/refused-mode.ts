import { hasFlag } from "../../site/builds-or-checks.ts";
import { isVersionedCall } from "../../site/is-versioned-call.ts";
import { leastMinorOfGo } from "../../site/minor-of-go.ts";
import type { GoCommand } from "../../site/site.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { deleteWord, fixOf } from "../edit-text.ts";
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
    "Go 1.22, go mod vendor from Go 1.22 on and -modfile from Go 1.21 on. Outside workspaces the values are mod, readonly and vendor.",
  remedy:
    "Set GOWORK=off for the command, or leave the flag out; go work vendor is the go mod vendor of a workspace.",
  reads: "command",

  *check({ command, site }, { workspace: repository }) {
    const { mode, subcommand, workspace } = command;
    if (command.isConditional || command.failure.kind !== "stops") return;
    // The toolchain check comes first.
    if (command.go.outcome === "refuses") return;
    const refusal = modeRefusal(command) ?? modfileRefusal(command);
    if (refusal === undefined) return;
    const set = mode.why.find(({ text, at }) => at && text.startsWith("-mod="))?.at;
    const at =
      refusal.startsWith("-mod") && !refusal.startsWith("-modfile") ? (set ?? command.at) : command.at;
    yield {
      at,
      message: `"go ${subcommand}" stops${workspace ? `, because ${workspace.file} is in effect` : ""}: ${refusal}`,
      evidence: [
        ...(at === command.at ? [] : [{ at: command.at, shows: "this command stops" }]),
        ...(workspace
          ? [
              {
                at: { file: workspace.file, span: workspace.work.go?.span ?? { start: 0, end: 0 } },
                shows: "this workspace is in effect",
              },
            ]
          : []),
      ],
      ...fixOf(deleteWord(repository, { at, word: wordAt(at, repository) }), {
        title: `Delete ${wordAt(at, repository)}`,
        isSafe: false,
      }),
      site: site.id,
      cause: `${refusal} ${workspace?.file ?? ""}`,
    };
  },
});

/** The flag, where the place is the flag and nothing more. */
function wordAt({ file, span }: Place, workspace: Workspace): string {
  const text = workspace.source(file)?.text.slice(span.start, span.end) ?? "";
  return /^-mod=(?:mod|vendor|readonly)$/.test(text) ? text : "";
}

function modeRefusal({ subcommand, mode }: GoCommand): string | undefined {
  if (!/^(?:build|install|run|test|vet|list|clean|generate|fix|mod vendor)$/.test(subcommand))
    return undefined;
  const isOne = /^(?:-mod may only|-mod=\S* not supported|'go mod vendor' cannot)/.test(mode.error ?? "");
  return isOne ? mode.error : undefined;
}

/** From Go 1.21 on; `go mod tidy` and `go mod edit` look at one module alone. */
function modfileRefusal(command: GoCommand): string | undefined {
  if (!command.workspace || (leastMinorOfGo(command.go) ?? 0) < 21 || isVersionedCall(command))
    return undefined;
  if (!/^(?:build|install|run|test|vet|list|mod (?:download|verify))$/.test(command.subcommand))
    return undefined;
  const goflags = command.environment.goSetting("GOFLAGS")?.value;
  const isInGoflags = goflags?.kind === "known" && /(?:^|\s)--?modfile=\S/.test(goflags.text);
  return isInGoflags || hasFlag(command, "modfile") ? "-modfile cannot be used in workspace mode" : undefined;
}

import { compilesModule } from "../../site/compiles-module.ts";
import { describeInstalledGo } from "../../site/describe-go.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { isCellOfVersions } from "../../site/matrix-siblings.ts";
import type { GoCommand } from "../../site/site.ts";
import { raiseVersion } from "../raise-version.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/named-version-not-used",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["toolchain-matrix-tests-another-go"],
  summary:
    "A site names a Go that is older than go.mod asks for: every run uses another one, fetched if need be.",
  why:
    "Where GOTOOLCHAIN allows it, a go from 1.21 on that is older than the go line or the toolchain line fetches the one named there. " +
    "The version of the set-up step or image is then only the one that starts the download.",
  remedy: "Name the version that go.mod asks for, or let the step read it (go-version-file: go.mod).",
  reads: "site",

  *check(site, { sites, workspace }) {
    // Cells of a matrix have a rule of their own: there the old version was to be tested.
    if (isCellOfVersions(site, sites)) return;
    const command = site.commands.find(
      (each) => each.go.outcome === "switches" && compilesModule(each) && !each.isConditional,
    );
    const lines = command && linesInEffect(command);
    const installed = command?.go.installed;
    if (!lines?.go || !installed || command.go.version === undefined) return;
    // A module with a lower go line, or a tool, is compiled with it.
    if (
      site.commands.some(
        (each) => each.go.outcome === "runs" && each.go.installed?.at === installed.at && compiles(each),
      )
    )
      return;
    // A step that reads go.mod names nothing of its own.
    if (/(?:^|\/)go\.(?:mod|work)$/.test(installed.at.file)) return;
    yield {
      at: installed.at,
      outcome: "ineffective",
      message: `go ${describeInstalledGo(installed)} compiles nothing here: "go ${command.subcommand}" switches to go ${command.go.version}, which ${lines.file} asks for`,
      evidence: [
        {
          at: { file: lines.file, span: (lines.toolchain ?? lines.go).span },
          shows: `${lines.file} asks for it`,
        },
        { at: command.at, shows: `this command runs go ${command.go.version}` },
      ],
      ...raiseVersion(workspace, installed, command.go.version),
      cause: `${installed.version} is replaced by ${command.go.version} of ${lines.file}`,
    };
  },
});

function compiles({ subcommand }: GoCommand): boolean {
  return /^(?:build|install|run|test|vet)$/.test(subcommand);
}

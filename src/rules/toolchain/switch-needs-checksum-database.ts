import { describeInstalledGo } from "../../site/describe-go.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { refusalOf } from "../../site/refusal.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/switch-needs-checksum-database",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["toolchain-switch-needs-checksum-database"],
  summary:
    "The Go of a site must switch to another toolchain, and GOSUMDB=off forbids that: every command stops.",
  why:
    "No go.sum covers a toolchain, so go asks the checksum database about it on every start, also when the toolchain lies " +
    "in the module cache already. Only a GOPROXY that is a single file:// URL needs no database.",
  remedy:
    "Install the version that the lines ask for, or remove GOSUMDB=off and name private modules in GONOSUMDB or GOPRIVATE.",
  reads: "site",

  *check(site) {
    const command = site.commands.find(({ go }) =>
      refusalOf(go)?.endsWith("checksum database disabled by GOSUMDB=off"),
    );
    const setting = command?.environment.goSetting("GOSUMDB");
    const installed = command?.go.installed;
    const lines = command && linesInEffect(command);
    const at = setting?.at ?? setting?.value.at;
    if (!at || !installed || !lines?.go) return;
    yield {
      at,
      message: `"go ${command.subcommand}" needs a newer toolchain than go ${describeInstalledGo(installed)} and stops: ${refusalOf(command.go)}`,
      evidence: [
        { at: installed.at, shows: `go ${describeInstalledGo(installed)} is installed` },
        {
          at: { file: lines.file, span: (lines.toolchain ?? lines.go).span },
          shows: `${lines.file} asks for more`,
        },
        { at: command.at, shows: "this command stops" },
      ],
      cause: "GOSUMDB=off",
    };
  },
});

import { compareGoVersions } from "../../go/go-version.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import { goVersionOfToolchain, parseGotoolchainSyntax } from "../../go/toolchain-name.ts";
import { compilesModule } from "../../site/compiles-module.ts";
import { describeInstalledGo } from "../../site/describe-go.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { isCellOfVersions } from "../../site/matrix-siblings.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import type { GoResolution } from "../../site/site.ts";
import { raiseVersion } from "../raise-version.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/toolchain-line-not-applied",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["toolchain-toolchain-line-not-applied"],
  summary:
    "The toolchain line names a newer Go than the site runs, and GOTOOLCHAIN forbids the switch: go says nothing.",
  why:
    "The toolchain line is a suggestion. Where GOTOOLCHAIN is local or names one toolchain, go never looks at it: the " +
    "build succeeds with the older compiler and library. The official golang images and actions/setup-go from v6 on " +
    "set GOTOOLCHAIN=local.",
  remedy: "Raise the version of the image or the set-up step to the toolchain line.",
  reads: "site",

  *check(site, { sites, workspace }) {
    // Cells of a matrix run the versions they name on purpose.
    if (isCellOfVersions(site, sites)) return;
    for (const command of site.commands) {
      const { go } = command;
      const lines = linesInEffect(command);
      const wanted = goVersionOfToolchain(lines?.toolchain?.name ?? "");
      if (!lines?.toolchain || wanted === undefined || !go.installed) continue;
      if (!compilesModule(command) || command.isConditional || !allowsNoSwitch(go) || !isOlder(go, wanted))
        continue;
      const found = go.version ?? describeInstalledGo(go.installed);
      yield {
        at: go.installed.at,
        message:
          `"go ${command.subcommand}" runs go ${found} without a word; ${lines.file} names toolchain ` +
          `${lines.toolchain.name}, which GOTOOLCHAIN=${go.gotoolchain.kind === "known" ? go.gotoolchain.text : ""} keeps out`,
        evidence: [
          {
            at: { file: lines.file, span: lines.toolchain.span },
            shows: `the toolchain line names ${wanted}`,
          },
          ...(go.gotoolchain.at ? [{ at: go.gotoolchain.at, shows: "GOTOOLCHAIN allows no switch" }] : []),
          { at: command.at, shows: `this command runs go ${found}` },
        ],
        ...raiseVersion(workspace, go.installed, wanted),
        harm: /^(?:build|install)$/.test(command.subcommand) ? "S1" : "S3",
        cause: `go ${found} < ${wanted} of ${lines.file}`,
      };
      return;
    }
  },
});

function allowsNoSwitch({ outcome, gotoolchain }: GoResolution): boolean {
  if (outcome === "refuses" || gotoolchain.kind === "unknown") return false;
  const setting = parseGotoolchainSyntax(gotoolchain.text);
  return !("problem" in setting) && setting.mode === "local";
}

function isOlder(go: GoResolution, wanted: string): boolean {
  if (go.version !== undefined) return compareGoVersions(go.version, wanted) < 0;
  const minor = minorOfGo(go);
  return minor !== undefined && minor < (minorOfGoVersion(wanted) ?? 0);
}

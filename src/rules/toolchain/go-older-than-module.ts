import { exceptionOf } from "../../site/contract.ts";
import { describeInstalledGo } from "../../site/describe-go.ts";
import { commandBelowFloor } from "../../site/floor-breach.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { refusalOf } from "../../site/refusal.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/go-older-than-module",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["toolchain-go-older-than-module"],
  summary: "The Go of a site is older than the go line asks for and may not switch: every build there stops.",
  why:
    "Since Go 1.21 the go line is a minimum. A go that is older fetches a newer toolchain only where GOTOOLCHAIN " +
    "allows it; the official golang images and actions/setup-go from v6 on set GOTOOLCHAIN=local, which does not.",
  remedy: "Raise the version of the image or the set-up step to the go line.",
  reads: "site",

  *check(site, { contract }) {
    const command = commandBelowFloor(site);
    const installed = command?.go.installed;
    const lines = command && linesInEffect(command);
    if (!installed || !lines?.go || exceptionOf(contract, site.id) !== undefined) return;
    const found = describeInstalledGo(installed);
    yield {
      at: installed.at,
      message: `${site.title} runs go ${found}; ${lines.file} wants ${lines.go.version}, and "go ${command.subcommand}" stops: ${refusalOf(command.go)}`,
      evidence: [
        { at: { file: lines.file, span: lines.go.span }, shows: `the module wants go ${lines.go.version}` },
        { at: command.at, shows: "this command stops" },
        ...(command.go.gotoolchain.at
          ? [{ at: command.go.gotoolchain.at, shows: "GOTOOLCHAIN allows no switch" }]
          : []),
      ],
      site: site.id,
      cause: `go ${found} < ${lines.go.version} of ${lines.file}`,
    };
  },
});

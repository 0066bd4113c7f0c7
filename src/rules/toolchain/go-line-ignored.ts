import { exceptionOf } from "../../site/contract.ts";
import { describeInstalledGo } from "../../site/describe-go.ts";
import { commandThatIgnoresFloor } from "../../site/floor-breach.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { raiseVersion } from "../raise-version.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/go-line-ignored",
  status: "preview",
  since: "0.1.0",
  harm: "S3",
  proof: ["toolchain-go-line-ignored"],
  summary:
    "A Go up to 1.20 compiles a module that asks for a newer one, and mentions the go line only after a compile error.",
  why:
    "The go line is a minimum only for Go 1.21 and newer. An older go compiles what it can, with its own library and its " +
    "own meaning of the language. Only the last patches, 1.19.13 and 1.20.8 and later, refuse a go line of 1.22 or more; a go " +
    "line with a patch (1.21.0) stops Go 1.14 to 1.20.",
  remedy: "Raise the Go of the site to the go line.",
  reads: "site",

  *check(site, { contract, workspace }) {
    const command = commandThatIgnoresFloor(site);
    const installed = command?.go.installed;
    const lines = command && linesInEffect(command);
    if (!installed || !lines?.go || exceptionOf(contract, site.id) !== undefined) return;
    const found = describeInstalledGo(installed);
    yield {
      at: installed.at,
      message: `"go ${command.subcommand}" compiles with go ${found} although ${lines.file} wants ${lines.go.version}: a go older than 1.21 does not take the go line as a minimum`,
      evidence: [
        { at: { file: lines.file, span: lines.go.span }, shows: `the module wants go ${lines.go.version}` },
        { at: command.at, shows: `this command runs go ${found}` },
      ],
      ...raiseVersion(workspace, installed, lines.go.version),
      cause: `go ${found} < ${lines.go.version} of ${lines.file}`,
    };
  },
});

import { compilesModule } from "../../site/compiles-module.ts";
import { describeInstalledGo } from "../../site/describe-go.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { isCellOfVersions } from "../../site/matrix-siblings.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/matrix-tests-another-go",
  status: "preview",
  since: "0.1.0",
  harm: "S1",
  proof: ["toolchain-matrix-tests-another-go"],
  summary:
    "A matrix cell installs a Go that is older than go.mod asks for, and go runs another one in its place: the cell tests nothing of its name.",
  why:
    "With GOTOOLCHAIN=auto, which actions/setup-go up to v5 leaves in place, a go from 1.21 on that is older than the go line " +
    "or the toolchain line finds or fetches the one that is named there and runs that. At most a line about a download says " +
    "so: the job is green and the old version was never tried.",
  remedy:
    "Drop the version from the matrix, or lower the go and toolchain lines to it. GOTOOLCHAIN=local makes the cell fail instead.",
  reads: "site",

  *check(site, { sites }) {
    if (!isCellOfVersions(site, sites)) return;
    const compiling = site.commands.filter(
      (each) => compilesModule(each) && /^(?:build|test|vet)$/.test(each.subcommand),
    );
    // A side module that asks for more leaves the cell its purpose as long as something runs on the named version.
    if (!compiling.every(({ go }) => go.outcome === "switches")) return;
    const command = compiling.find(({ isConditional }) => !isConditional);
    const lines = command && linesInEffect(command);
    const installed = command?.go.installed;
    const version = command?.go.version;
    if (!lines || !installed || version === undefined) return;
    const line = lines.toolchain?.name === `go${version}` ? lines.toolchain : lines.go;
    if (!line) return;
    const found = describeInstalledGo(installed);
    yield {
      at: installed.at,
      message:
        `The matrix installs go ${found}, and "go ${command.subcommand}" runs go ${version} in its place: ` +
        `${lines.file} asks for it and GOTOOLCHAIN is ${command.go.gotoolchain.kind === "known" ? command.go.gotoolchain.text : "open"}`,
      evidence: [
        { at: { file: lines.file, span: line.span }, shows: `${lines.file} asks for ${version}` },
        { at: command.at, shows: `this command runs go ${version}` },
      ],
      cause: `go ${found} is replaced by ${version} of ${lines.file}`,
    };
  },
});

import { goVersionOfToolchain } from "../../go/toolchain-name.ts";
import { exceptionOf } from "../../site/contract.ts";
import { describeInstalledGo } from "../../site/describe-go.ts";
import { commandBelowFloor } from "../../site/floor-breach.ts";
import { linesInEffect } from "../../site/lines-in-effect.ts";
import { refusalOf } from "../../site/refusal.ts";
import type { Value } from "../../site/value.ts";
import type { Place } from "../../text/span.ts";
import { raiseVersion } from "../raise-version.ts";
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

  *check(site, { contract, workspace }) {
    const command = commandBelowFloor(site);
    const installed = command?.go.installed;
    const lines = command && linesInEffect(command);
    if (!installed || !lines?.go || exceptionOf(contract, site.id) !== undefined) return;
    const refusal = refusalOf(command.go) ?? "";
    const named = namedToolchain(command.go.gotoolchain, installed.version, refusal);
    const found = named ? named.version : describeInstalledGo(installed);
    yield {
      at: named ? named.at : installed.at,
      ...(named ? { remedy: `Drop GOTOOLCHAIN, or let it name go${lines.go.version} or newer.` } : {}),
      message: `${site.title} runs go ${found}${named ? " by GOTOOLCHAIN" : ""}; ${lines.file} wants ${lines.go.version}, and "go ${command.subcommand}"${command.byTool ? `, which ${command.byTool} runs,` : ""} stops: ${refusal}`,
      evidence: [
        { at: { file: lines.file, span: lines.go.span }, shows: `the module wants go ${lines.go.version}` },
        { at: command.at, shows: "this command stops" },
        ...(named
          ? [{ at: installed.at, shows: `go ${describeInstalledGo(installed)} is installed and hands over` }]
          : []),
        ...(!named && command.go.gotoolchain.at
          ? [{ at: command.go.gotoolchain.at, shows: "GOTOOLCHAIN allows no switch" }]
          : []),
      ],
      ...(named ? undefined : raiseVersion(workspace, installed, lines.go.version)),
      site: site.id,
      cause: `go ${found} < ${lines.go.version} of ${lines.file}`,
    };
  },
});

interface NamedToolchain {
  readonly version: string;
  readonly at: Place;
}

/** The toolchain that GOTOOLCHAIN names, where it is the one that refuses and not the one that is installed. */
function namedToolchain(gotoolchain: Value, installed: string, refusal: string): NamedToolchain | undefined {
  if (gotoolchain.kind !== "known" || !gotoolchain.at) return undefined;
  const version = goVersionOfToolchain(gotoolchain.text.replace(/\+.*/, ""));
  if (version === undefined || version === installed || !refusal.includes(`running go ${version};`))
    return undefined;
  return { version, at: gotoolchain.at };
}

import { directiveMinimum } from "../../go/toolchain-refusal.ts";
import { describeInstalledGo } from "../../site/describe-go.ts";
import { refusalOf } from "../../site/refusal.ts";
import type { GoCommand } from "../../site/site.ts";
import type { Place } from "../../text/span.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "toolchain/directive-too-new",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["toolchain-directive-too-new"],
  summary: "go.mod holds a directive that the Go of a site cannot read: every command there stops.",
  why:
    "A go that does not know a directive of the main module's go.mod refuses the whole file: toolchain needs 1.21, godebug " +
    "1.23, tool 1.24, ignore 1.25. Go 1.24 and newer look at the go line first and then name that instead; older ones say " +
    "unknown directive even if the go line asks for more. In a dependency's go.mod it would not matter.",
  remedy:
    "Raise the Go of the site. A go line that states the directive's minimum helps only where GOTOOLCHAIN allows a switch; " +
    "elsewhere it changes the words of the refusal.",
  reads: "site",

  *check(site) {
    for (const command of site.commands) {
      const refusal = refusalOf(command.go);
      const directive = /unknown (?:directive|block type): (\w+)$/.exec(refusal ?? "")?.[1];
      const { installed } = command.go;
      if (directive === undefined || !installed || !command.module) continue;
      const place = placeOf(directive, command);
      yield {
        at: installed.at,
        message: `go ${describeInstalledGo(installed)} cannot read ${command.module.file}, and "go ${command.subcommand}" stops: ${/unknown .*$/.exec(refusal ?? "")?.[0]} (it came with go ${directiveMinimum.get(directive)})`,
        evidence: [
          ...(place ? [{ at: place, shows: `the ${directive} directive` }] : []),
          { at: command.at, shows: "this command stops" },
        ],
        cause: `${directive} in ${command.module.file}`,
      };
      return;
    }
  },
});

function placeOf(directive: string, { module }: GoCommand): Place | undefined {
  if (!module) return undefined;
  const { toolchain, tools, godebugs, ignores } = module.mod;
  const first = { toolchain, tool: tools[0], godebug: godebugs[0], ignore: ignores[0] }[directive];
  return first && { file: module.file, span: first.span };
}

import { godebugStopsBuild } from "../../go/godebug.ts";
import { minorOfGoVersion } from "../../go/minor-version.ts";
import { minorOfGo } from "../../site/minor-of-go.ts";
import type { GoCommand, Site } from "../../site/site.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";
import { deleteLine, fixOf, withLineAbove } from "../edit-text.ts";
import { defineRule } from "../rule.ts";

const compiles = /^(?:build|install|run|test|vet)$/;

export default defineRule({
  id: "environment/removed-godebug-line",
  status: "preview",
  since: "0.1.0",
  harm: "S2",
  proof: ["environment-removed-godebug-line"],
  summary: "A godebug line of go.mod asks for behaviour that a Go in use has removed: builds with it stop.",
  why:
    "Settings live for some releases and are then removed. Go 1.27 refuses a removed key with its old value, Go 1.24 " +
    "to 1.26 refuse it with any value.",
  remedy: "Delete the line; the old behaviour is gone.",
  reads: "module",

  *check(module, { sites, workspace }) {
    for (const { key, value, span } of module.mod.godebugs) {
      const using = newestUse(module, sites);
      const removed = using && godebugStopsBuild(key, value, using.minor);
      if (!using || !removed) continue;
      const shape = /^\s*(?:godebug\s+)?[\w#]+=\S+\s*$/;
      const edit = deleteLine(workspace, { at: { file: module.file, span }, shape });
      yield {
        at: { file: module.file, span },
        message: `godebug ${key}=${value} stops every build by Go 1.${using.minor}: the setting was removed in Go 1.${removed.removedIn}`,
        evidence: using.command
          ? [{ at: using.command.at, shows: `this command runs Go 1.${using.minor}` }]
          : [],
        ...fixOf(edit && withLineAbove(workspace, edit), {
          title: `Delete godebug ${key}=${value}`,
          isSafe: false,
        }),
        cause: `godebug ${key}=${value}`,
      };
    }
  },
});

/** The newest Go that compiles the module; the go line is the least that any may have. */
function newestUse(
  module: GoModule,
  sites: readonly Site[],
): { minor: number; command: GoCommand | undefined } | undefined {
  const least = module.mod.go && minorOfGoVersion(module.mod.go.version);
  let newest =
    least === undefined ? undefined : { minor: least, command: undefined as GoCommand | undefined };
  for (const command of sites.flatMap(({ commands }) => commands)) {
    if (command.module !== module || command.workspace || !compiles.test(command.subcommand)) continue;
    const minor = minorOfGo(command.go);
    if (minor !== undefined && minor > (newest?.minor ?? 0)) newest = { minor, command };
  }
  return newest;
}

/** Whom a go.mod or go.sum that wants an update stops: builds that may not write it. */
import type { GoModule } from "../workspace/gomod/model.ts";
import { compilesModule } from "./compiles-module.ts";
import type { GoCommand, Site } from "./site.ts";

export interface StoppedBuilds {
  /** The subject of a sentence: `Builds`, or those that no file shows. */
  readonly words: string;
  /** True when every build that files show writes these files, by -mod=mod or by an earlier command. */
  readonly areElsewhere: boolean;
}

/** The builds of a module that stop when go.mod or go.sum wants an update. */
export function stoppedBuilds(module: GoModule, sites: readonly Site[]): StoppedBuilds {
  const builds = sites.flatMap(({ commands }) =>
    commands.flatMap((command, index) =>
      command.module === module && compilesModule(command)
        ? [mayWrite(command, commands.slice(0, index))]
        : [],
    ),
  );
  const areElsewhere = builds.length > 0 && builds.every(Boolean);
  const words = areElsewhere ? "Builds without -mod=mod, and without a go mod tidy before," : "Builds";
  return { words, areElsewhere };
}

function mayWrite(command: GoCommand, before: readonly GoCommand[]): boolean {
  if (command.mode.value === "mod") return true;
  return before.some(
    ({ subcommand, module, isConditional }) =>
      subcommand === "mod tidy" && module === command.module && !isConditional,
  );
}

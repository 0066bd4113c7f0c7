/** Which sites build a module for others to run, and which jobs test it. */
import type { GoModule } from "../workspace/gomod/model.ts";
import { compilesModule } from "./compiles-module.ts";
import type { GoCommand, Site } from "./site.ts";

export interface SiteCommand {
  readonly site: Site;
  readonly command: GoCommand;
}

const jobs = new Set(["github-job", "gitlab-job", "circleci-job"]);

/** Images and releases that build packages of the module; a stage that also tests them answers for itself. */
export function shippingSites(module: GoModule, sites: readonly Site[]): readonly SiteCommand[] {
  return sites.flatMap((site) => {
    if (site.kind !== "dockerfile-stage" && site.kind !== "goreleaser-build") return [];
    if (site.commands.some(({ subcommand }) => subcommand === "test")) return [];
    const command = site.commands.find(
      (each) => isOf(each, module) && /^(?:build|install)$/.test(each.subcommand) && compilesModule(each),
    );
    return command ? [{ site, command }] : [];
  });
}

/** Jobs that test packages of the module. */
export function testingSites(module: GoModule, sites: readonly Site[]): readonly SiteCommand[] {
  return sites.flatMap((site) => {
    const command = site.commands.find((each) => isOf(each, module) && each.subcommand === "test");
    return command && jobs.has(site.kind) ? [{ site, command }] : [];
  });
}

function isOf(command: GoCommand, module: GoModule): boolean {
  return command.module?.file === module.file && command.go.outcome !== "refuses";
}

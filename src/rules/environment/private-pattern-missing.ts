import { replacesOf } from "../../go/modfile/lines-of-path.ts";
import type { Require } from "../../go/modfile/model.ts";
import { matchesPrefixPatterns } from "../../go/private-patterns.ts";
import { mayFetchModules } from "../../site/asks-for-modules.ts";
import { isBuildMachine } from "../../site/is-build-machine.ts";
import { type SeenSetting, seenSettings } from "../../site/seen-settings.ts";
import type { GoCommand, Site } from "../../site/site.ts";
import { defineRule } from "../rule.ts";

export default defineRule({
  id: "environment/private-pattern-missing",
  status: "preview",
  since: "0.1.0",
  harm: "S0",
  proof: ["environment-private-pattern-never-matches"],
  summary:
    "One place names a module as private, another fetches it without: its name reaches the public proxy.",
  why:
    "GOPRIVATE is a setting of each machine, not of the module. Where it is missing go asks the default proxy first, and " +
    "the checksum database for what go.sum does not list, which tells them the path; the build may still pass, by way of " +
    "the fallback to the origin.",
  remedy: "Set the same GOPRIVATE here.",
  reads: "site",

  *check(site, { sites }) {
    if (!isBuildMachine(site.kind) && site.kind !== "goreleaser-build") return;
    const named = placesThatNameIt(sites);
    if (named.length === 0) return;
    for (const command of site.commands) {
      if (!asksTheDefaultProxy(command)) continue;
      for (const setting of named) {
        const required = privateRequire(command, setting.text);
        if (!required || !command.module) continue;
        yield {
          at: command.at,
          message: `"go ${command.subcommand}" asks ${isSummed(command, required) ? "the default proxy" : "the default proxy and the checksum database"} for ${required.path}, which ${setting.at.file} calls private (GOPRIVATE=${setting.text})`,
          evidence: [
            { at: setting.at, shows: "here it is private" },
            { at: { file: command.module.file, span: required.span }, shows: "the module is required" },
          ],
          cause: `GOPRIVATE is missing for ${required.path}`,
        };
        return;
      }
    }
  },
});

const places = new WeakMap<readonly Site[], readonly SeenSetting[]>();

/** Settings of GOPRIVATE that hold a path; found once for all sites. */
function placesThatNameIt(sites: readonly Site[]): readonly SeenSetting[] {
  const known = places.get(sites);
  if (known) return known;
  const found = sites
    .flatMap((other) => seenSettings(other, ["GOPRIVATE"]))
    .filter(({ text }) => text.includes("/") || text.includes("."));
  places.set(sites, found);
  return found;
}

/** No setting, of which files tell, keeps a module from the proxy. */
function asksTheDefaultProxy(command: GoCommand): boolean {
  const { environment } = command;
  if (environment.openReason || command.go.outcome === "refuses" || !mayFetchModules(command)) return false;
  return ["GOPRIVATE", "GONOPROXY", "GOPROXY", "GOFLAGS", "GOENV"].every(
    (name) => !environment.goSetting(name),
  );
}

function privateRequire(command: GoCommand, patterns: string): Require | undefined {
  const { module } = command;
  return module?.mod.requires.find(
    ({ path }) => matchesPrefixPatterns(patterns, path) && replacesOf(module.mod, path).length === 0,
  );
}

/** Where go.sum has the hash of the module's code the database is not asked. */
function isSummed({ module }: GoCommand, { path, version }: Require): boolean {
  return (
    module?.sum?.parsed.lines.some(
      (line) => line.path === path && line.version === version && !line.isGoMod,
    ) ?? false
  );
}

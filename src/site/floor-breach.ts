/** Policy floor: every site runs the go line of its module or newer. */
import { compareGoVersions } from "../go/go-version.ts";
import { minorOfGoVersion } from "../go/minor-version.ts";
import { hasFlag } from "./builds-or-checks.ts";
import { compilesModule } from "./compiles-module.ts";
import { linesInEffect } from "./lines-in-effect.ts";
import { minorOfGo } from "./minor-of-go.ts";
import { refusalOf } from "./refusal.ts";
import type { GoCommand, GoResolution, Site } from "./site.ts";

/** The refusals that an older go gives for the sake of a go line. */
const tooOld =
  /^(?!module .* listed in go\.work ).*(?:requires go >=|: invalid go version|cannot compile Go )/;

/** Commands that need the module and so stop when the toolchain is too old. */
const needsModule =
  /^(?:build|install|run|test|vet|list|generate|get|mod (?!edit|init).*|work (?!edit|init).*)$/;

/** The first command, of the site or of a tool that it runs, that stops because its go is older than the go line. */
export function commandBelowFloor(site: Site): GoCommand | undefined {
  const ofTools = site.events.flatMap(({ runsGo }) =>
    runsGo && !runsGo.isConditional && runsGo.failure.kind === "stops" ? [runsGo] : [],
  );
  return [...site.commands, ...ofTools].find(
    ({ go, subcommand }) => tooOld.test(refusalOf(go) ?? "") && needsModule.test(subcommand),
  );
}

/** The first command that compiles with a go older than the go line: only go 1.20 and older do that. */
export function commandThatIgnoresFloor(site: Site): GoCommand | undefined {
  return site.commands.find((command) => {
    const line = linesInEffect(command)?.go?.version;
    const inModules = command.mode.value !== "gopath" && command.mode.value !== "unknown";
    return (
      line !== undefined &&
      inModules &&
      compilesModule(command) &&
      !hasFlag(command, "modfile") &&
      runsBelow(command.go, line)
    );
  });
}

/**
 * The first command that compiles a module with a go that is certainly older than its go line and cannot
 * switch: it runs (1.20 and older), refuses (some patches of 1.19 and 1.20 do), or builds in GOPATH (before 1.11).
 */
export function commandBelowLine(site: Site): GoCommand | undefined {
  return site.commands.find((command) => {
    const line = minorOfGoVersion(linesInEffect(command)?.go?.version ?? "");
    const { installed } = command.go;
    if (line === undefined || !installed || !compilesModule(command)) return false;
    if (installed.precision === "floating") return false;
    const minor = minorOfGoVersion(installed.version);
    if (minor === undefined || minor >= firstToSwitch || minor >= line) return false;
    // GO111MODULE=off leaves go.mod out of a build that would read it.
    return minor < firstWithModules || command.mode.value !== "gopath";
  });
}

/** The first minor version that chooses its toolchain. */
const firstToSwitch = 21;

/** The first minor version that reads go.mod. */
const firstWithModules = 11;

/** Whether a go runs, without a switch, and is certainly older than the line; patches play no part below 1.21. */
function runsBelow(go: GoResolution, line: string): boolean {
  const minor = minorOfGo(go);
  if (go.outcome !== "runs" || minor === undefined || minor < firstWithModules) return false;
  // From 1.21 on go refuses: one that runs goes by other lines, of -modfile or of an edited go.mod.
  if (minor >= firstToSwitch) return false;
  if (go.version !== undefined) return compareGoVersions(go.version, line) < 0;
  return minor < (minorOfGoVersion(line) ?? 0);
}

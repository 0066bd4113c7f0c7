/** Whether a program's settings are what a site that builds its module promises. */
import { type BuildInfo, buildSetting } from "../go/build-info.ts";
import { effectiveFlag } from "../go/effective-flag.ts";
import { parseGoflags } from "../go/goflags.ts";
import type { InspectedContract } from "../report/inspect-report.ts";
import { hasFlag, ownFlag } from "../site/builds-or-checks.ts";
import type { GoCommand, Site } from "../site/site.ts";
import { knownText } from "../site/value.ts";
import type { GoModule } from "../workspace/gomod/model.ts";
import type { Look } from "./look.ts";

type Finding = InspectedContract["findings"][number];

interface Question {
  readonly info: BuildInfo;
  readonly module: GoModule;
  readonly tags: readonly string[];
}

/** Findings against the site that comes nearest; one that promises exactly this is verified. */
export function judgeSites(
  question: Question,
  { table, workspace }: Look,
): Pick<InspectedContract, "findings" | "unknown" | "verified" | "site"> {
  const builds = table.sites.flatMap((site) =>
    site.commands.filter((command) => couldBuild(command, question)).map((command) => ({ site, command })),
  );
  if (builds.length === 0)
    return {
      findings: [],
      unknown: ["no site of this repository is known to build the program"],
      verified: 0,
      site: null,
    };
  const judged = builds
    .map(({ site, command }) => ({ site, command, ...compare(command, question) }))
    .toSorted((a, b) => a.differing.length - b.differing.length || a.open.length - b.open.length);
  const [nearest] = judged;
  if (!nearest) return { findings: [], unknown: [], verified: 0, site: null };
  const { site, command, differing, open } = nearest;
  const line = workspace.source(command.at.file)?.lines.positionAt(command.at.span.start).line ?? 1;
  return {
    findings: differing.map((difference) => finding(difference, { site, file: command.at.file, line })),
    unknown:
      differing.length > 0
        ? []
        : open.map((name) => `${site.title} does not tell ${name} (${command.at.file}:${line})`),
    verified: differing.length === 0 && open.length === 0 ? 1 : 0,
    site: { title: site.title, file: command.at.file, line },
  };
}

function couldBuild(command: GoCommand, { info, module }: Question): boolean {
  if (command.subcommand !== "build" && command.subcommand !== "install") return false;
  if (command.module !== undefined && command.module.file !== module.file) return false;
  if (command.module === undefined && command.workspace === undefined) return false;
  return (
    fits(knownText(command.goos), buildSetting(info, "GOOS")) &&
    fits(knownText(command.goarch), buildSetting(info, "GOARCH"))
  );
}

function fits(promised: string | undefined, built: string | undefined): boolean {
  return promised === undefined || promised === "" || built === undefined || promised === built;
}

interface Difference {
  readonly name: string;
  readonly built: string;
  readonly promised: string;
}

function compare(
  command: GoCommand,
  { info, tags }: Question,
): { readonly differing: readonly Difference[]; readonly open: readonly string[] } {
  const differing: Difference[] = [];
  const open: string[] = [];
  const see = (name: string, built: string, promised: string | undefined): void => {
    if (promised === undefined) open.push(name);
    else if (promised !== built) differing.push({ name, built, promised });
  };
  const promisedTags = command.tags.value;
  see("-tags", listOf(tags), promisedTags && listOf(promisedTags));
  const cgo = buildSetting(info, "CGO_ENABLED");
  if (cgo !== undefined) {
    const promised = command.cgo.value === "unknown" ? undefined : command.cgo.value === "on" ? "1" : "0";
    see("CGO_ENABLED", cgo, promised);
  }
  for (const name of ["trimpath", "race"]) {
    see(`-${name}`, buildSetting(info, `-${name}`) === "true" ? "on" : "off", switchOf(command, name));
  }
  // -trimpath keeps -ldflags out of the build info.
  if (buildSetting(info, "-trimpath") !== "true")
    see("-ldflags", buildSetting(info, "-ldflags") ?? "none", linkerFlagsOf(command));
  return { differing, open };
}

function linkerFlagsOf(command: GoCommand): string | undefined {
  const flag = ownFlag(command, "ldflags");
  if (flag) return knownText(flag.value);
  return switchOf(command, "ldflags") === "off" ? "none" : undefined;
}

function listOf(tags: readonly string[]): string {
  return tags.length === 0 ? "none" : [...new Set(tags)].sort().join(",");
}

/** On where the command or GOFLAGS has the flag; undefined where neither can be known. */
function switchOf(command: GoCommand, name: string): "on" | "off" | undefined {
  if (hasFlag(command, name)) {
    const isOff = command.arguments.some(({ value }) =>
      new RegExp(`^--?${name}=(?:false|0|f|F|FALSE|False)$`).test(knownText(value) ?? ""),
    );
    return isOff ? "off" : "on";
  }
  const goflags = command.environment.goSetting("GOFLAGS");
  if (!goflags) return "off";
  const text = knownText(goflags.value);
  if (text === undefined)
    return goflags.value.kind === "unknown" && goflags.value.isUnset ? "off" : undefined;
  const { words } = parseGoflags(text, command.go.version);
  const value = effectiveFlag({ subcommand: command.subcommand, name, goflags: words, flags: [] })?.value;
  return value === undefined || value === "false" ? "off" : "on";
}

function finding(
  { name, built, promised }: Difference,
  { site, file, line }: { site: Site; file: string; line: number },
): Finding {
  return {
    kind: "setting",
    subject: name,
    built,
    promised: `${promised} at ${site.title}`,
    file,
    line,
    harm: "S1",
  };
}

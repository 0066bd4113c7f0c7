/** The report of `inspect` for people: one paragraph for each file, the last line counts. */

import { contractLines } from "./inspect-contract.ts";
import { differenceLines } from "./inspect-difference.ts";
import type { InspectedImage, InspectedProgram, InspectReport } from "./inspect-report.ts";
import { riskOf, startHeading, startLines } from "./inspect-start.ts";
import { countOf, toOneLine, wrapText } from "./layout.ts";
import { createPaint, type Paint } from "./paint.ts";

export interface InspectHumanOptions {
  readonly hasColor: boolean;
  readonly width: number;
}

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

const margin = "    ";
const labelWidth = 12;
const shownGodebugs = 6;

export function formatInspectHuman(report: InspectReport, options: InspectHumanOptions): string {
  const look = {
    paint: createPaint(options.hasColor),
    width: Math.min(Math.max(options.width, 60), 120),
  };
  const isOnlyStart = report.programs.some(({ start }) => start?.path === null);
  const paragraphs = [
    ...(isOnlyStart ? [] : report.images.map((image) => formatImage(image, look).join("\n"))),
    ...report.programs.map((program) => formatProgram(program, look).join("\n")),
    ...report.programs.flatMap(({ file, contract }) =>
      contract ? [contractLines(file, contract, look.paint).join("\n")] : [],
    ),
    ...report.differences.map((difference) => differenceLines(difference, look.paint).join("\n")),
  ];
  return `${[...paragraphs, formatCounts(report)].join("\n\n")}\n`;
}

function formatImage(image: InspectedImage, { paint }: Look): readonly string[] {
  const line = (name: string, text: string): string => margin + name.padEnd(labelWidth) + toOneLine(text);
  const bytes = image.layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const words = [...image.entrypoint, ...image.command].join(" ");
  return [
    paint.bold(toOneLine(image.name)),
    ...(image.digest === null ? [] : [line("digest", image.digest)]),
    line("platform", platformOf(image)),
    line("starts", words === "" ? "nothing by itself" : words),
    line("user", image.user === "" ? "root" : image.user),
    line("layers", `${image.layers.length}, ${(bytes / 1e6).toFixed(1)} MB`),
  ];
}

/** Builders list an image for one platform and put another into it. */
function platformOf({ platform, listedPlatform }: InspectedImage): string {
  const plain = (text: string): string => text.split("/").slice(0, 2).join("/");
  const isOther = listedPlatform !== null && plain(listedPlatform) !== plain(platform);
  return isOther ? `${platform}, but the index lists it for ${listedPlatform}` : platform;
}

function formatProgram(program: InspectedProgram, look: Look): readonly string[] {
  const { go, unknown, linkage, start } = program;
  const label = (name: string, text: string): readonly string[] =>
    wrapText(toOneLine(text), look.width - margin.length - labelWidth).map(
      (line, index) => margin + (index === 0 ? name : "").padEnd(labelWidth) + line,
    );
  const heading = start ? startHeading(program.file, start) : program.file;
  const lines = [look.paint.bold(toOneLine(heading))];
  if (start) {
    lines.push(...startLines(program, start).flatMap(([name, text]) => label(name, text)));
    // Asked whether a file starts, nobody wants to read all that it holds.
    if (start.path === null) return lines;
  }
  if (unknown)
    lines.push(
      ...label("unknown", `${unknown.reason}${unknown.detail === null ? "" : `: ${unknown.detail}`}`),
    );
  if (go) {
    lines.push(...label("go", go.version), ...label("program", programLine(go)));
    if (go.vcs) lines.push(...label("commit", vcsLine(go.vcs)));
    lines.push(...label("modules", moduleLine(go.deps)));
  }
  if (program.platform) lines.push(...label("runs on", platformLine(program)));
  if (linkage) {
    lines.push(...label("linked", linkageLine(linkage)));
    if (linkage.needed.length > 0) lines.push(...label("needs", linkage.needed.join(", ")));
    if (linkage.floors.length > 0)
      lines.push(
        ...label(
          "at least",
          linkage.floors.map(({ library, version }) => `${version} of ${library}`).join(", "),
        ),
      );
    const paths = linkage.runpath.length > 0 ? linkage.runpath : linkage.rpath;
    if (paths.length > 0)
      lines.push(
        ...label("looks in", `${paths.join(", ")} (${linkage.runpath.length > 0 ? "RUNPATH" : "RPATH"})`),
      );
  }
  if (go) {
    lines.push(
      ...label("built", builtLine(go)),
      ...label("names", choiceLine(go.dns, "resolver")),
      ...label("users", choiceLine(go.users, "lookup")),
    );
    const risk = start ? undefined : riskOf(program);
    if (risk !== undefined) lines.push(...label("risk", risk));
    const godebug = Object.entries(go.godebug).map(([name, value]) => `${name}=${value}`);
    if (godebug.length > 0) lines.push(...label("godebug", godebugLine(godebug)));
  }
  return lines;
}

type Go = NonNullable<InspectedProgram["go"]>;

function programLine({ path, main }: Go): string {
  if (!main) return path === "" ? "built without modules" : path;
  const from = main.path === path ? main.version : `${main.path} ${main.version}`;
  return `${path}   ${from}`.trimEnd();
}

function vcsLine({ system, revision, time, modified }: NonNullable<Go["vcs"]>): string {
  const state = modified === true ? ", with uncommitted changes" : "";
  return [`${system} ${revision ?? "unknown"}${state}`, ...(time === null ? [] : [time])].join("   ");
}

function moduleLine(deps: Go["deps"]): string {
  if (deps.length === 0) return "none besides its own";
  const replaced = deps.filter(({ replace }) => replace !== undefined);
  const unsummed = deps.filter(({ sum, replace }) => (replace ?? { sum }).sum === "").length;
  const notes = [
    ...(replaced.length > 0 ? [`${replaced.length} replaced`] : []),
    ...(unsummed > 0 ? [`${unsummed} without a sum`] : []),
  ];
  return [countOf(deps.length, "module"), ...notes].join(", ");
}

function platformLine({ platform, format, linkage }: InspectedProgram): string {
  if (!platform) return "";
  const { os, arch, archs, bits, byteOrder } = platform;
  const machines = archs ? ` (first of ${archs.join(", ")})` : "";
  const since = linkage?.minimumSystem ? `, from ${linkage.minimumSystem}` : "";
  return `${os ?? "unknown system"}/${arch ?? "unknown machine"}${machines}${since}   ${format}, ${bits} bits, ${byteOrder} endian`;
}

function linkageLine({ kind, pie, interpreter }: NonNullable<InspectedProgram["linkage"]>): string {
  const words: Readonly<Record<string, string>> = {
    static: "static",
    "static-pie": "static, position-independent",
    dynamic: `dynamic${pie ? ", position-independent" : ""}`,
    "shared-library": "a shared library",
  };
  return `${words[kind] ?? kind}${interpreter === null ? "" : `   started by ${interpreter}`}`;
}

function builtLine({ settings, cgo, race, trimpath, tags }: Go): string {
  const settingOf = (key: string): string | undefined =>
    settings.find((setting) => setting.key === key)?.value;
  const words = [
    settingOf("CGO_ENABLED") === undefined ? undefined : `CGO_ENABLED=${settingOf("CGO_ENABLED")}`,
    cgo ? "cgo code inside" : "no cgo code inside",
    tags.length > 0 ? `-tags ${tags.join(",")}` : undefined,
    race ? "-race" : undefined,
    trimpath ? "-trimpath" : undefined,
    ...["-cover", "-asan", "-msan"].map((flag) => (settingOf(flag) === "true" ? flag : undefined)),
    ...["-buildmode", "-gcflags", "-asmflags"].map((flag) => {
      const value = settingOf(flag);
      return value === undefined || value === "exe" ? undefined : `${flag} ${JSON.stringify(value)}`;
    }),
    settingOf("-ldflags") === undefined ? undefined : `-ldflags ${JSON.stringify(settingOf("-ldflags"))}`,
  ];
  return words.filter((word) => word !== undefined).join(", ");
}

/** Old go lines bring dozens: they are counted, and the JSON has them all. */
function godebugLine(entries: readonly string[]): string {
  if (entries.length <= shownGodebugs) return entries.join(", ");
  return `${entries.slice(0, shownGodebugs).join(", ")} and ${entries.length - shownGodebugs} more (--format json)`;
}

function choiceLine({ uses, because }: { uses: string; because: string }, what: string): string {
  const words: Readonly<Record<string, string>> = {
    go: `Go's own ${what}`,
    system: `the system's ${what}`,
    either: `Go's own ${what}, or the system's`,
    none: "none",
  };
  return `${words[uses] ?? uses}   ${because}`;
}

function formatCounts({ programs, images, elapsedMs }: InspectReport): string {
  const unknown = programs.filter(
    (program) => program.unknown !== null || program.start?.outcome === "unknown",
  ).length;
  const modules = programs.reduce((sum, { go }) => sum + (go?.deps.length ?? 0), 0);
  const looked = images.length === 0 ? "" : `, ${countOf(images.length, "image")}`;
  return `${countOf(programs.length, "file")}${looked}, ${countOf(modules, "module")}, ${unknown === 0 ? "nothing unknown" : `${unknown} unknown`} (${(elapsedMs / 1000).toFixed(1)} s).`;
}

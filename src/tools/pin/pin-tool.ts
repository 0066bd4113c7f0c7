/** One release for one tool: edits that can be made here, commands that need a network, and what a person decides. */
import { compareGoVersions } from "../../go/go-version.ts";
import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import type { Tool, ToolPlace } from "../model.ts";
import { isCalendarVersion, plainVersion } from "../precision.ts";
import { chooseHome, chooseRelease } from "./choose-release.ts";
import type { PinEdit, ToolPin } from "./model.ts";
import { pointToModule } from "./point-to-module.ts";
import { pointToVariable } from "./point-to-variable.ts";

/** The pin of a tool; undefined where every place that can be known says the same already. */
export function pinTool(tool: Tool, workspace: Workspace): ToolPin | undefined {
  const places = tool.places.filter(({ kind, mayFloat }) => kind !== "editor" && !mayFloat);
  const release = chooseRelease(places);
  if (!release || places.length < 2) return undefined;
  const home = chooseHome(places, release);
  const edits: PinEdit[] = [];
  const steps: { run: string; reason: string }[] = [];
  const notes: { at: Place; reason: string }[] = [];
  const input: PlaceInput = { release, home, workspace };
  const atHome = isSameRelease(home, release) ? { edits: [] } : raise(home, input);
  for (const outcome of [
    atHome,
    ...places.filter((place) => place !== home).map((place) => follow(place, input)),
  ]) {
    edits.push(...(outcome.edits ?? []));
    if (outcome.step) steps.push(outcome.step);
    if (outcome.note) notes.push(outcome.note);
  }
  if (edits.length + steps.length + notes.length === 0) return undefined;
  // A release that go.mod does not have yet: what points to go.mod has to wait for the command.
  const waits = steps.length > 0 && isOfModule(home);
  const version = release.declared;
  const from = isSameRelease(home, release) ? home : release;
  return { tool: tool.name, version, from, home, edits: waits ? [] : edits, steps, notes };
}

interface PlaceInput {
  readonly release: ToolPlace;
  readonly home: ToolPlace;
  readonly workspace: Workspace;
}

interface Outcome {
  readonly edits?: readonly PinEdit[];
  readonly step?: { readonly run: string; readonly reason: string };
  readonly note?: { readonly at: Place; readonly reason: string };
}

/** What a place does that is not the home of the pin. */
function follow(place: ToolPlace, input: PlaceInput): Outcome {
  const { release, home, workspace } = input;
  if (isInVendor(place))
    return isSameRelease(place, release) ? {} : noted(place, "stands in vendor/ and is written elsewhere");
  if (place.precision === "open") return noted(place, `cannot be known: ${place.declared}`);
  if (isCalendarVersion(place.declared) && !isCalendarVersion(release.declared))
    return noted(
      place,
      `counts releases by years: whether ${place.declared} is ${release.declared} cannot be seen here`,
    );
  if (isOtherMajor(place, release))
    return noted(
      place,
      `is another major, which is another tool: ${place.declared} here, ${release.declared} there`,
    );
  const pointer = pointToModule(place, home, workspace) ?? pointToVariable(place, home, workspace);
  if (pointer) return { edits: pointer };
  return isSameRelease(place, release) ? {} : raise(place, input);
}

/** Writes the release where a place holds another one; go.mod and bingo need go for that. */
function raise(place: ToolPlace, { release, workspace }: PlaceInput): Outcome {
  const version = `v${plainVersion(release.declared)}`;
  const { kind, package: path = "", moduleFile = "go.mod" } = place;
  if (isOtherMajor(place, release))
    return noted(
      place,
      `is another major, which is another tool: ${place.declared} here, ${release.declared} there`,
    );
  if (isOfModule(place)) {
    const isTool = kind === "tool directive" || (kind === "tools.go" && hasToolLines(moduleFile, workspace));
    const folder = moduleFile.replace(/\/?go\.mod$/, "");
    const command = `go -C ${folder} get${isTool ? " -tool" : ""} ${path}@${version}`;
    const run = folder === "" ? command.replace(" -C ", "") : command;
    return {
      step: { run, reason: `${moduleFile} has ${place.declared}, and only go can raise it with go.sum` },
    };
  }
  if (kind === "bingo")
    return {
      step: { run: `bingo get ${path}@${version}`, reason: `${place.at.file} has ${place.declared}` },
    };
  return writeRelease(place, version, workspace);
}

function writeRelease(place: ToolPlace, version: string, workspace: Workspace): Outcome {
  const { at, declared, precision } = place;
  if (precision === "exact" && !/^v?\d+\./.test(declared))
    return noted(place, `names a commit: whether that is ${version} cannot be seen here`);
  const style = styleOf(place);
  if (style === "other")
    return noted(place, `is changed by hand: ${version}, with what hangs on it (checksums, names, digests)`);
  const written = style === "plain" ? plainVersion(version) : version;
  const text = workspace.source(at.file)?.text.slice(at.span.start, at.span.end) ?? "";
  // In a quoted scalar the quotes stay, and a variable may hold the release without its v.
  const old = text.includes(declared) ? declared : plainVersion(declared);
  const inner = text.indexOf(old);
  if (inner === -1 || text.indexOf(old, inner + 1) !== -1)
    return noted(place, `names no release: write ${written}`);
  const start = at.span.start + inner;
  const isPlain = style === "plain" || (/^v/.test(declared) && old !== declared);
  const span = { start, end: start + old.length };
  return { edits: [{ at: { file: at.file, span }, text: isPlain ? plainVersion(version) : written }] };
}

/** How a place writes a release: as it does now, or as its kind wants it. */
function styleOf({ kind, declared, style }: ToolPlace): "v" | "plain" | "other" {
  if (style === "other") return style;
  if (/^v\d/.test(declared)) return "v";
  if (/^\d/.test(declared)) return "plain";
  if (/^(?:mise|tool-versions|version file|devcontainer)$/.test(kind)) return "plain";
  // Which tags an image or a repository of hooks has cannot be seen here.
  if (kind === "image" || kind === "pre-commit") return "other";
  return style ?? "v";
}

function isSameRelease(place: ToolPlace, release: ToolPlace): boolean {
  return place.precision === "exact" && plainVersion(place.declared) === plainVersion(release.declared);
}

/** The major of a place: of its package's path, else of its version; undefined for `latest` without a path. */
function majorOf({ package: path, declared }: ToolPlace): string | undefined {
  const ofPath = /\/v(\d+)(?=\/|$)/.exec(path ?? "")?.[1];
  const ofVersion = /^[~^> ]*v?(\d+)(?:\.|$)/.exec(declared)?.[1];
  const major = ofPath ?? ofVersion;
  return major === undefined ? (path === undefined ? undefined : "1") : major === "0" ? "1" : major;
}

function isOtherMajor(place: ToolPlace, release: ToolPlace): boolean {
  const [one, other] = [majorOf(place), majorOf(release)];
  return one !== undefined && other !== undefined && one !== other;
}

function hasToolLines(moduleFile: string, { modules }: Workspace): boolean {
  const go = modules.find(({ file }) => file === moduleFile)?.mod.go?.version;
  return go !== undefined && compareGoVersions(go, "1.24") >= 0;
}

function isOfModule({ kind }: ToolPlace): boolean {
  return kind === "tool directive" || kind === "tools.go" || kind === "go.mod";
}

function isInVendor({ at }: ToolPlace): boolean {
  return /(?:^|\/)vendor\//.test(at.file);
}

function noted({ at }: ToolPlace, reason: string): Outcome {
  return { note: { at, reason } };
}

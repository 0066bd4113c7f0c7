/** Which Go toolchain a go command really runs, as cmd/go decides it (https://go.dev/doc/toolchain#select). */
import { compareGoVersions, languageVersion, parseGoVersion } from "./go-version.ts";
import {
  chooseToolchain,
  type ToolchainChoice,
  type ToolchainRequest,
  whyMissing,
} from "./toolchain-choice.ts";
import { goVersionOfToolchain, parseGotoolchainSyntax } from "./toolchain-name.ts";
import { type GoLines, modulesRefusedBy } from "./toolchain-refusal.ts";

/** What a go command does about its toolchain. */
export interface ToolchainSelection {
  /** `runs`: the installed go compiles; `switches`: another toolchain does; `refuses`: go stops. */
  readonly outcome: "runs" | "switches" | "refuses";
  /** Version of the toolchain that compiles, or that refuses. */
  readonly version: string;
  /** Its name, with a suffix where it has one: `go1.22.1-custom`. */
  readonly toolchain: string;
  readonly why: readonly string[];
  /** What go prints when it refuses. */
  readonly error?: string;
}

/** The patches of the installed go decide differently. */
export interface UnknownSelection {
  readonly outcome: "unknown";
  /** For people: which patches do what. */
  readonly reason: string;
  readonly why: readonly string[];
}

/** The patches of a minor are not known, so a number no release reaches stands for "newer than all named here". */
const latestPatch = 99_999;

/** Decides whether the installed go runs, switches to another toolchain or refuses. */
export function selectToolchain(request: ToolchainRequest): ToolchainSelection {
  const local = `go${request.installed}`;
  const localVersion = goVersionOfToolchain(local) ?? request.installed;
  if (compareGoVersions(localVersion, "1.21") < 0) {
    const why = [`go ${localVersion} is older than 1.21 and knows nothing of toolchain selection`];
    return afterChoice(request, { name: local, why, because: "" });
  }
  const choice = chooseToolchain(request, local, localVersion);
  const error = choice.error ?? (choice.name === local ? undefined : whyMissing(request, choice.name));
  if (error !== undefined)
    return { outcome: "refuses", version: localVersion, toolchain: local, why: choice.why, error };
  return afterChoice(request, choice);
}

/** What go does if any patch of `minor` (`1.24`) is installed; unknown when that depends on the patch. */
export function selectToolchainForMinor(
  request: Omit<ToolchainRequest, "installed"> & { readonly minor: string },
): ToolchainSelection | UnknownSelection {
  const { minor } = request;
  const select = (patch: number): ToolchainSelection =>
    selectToolchain({ ...request, installed: `${minor}.${patch}` });
  const latest = select(latestPatch);
  const patches = decidingPatches(request, minor);
  const differing = patches.map((patch) => ({ patch, selection: select(patch) }));
  const other = differing.findLast(({ selection }) => !isSameDecision(selection, latest));
  if (!other) return nameMinor(latest, minor);
  const above = { patch: other.patch + 1, selection: latest };
  return {
    outcome: "unknown",
    reason: `${minor}.${other.patch} ${describe(other.selection)}, ${minor}.${above.patch} ${describe(latest)}`,
    why: [`any patch of go ${minor} may be installed`],
  };
}

function afterChoice(request: ToolchainRequest, choice: ToolchainChoice): ToolchainSelection {
  const version = goVersionOfToolchain(choice.name) ?? choice.name.slice("go".length);
  const toolchain = choice.name;
  const refusal = modulesRefusedBy(version, request, choice.because);
  if (refusal !== undefined) {
    return {
      outcome: "refuses",
      version,
      toolchain,
      why: [...choice.why, refusal.why],
      error: refusal.error,
    };
  }
  const isInstalled = toolchain === `go${request.installed}`;
  return {
    outcome: isInstalled ? "runs" : "switches",
    version,
    toolchain,
    why: [...choice.why, ...oldNote(version, request)],
  };
}

function oldNote(version: string, { goLine = "" }: GoLines): string[] {
  if (compareGoVersions(version, "1.21") >= 0 || compareGoVersions(languageVersion(goLine), version) <= 0)
    return [];
  return [
    `go ${version} builds a module of go ${goLine} all the same; it names the line only after a compile error`,
  ];
}

/** Patches at which a decision can change: those named by the lines, and those whose behaviour differs. */
function decidingPatches(request: Omit<ToolchainRequest, "installed">, minor: string): number[] {
  const setting = parseGotoolchainSyntax(request.gotoolchain);
  const minimum = "problem" in setting ? undefined : setting.minimum;
  const named = [
    request.goLine,
    request.toolchainLine && goVersionOfToolchain(request.toolchainLine),
    minimum && goVersionOfToolchain(minimum),
    "1.19.13",
    "1.20.8",
  ];
  const patches = new Set([0]);
  for (const text of named) {
    const version = parseGoVersion(text ?? "");
    if (!version || `${version.major}.${version.minor}` !== minor) continue;
    const patch = Number(version.patch);
    for (const near of [patch - 1, patch, patch + 1]) {
      if (near >= 0 && near < latestPatch) patches.add(near);
    }
  }
  return [...patches].sort((a, b) => a - b);
}

function isSameDecision(a: ToolchainSelection, b: ToolchainSelection): boolean {
  if (a.outcome !== b.outcome) return false;
  return a.outcome !== "switches" || a.version === b.version;
}

function describe({ outcome, version }: ToolchainSelection): string {
  return outcome === "switches" ? `switches to ${version}` : outcome;
}

function nameMinor(selection: ToolchainSelection, minor: string): ToolchainSelection {
  const anyPatch = (text: string): string => text.replaceAll(`${minor}.${latestPatch}`, `${minor}.x`);
  const named = {
    outcome: selection.outcome,
    version: selection.version === `${minor}.${latestPatch}` ? minor : selection.version,
    toolchain: anyPatch(selection.toolchain),
    why: selection.why.map(anyPatch),
  };
  return selection.error === undefined ? named : { ...named, error: anyPatch(selection.error) };
}

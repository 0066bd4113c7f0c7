/** The build configurations that sites use: what decides which files each of them selects. */
import { type BuildContext, matchesTag } from "../go/build-context.ts";
import { type Constraint, evaluateConstraint, formatConstraint, tagsOfConstraint } from "../go/constraint.ts";
import { fileNameConstraint, isIgnoredName } from "../go/file-name.ts";
import { isUnixOs, knownArch, knownOs } from "../go/platforms.ts";
import type { GoFile } from "../workspace/gofiles/model.ts";
import { isVersionedCall } from "./is-versioned-call.ts";
import type { GoCommand, Site } from "./site.ts";
import { toolTagsOfCommand } from "./tool-tags-of-command.ts";

/** One configuration with every command that uses it. */
export interface SiteBuild {
  readonly key: string;
  readonly uses: readonly { readonly site: Site; readonly command: GoCommand | undefined }[];
  /** The program that runs go here (gotestsum); then nothing that the build selects is sure. */
  readonly program?: string;
  readonly goos: string | undefined;
  readonly goarch: string | undefined;
  readonly cgo: boolean | undefined;
  /** Tags of -tags; undefined when they cannot be known. */
  readonly tags: readonly string[] | undefined;
  readonly goMinor: number | undefined;
  /** Tests are compiled too (`go test`, `go vet`). */
  readonly includesTests: boolean;
  readonly toolTags: readonly string[];
  /** Whether a tag of the toolchain may be on: its version, the target's level or an experiment is not known. */
  readonly isOpenToolTag?: (tag: string) => boolean;
}

/** Selected for sure, left out for sure, or open because a setting of the build is not known. */
export type Selected = "yes" | "no" | "maybe";

const building = new Set(["build", "install", "test", "run", "vet", "list", "generate"]);

/** The distinct configurations of all commands that compile packages of the repository. */
export function buildsOfSites(sites: readonly Site[]): readonly SiteBuild[] {
  const builds = new Map<string, SiteBuild & { uses: { site: Site; command: GoCommand }[] }>();
  for (const site of sites) {
    for (const command of site.commands) {
      // `go list` and `go generate` compile nothing, and a tool that is named with its version lies elsewhere.
      if (/^(?:list|generate)$/.test(command.subcommand) || isVersionedCall(command)) continue;
      const build = buildOfCommand(command);
      if (!build) continue;
      const existing = builds.get(build.key);
      if (existing) existing.uses.push({ site, command });
      else builds.set(build.key, { ...build, uses: [{ site, command }] });
    }
  }
  return [...builds.values()];
}

const buildOf = new WeakMap<GoCommand, Omit<SiteBuild, "uses">>();

/** The configuration of one command; undefined when it builds nothing. */
export function buildOfCommand(command: GoCommand): Omit<SiteBuild, "uses"> | undefined {
  if (!building.has(command.subcommand)) return undefined;
  const known = buildOf.get(command);
  if (known) return known;
  const build = readBuild(command);
  buildOf.set(command, build);
  return build;
}

function readBuild(command: GoCommand): Omit<SiteBuild, "uses"> {
  const goos = command.goos.kind === "known" ? command.goos.text : undefined;
  const goarch = command.goarch.kind === "known" ? command.goarch.text : undefined;
  const cgo = command.cgo.value === "unknown" ? undefined : command.cgo.value === "on";
  const tags = command.tags.value;
  const goMinor = minorOf(command.go.version ?? command.go.range);
  const includesTests = command.subcommand === "test" || command.subcommand === "vet";
  const words = command.arguments.map((argument) => argument.text);
  const instrumented = ["race", "msan", "asan"].filter((name) => words.includes(`-${name}`));
  const leastMinor = minorOf(command.go.range?.replace(/^>=/, "")) ?? firstMinor;
  const own = toolTagsOfCommand(command, { minor: goMinor, leastMinor });
  const toolTags = [...own.on, ...instrumented];
  const key = [
    goos ?? "?",
    goarch ?? "?",
    cgo ?? "?",
    tags?.join(",") ?? "?",
    goMinor ?? "?",
    includesTests,
    toolTags.join("+"),
    goMinor === undefined ? leastMinor : "",
  ].join(" ");
  return { key, goos, goarch, cgo, tags, goMinor, includesTests, toolTags, isOpenToolTag: own.isOpen };
}

/** The first minor version with modules. */
const firstMinor = 11;

function minorOf(text: string | undefined): number | undefined {
  if (text === undefined || text.startsWith(">")) return undefined;
  const minor = /^1\.(\d+)/.exec(text)?.[1];
  return minor === undefined ? undefined : Number(minor);
}

/** Whether every build selects a file that is no test. */
export function isAlwaysSelected(file: GoFile): boolean {
  if (file.constraint || file.usesCgo || file.isTest) return false;
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  if (isIgnoredName(name)) return false;
  const { goos, goarch } = fileNameConstraint(name);
  return goos === undefined && goarch === undefined;
}

/** Why a build without tests leaves a test file out. */
export const noTests = "a test file, and no test is run";

/** Whether a build selects a file, with what decides it. */
export function selectInBuild(
  file: GoFile,
  build: Omit<SiteBuild, "uses">,
): { selected: Selected; reason: string } {
  const name = file.path.slice(file.path.lastIndexOf("/") + 1);
  if (isIgnoredName(name)) return { selected: "no", reason: "go looks at no file with such a name" };
  if (file.isTest && !build.includesTests) return { selected: "no", reason: noTests };
  const suffix = fileNameConstraint(name);
  const bySuffix = worse(
    matchesPlatform(suffix.goos, build.goos, "goos"),
    matchesPlatform(suffix.goarch, build.goarch, "goarch"),
  );
  if (bySuffix === "no")
    return {
      selected: "no",
      reason: demandOf(name),
    };
  const byConstraint = evaluateOpen(file, build);
  if (byConstraint === "no") {
    const text = file.constraint ? formatConstraint(file.constraint) : "";
    return { selected: "no", reason: `//go:build ${text} is false` };
  }
  if (file.usesCgo && !file.isTest && build.cgo === false)
    return { selected: "no", reason: 'it imports "C" and cgo is off' };
  const open = file.usesCgo && build.cgo === undefined ? "maybe" : "yes";
  const selected = worse(worse(bySuffix, byConstraint), open);
  if (bySuffix === "maybe")
    return { selected, reason: `${demandOf(name)}, and the platform of this build is not known` };
  if (selected === "maybe") return { selected, reason: "a setting of this build is not known" };
  return {
    selected,
    reason: file.constraint
      ? `//go:build ${formatConstraint(file.constraint)} is true`
      : "nothing excludes it",
  };
}

/** `the name's ending demands windows`, of a file with such a name. */
export function demandOf(name: string): string {
  const { goos, goarch } = fileNameConstraint(name);
  return `the name's ending demands ${[goos, goarch].filter(Boolean).join("/")}`;
}

function worse(a: Selected, b: Selected): Selected {
  if (a === "no" || b === "no") return "no";
  return a === "maybe" || b === "maybe" ? "maybe" : "yes";
}

/** A suffix against the target; android files match linux and so on are the suffix rule's own business. */
function matchesPlatform(
  wanted: string | undefined,
  actual: string | undefined,
  kind: "goos" | "goarch",
): Selected {
  if (wanted === undefined) return "yes";
  if (actual === undefined) return "maybe";
  if (wanted === actual) return "yes";
  const implied = kind === "goos" && impliedBy.get(actual) === wanted;
  return implied ? "yes" : "no";
}

const impliedBy: ReadonlyMap<string, string> = new Map([
  ["android", "linux"],
  ["illumos", "solaris"],
  ["ios", "darwin"],
]);

/** Evaluates the constraint with every way the unknown settings could turn out. */
function evaluateOpen(file: GoFile, build: Omit<SiteBuild, "uses">): Selected {
  if (!file.constraint) return "yes";
  const open = tagsOf(file.constraint)
    .filter((tag) => isOpen(tag, build))
    .slice(0, 10);
  if (open.length === 0) return evaluateConstraint(file.constraint, (tag) => isOn(tag, build)) ? "yes" : "no";
  let sawTrue = false;
  let sawFalse = false;
  for (let mask = 0; mask < 1 << open.length && !(sawTrue && sawFalse); mask++) {
    const on = new Set(open.filter((_, index) => mask & (1 << index)));
    const holds = evaluateConstraint(file.constraint, (tag) =>
      open.includes(tag) ? on.has(tag) : isOn(tag, build),
    );
    if (holds) sawTrue = true;
    else sawFalse = true;
  }
  return sawTrue && sawFalse ? "maybe" : sawTrue ? "yes" : "no";
}

const constraintTags = new WeakMap<Constraint, readonly string[]>();

/** Every build of a repository asks for the tags of the same constraints. */
function tagsOf(constraint: Constraint): readonly string[] {
  const known = constraintTags.get(constraint);
  if (known) return known;
  const tags = tagsOfConstraint(constraint);
  constraintTags.set(constraint, tags);
  return tags;
}

function isOpen(tag: string, build: Omit<SiteBuild, "uses">): boolean {
  if (tag === "cgo") return build.cgo === undefined;
  if (knownOs.has(tag) || tag === "unix") return build.goos === undefined;
  if (knownArch.has(tag)) return build.goarch === undefined;
  if (/^go1\.\d+$/.test(tag)) return build.goMinor === undefined;
  if (tag === "gc" || tag === "gccgo" || tag === "ignore") return false;
  if (build.isOpenToolTag?.(tag)) return true;
  if (/^(?:amd64|arm|arm64|386|mips|mips64|ppc64|riscv64|wasm)\./.test(tag))
    return build.goarch === undefined;
  return build.tags === undefined;
}

function isOn(tag: string, build: Omit<SiteBuild, "uses">): boolean {
  if (tag === "unix") return build.goos !== undefined && isUnixOs(build.goos);
  return matchesTag(tag, contextOf(build));
}

function contextOf(build: Omit<SiteBuild, "uses">): BuildContext {
  const known = contexts.get(build);
  if (known) return known;
  const context = {
    goos: build.goos ?? "",
    goarch: build.goarch ?? "",
    cgo: build.cgo ?? false,
    tags: build.tags ?? [],
    goMinor: build.goMinor ?? 0,
    toolTags: build.toolTags,
  };
  contexts.set(build, context);
  return context;
}

const contexts = new WeakMap<Omit<SiteBuild, "uses">, BuildContext>();

/** Which files each build configuration selects, and which no site ever does: the answer of `explain tags`. */
import { evaluateConstraint, formatConstraint, tagsOfConstraint } from "../go/constraint.ts";
import { fileNameConstraint } from "../go/file-name.ts";
import { baseNameOf } from "../text/path-parts.ts";
import type { Place } from "../text/span.ts";
import type { GoFile } from "../workspace/gofiles/model.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { type CommandReach, commandReach } from "./command-reach.ts";
import { isForeignPlatform, mayAskFor } from "./foreign-platform.ts";
import { generator, openBuildsOfSites, unseenBuilds } from "./open-builds.ts";
import type { Site } from "./site.ts";
import {
  buildsOfSites,
  demandOf,
  noTests,
  type Selected,
  type SiteBuild,
  selectInBuild,
} from "./site-builds.ts";

export interface TagExplanation {
  readonly builds: readonly ExplainedBuild[];
  readonly files: readonly ExplainedFile[];
  /** Files that no build selects, tests only counted where a test or vet runs. */
  readonly neverSelected: readonly { readonly file: string; readonly reason: string; readonly at: Place }[];
  /** Constraints of the files with their truth table, at most six tags wide. */
  readonly truthTables: readonly TruthTable[];
}

export interface ExplainedBuild {
  readonly build: SiteBuild;
  /** Ids of the sites that build so; the file where a program is named that no site runs. */
  readonly sites: readonly string[];
}

export interface ExplainedFile {
  readonly file: string;
  readonly constraint: string | undefined;
  readonly verdicts: readonly { readonly selected: Selected; readonly reason: string }[];
  /** The constraint, the ending of the name or cgo: what can leave the file out of a package that is compiled. */
  readonly decidedBy: string;
}

export interface TruthTable {
  readonly constraint: string;
  readonly files: readonly string[];
  readonly tags: readonly string[];
  readonly rows: readonly { readonly values: readonly boolean[]; readonly isTrue: boolean }[];
}

export interface TagQuestion {
  readonly files: readonly GoFile[];
  readonly workspace: Workspace;
  readonly sites: readonly Site[];
  /** Folder of the package; undefined for the whole tree. */
  readonly folder: string | undefined;
  /** Only this site's builds. */
  readonly site: string | undefined;
}

const widestTable = 6;

/** Explains the selection of constrained files; files without any constraint are in every build and left out. */
export function explainTags(question: TagQuestion): TagExplanation {
  const sites = question.sites.filter((site) => question.site === undefined || site.id === question.site);
  const unseen = question.site === undefined ? unseenBuilds(sites, question.workspace) : [];
  const builds = [...buildsOfSites(sites), ...openBuildsOfSites(sites), ...unseen.map(({ build }) => build)];
  const selectors = builds.map((build) => selectorOf(build, question.workspace));
  const files = question.files.filter((file) => isAsked(file, question.folder));
  const explained: ExplainedFile[] = [];
  const neverSelected: { file: string; reason: string; at: Place }[] = [];
  for (const file of files) {
    const verdicts = selectors.map((select) => select(file));
    const isPlain =
      !file.constraint &&
      verdicts.every(({ bySettings }) => bySettings === undefined || bySettings === noTests);
    if (!isPlain) {
      const constraint = file.constraint && formatConstraint(file.constraint);
      const bySettings = verdicts.flatMap((verdict) => verdict.bySettings ?? []);
      const decidedBy = constraint === undefined ? mostTelling(bySettings) : `//go:build ${constraint}`;
      explained.push({ file: file.path, constraint, verdicts, decidedBy });
    }
    const isLost = builds.length > 0 && verdicts.every(({ selected }) => selected === "no");
    if (isLost) {
      const span = file.constraintLines.find((line) => line.isHonoured)?.span ?? { start: 0, end: 0 };
      const reason = mostTelling(verdicts.map((verdict) => verdict.reason));
      neverSelected.push({ file: file.path, reason, at: { file: file.path, span } });
    }
  }
  return {
    builds: builds.map((build) => ({
      build,
      sites: [
        ...new Set(build.uses.map((use) => use.site.id)),
        ...unseen.filter((each) => each.build === build).map(({ file }) => file),
      ],
    })),
    files: explained,
    neverSelected,
    truthTables: truthTablesOf(files),
  };
}

interface Verdict {
  readonly selected: Selected;
  readonly reason: string;
  /** Why the settings alone leave the file out, or may; undefined when they do not. */
  readonly bySettings: string | undefined;
}

const outsideReason = "no command here names its package or imports it";

/** What a build makes of a file: by its settings, and by the packages that its commands compile. */
function selectorOf(build: SiteBuild, workspace: Workspace): (file: GoFile) => Verdict {
  // Of a build without a command nothing is known.
  const reaches = new Set<CommandReach | undefined>(build.uses.length === 0 ? [undefined] : []);
  for (const { command } of build.uses) {
    reaches.add(command && commandReach(command, build, workspace));
  }
  return (file) => {
    const bySettings = withoutForeign(selectInBuild(file, build), file, build);
    const own = bySettings.selected === "yes" ? undefined : bySettings.reason;
    if ([...reaches].some((reach) => reach?.namedFiles.has(file.path)))
      return { selected: "yes", reason: "named on the command line", bySettings: own };
    if (build.program === generator && file.packageName === "main")
      return { selected: "maybe", reason: "a go:generate line may run it", bySettings: own };
    if (bySettings.selected === "no") return { ...bySettings, bySettings: own };
    const inReach = new Set([...reaches].map((reach) => selectInReach(file, reach)));
    if (inReach.has("yes")) return { ...bySettings, bySettings: own };
    if (!inReach.has("maybe")) return { selected: "no", reason: outsideReason, bySettings: own };
    const reason =
      build.program === undefined
        ? "whether its package is compiled is not known"
        : `${build.program} runs go with packages of its own choice`;
    return { selected: "maybe", reason, bySettings: own };
  };
}

/** A platform that has to be asked for is none that the machine of a build may happen to have. */
function withoutForeign(
  answer: { readonly selected: Selected; readonly reason: string },
  file: GoFile,
  { uses }: SiteBuild,
): { readonly selected: Selected; readonly reason: string } {
  if (answer.selected !== "maybe") return answer;
  const name = baseNameOf(file.path);
  const { goos, goarch } = fileNameConstraint(name);
  const mayBuildFor = (platform: string | undefined, isSystem: boolean): boolean =>
    platform === undefined ||
    !isForeignPlatform(platform) ||
    uses.length === 0 ||
    uses.some(({ command }) => !command || mayAskFor(command, platform, isSystem));
  if (mayBuildFor(goos, true) && mayBuildFor(goarch, false)) return answer;
  return { selected: "no", reason: `${demandOf(name)}, which no setting asks for` };
}

function selectInReach(file: GoFile, reach: CommandReach | undefined): Selected {
  if (!reach || /(?:^|\/)vendor\//.test(file.path)) return "maybe";
  if (file.isTest) return reach.namedFolders.has(file.folder) ? "yes" : "no";
  if (reach.folders.has(file.folder)) return "yes";
  return reach.openFolders.has(file.folder) ? "maybe" : "no";
}

function isAsked(file: GoFile, folder: string | undefined): boolean {
  return folder === undefined || file.folder === folder;
}

/** A constraint says more than "a test file, and no test is run". */
function mostTelling(reasons: readonly string[]): string {
  return (
    reasons.find((reason) => reason.startsWith("//go:build")) ??
    reasons.find((reason) => reason.startsWith("the name")) ??
    reasons[0] ??
    ""
  );
}

function truthTablesOf(files: readonly GoFile[]): readonly TruthTable[] {
  const byText = new Map<string, { file: GoFile; names: string[] }>();
  for (const file of files) {
    if (!file.constraint) continue;
    const text = formatConstraint(file.constraint);
    const entry = byText.get(text);
    if (entry) entry.names.push(file.path);
    else byText.set(text, { file, names: [file.path] });
  }
  const tables: TruthTable[] = [];
  for (const [constraint, { file, names }] of byText) {
    if (!file.constraint) continue;
    const tags = tagsOfConstraint(file.constraint);
    if (tags.length > widestTable) continue;
    const expression = file.constraint;
    const rows = Array.from({ length: 1 << tags.length }, (_, mask) => {
      const values = tags.map((_, index) => (mask & (1 << index)) !== 0);
      const isTrue = evaluateConstraint(expression, (tag) => values[tags.indexOf(tag)] ?? false);
      return { values, isTrue };
    });
    tables.push({ constraint, files: names, tags, rows });
  }
  return tables;
}

/** What changes when a build switches on other tags: files that come in and files that go. */
export function compareTags(
  files: readonly GoFile[],
  build: SiteBuild,
  sides: { readonly a: readonly string[]; readonly b: readonly string[] },
): { readonly onlyA: readonly string[]; readonly onlyB: readonly string[]; readonly both: number } {
  const onlyA: string[] = [];
  const onlyB: string[] = [];
  let both = 0;
  for (const file of files) {
    const inA = selectInBuild(file, { ...build, tags: sides.a }).selected !== "no";
    const inB = selectInBuild(file, { ...build, tags: sides.b }).selected !== "no";
    if (inA && inB) both++;
    else if (inA) onlyA.push(file.path);
    else if (inB) onlyB.push(file.path);
  }
  return { onlyA, onlyB, both };
}

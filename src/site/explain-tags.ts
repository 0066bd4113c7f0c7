/** Which files each build configuration selects, and which no site ever does: the answer of `explain tags`. */
import { evaluateConstraint, formatConstraint, tagsOfConstraint } from "../go/constraint.ts";
import type { Place } from "../text/span.ts";
import type { GoFile } from "../workspace/gofiles/model.ts";
import type { Site } from "./site.ts";
import { buildsOfSites, type Selected, type SiteBuild, selectInBuild } from "./site-builds.ts";

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
  /** Ids of the sites that build so. */
  readonly sites: readonly string[];
}

export interface ExplainedFile {
  readonly file: string;
  readonly constraint: string | undefined;
  readonly verdicts: readonly { readonly selected: Selected; readonly reason: string }[];
}

export interface TruthTable {
  readonly constraint: string;
  readonly files: readonly string[];
  readonly tags: readonly string[];
  readonly rows: readonly { readonly values: readonly boolean[]; readonly isTrue: boolean }[];
}

export interface TagQuestion {
  readonly files: readonly GoFile[];
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
  const builds = buildsOfSites(sites);
  const files = question.files.filter((file) => isAsked(file, question.folder));
  const explained: ExplainedFile[] = [];
  const neverSelected: { file: string; reason: string; at: Place }[] = [];
  for (const file of files) {
    const verdicts = builds.map((build) => selectInBuild(file, build));
    const isPlain = !file.constraint && verdicts.every(({ selected }) => selected === "yes" || file.isTest);
    if (!isPlain) {
      const constraint = file.constraint && formatConstraint(file.constraint);
      explained.push({ file: file.path, constraint, verdicts });
    }
    const isLost = builds.length > 0 && verdicts.every(({ selected }) => selected === "no");
    if (isLost) {
      const span = file.constraintLines.find((line) => line.isHonoured)?.span ?? { start: 0, end: 0 };
      const reason = mostTelling(verdicts.map((verdict) => verdict.reason));
      neverSelected.push({ file: file.path, reason, at: { file: file.path, span } });
    }
  }
  return {
    builds: builds.map((build) => ({ build, sites: [...new Set(build.uses.map((use) => use.site.id))] })),
    files: explained,
    neverSelected,
    truthTables: truthTablesOf(files),
  };
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

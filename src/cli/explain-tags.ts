/** `breakwater explain tags`: which files each tag set selects, and which no site ever does. */
import { relative, resolve } from "node:path";
import { UserError } from "../finding/user-error.ts";
import { formatTags, type TagsComparison, type TagsView } from "../report/tags-table.ts";
import { compareTags, explainTags } from "../site/explain-tags.ts";
import { buildsOfSites, type SiteBuild } from "../site/site-builds.ts";
import type { GoFile } from "../workspace/gofiles/model.ts";
import { findSite } from "./find-site.ts";
import { type Look, lookAt } from "./look.ts";
import { openUserTree } from "./open-user-tree.ts";
import { createProgress } from "./progress.ts";
import type { Terminal } from "./terminal.ts";

export interface ExplainTagsArguments {
  /** Folder of a package, relative to --repository, else to the current folder; undefined for all. */
  readonly pkg: string | undefined;
  /** Undefined for the repository around the current folder. */
  readonly repository: string | undefined;
  readonly site: string | undefined;
  /** Comma-separated tags of one side; undefined without a comparison. */
  readonly tags: string | undefined;
  readonly against: string | undefined;
}

/** Prints the explanation, or the comparison of two tag sets. */
export async function runExplainTags(input: ExplainTagsArguments, terminal: Terminal): Promise<0> {
  if (input.against !== undefined && input.tags === undefined) {
    throw new UserError("bad-option", "--against needs --tags: two tag sets are compared");
  }
  const progress = createProgress(terminal);
  const opened = openUserTree({ path: input.repository, ref: undefined }, terminal);
  const look = await lookAt(opened.tree, progress, opened);
  progress.end();
  const folder = packageFolder(input, opened.folder, terminal);
  const { goFiles } = look.workspace;
  const files = folder === undefined ? goFiles : goFiles.filter((file) => file.folder === folder);
  if (files.length === 0)
    throw new UserError("no-such-package", `No Go file lies in "${input.pkg ?? input.repository ?? "."}"`);
  const site = input.site === undefined ? undefined : findSite(look, input.site).id;
  await terminal.write(formatTags(viewOf(look, { folder, files, input: { ...input, site } })));
  return 0;
}

function packageFolder(input: ExplainTagsArguments, root: string, terminal: Terminal): string | undefined {
  if (input.pkg === undefined) return undefined;
  const base = input.repository === undefined ? terminal.folder : root;
  return relative(root, resolve(base, input.pkg)).replaceAll("\\", "/");
}

function viewOf(
  look: Look,
  question: { folder: string | undefined; files: readonly GoFile[]; input: ExplainTagsArguments },
): TagsView {
  const { folder, files, input } = question;
  const explained = explainTags({
    files,
    workspace: look.workspace,
    sites: look.table.sites,
    folder,
    site: input.site,
  });
  return {
    builds: explained.builds.map(({ build, sites }) => ({
      title: titleOf(build),
      sites,
      program: build.program,
    })),
    files: explained.files.map(({ file, decidedBy, verdicts }) => ({
      file,
      decidedBy,
      selected: verdicts.map(({ selected }) => selected),
    })),
    never: explained.neverSelected.map(({ file, reason, at }) => {
      const line = look.workspace.source(file)?.lines.positionAt(at.span.start).line ?? 1;
      return { place: `${file}:${line}`, reason };
    }),
    truthTables: explained.truthTables,
    comparison: comparisonOf(look, files, input),
    fileCount: files.length,
  };
}

function comparisonOf(
  look: Look,
  files: readonly GoFile[],
  input: ExplainTagsArguments,
): TagsComparison | undefined {
  if (input.tags === undefined) return undefined;
  const sites = look.table.sites.filter(({ id }) => input.site === undefined || id === input.site);
  const [build] = buildsOfSites(sites);
  if (!build) {
    throw new UserError(
      "no-such-site",
      "No site builds anything here, so there is no platform to compare tags on",
    );
  }
  const split = (text: string): readonly string[] => text.split(",").filter(Boolean);
  const { tags: a, against: b = "" } = input;
  const compared = compareTags(files, build, { a: split(a), b: split(b) });
  return { a, b, as: titleOf({ ...build, tags: undefined }, false), ...compared };
}

function titleOf(build: SiteBuild, showsTags = true): string {
  const cgo = build.cgo === undefined ? "?" : build.cgo ? "on" : "off";
  const tags = build.tags === undefined ? "?" : build.tags.length === 0 ? "none" : build.tags.join(",");
  const parts = [`${build.goos ?? "?"}/${build.goarch ?? "?"}`, `cgo ${cgo}`];
  if (showsTags) parts.push(`tags ${tags}`);
  if (build.goMinor !== undefined) parts.push(`go 1.${build.goMinor}`);
  if (build.includesTests) parts.push("tests");
  if (build.program !== undefined) parts.push(`by ${build.program}`);
  return parts.join(", ");
}

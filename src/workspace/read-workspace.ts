import type { SourceFile } from "../text/source-file.ts";
import type { Place, Span } from "../text/span.ts";
import { readCircleci } from "./circleci/read-circleci.ts";
import { readDockerfiles } from "./dockerfile/read-dockerfiles.ts";
import { readGitlab } from "./gitlab/read-gitlab.ts";
import { readModules } from "./gomod/read-modules.ts";
import { readGoreleaser } from "./goreleaser/read-goreleaser.ts";
import { mayHoldShell } from "./may-hold-shell.ts";
import type { PatternFile } from "./settings/model.ts";
import { readDependabot } from "./settings/read-dependabot.ts";
import { readDevcontainers } from "./settings/read-devcontainers.ts";
import { readEnvFiles } from "./settings/read-env-files.ts";
import { readGolangci } from "./settings/read-golangci.ts";
import { readDockerIgnore, readGitAttributes, readGitIgnore } from "./settings/read-pattern-files.ts";
import { readPrecommit } from "./settings/read-precommit.ts";
import { readRenovate } from "./settings/read-renovate.ts";
import { readVersionFiles } from "./settings/read-version-files.ts";
import { loadShellGrammar } from "./shell/grammar.ts";
import { createSources, type Sources, settingsLimitBytes } from "./sources.ts";
import type { Tree } from "./tree/tree.ts";
import type { Unknown } from "./unknown.ts";
import type { Workspace } from "./workspace.ts";

export interface ReadWorkspaceOptions {
  /** Called before each kind of file is read, with its plural name: "Dockerfiles". */
  readonly onProgress?: (kind: string) => void;
}

/** Reads every model of a tree. Asynchronous only because the shell grammar is loaded when a file may hold shell. */
export async function readWorkspace(tree: Tree, options: ReadWorkspaceOptions = {}): Promise<Workspace> {
  const sources = createSources(tree);
  if (sources.ownPaths.some(mayHoldShell)) await loadShellGrammar();

  const read = <Model>(kind: string, reader: () => Model): Model => {
    options.onProgress?.(kind);
    return reader();
  };
  const { modules, workspaces, unknowns: unreadModules } = read("modules", () => readModules(tree));
  const dockerfiles = read("Dockerfiles", () => readDockerfiles(sources));
  const circleci = read("CircleCI configurations", () => readCircleci(sources));
  const gitlab = read("GitLab pipelines", () => readGitlab(sources));
  const goreleaser = read("goreleaser configurations", () => readGoreleaser(sources));
  const settings = read("settings", () => ({
    versionFiles: readVersionFiles(sources),
    devcontainers: readDevcontainers(sources),
    golangci: readGolangci(sources),
    precommit: readPrecommit(sources),
    dependabot: readDependabot(sources),
    renovate: readRenovate(sources),
    gitignores: readPatternFiles(sources, /(?:^|\/)\.gitignore$/, readGitIgnore),
    dockerignores: readPatternFiles(sources, /\.dockerignore$/, readDockerIgnore),
    gitattributes: readPatternFiles(sources, /(?:^|\/)\.gitattributes$/, readGitAttributes),
    envFiles: readEnvFiles(sources),
  }));

  const models: readonly Model[] = [
    ...modules.map(({ file, mod }) => ({ file, problems: mod.problems })),
    ...workspaces.map(({ file, work }) => ({ file, problems: work.problems })),
    ...[...modules, ...workspaces].flatMap(({ vendor }) => (vendor?.modules ? [vendor.modules.parsed] : [])),
    ...dockerfiles,
    ...circleci,
    ...gitlab,
    ...gitlab.flatMap(({ includedFiles }) => includedFiles.map((file) => ({ file }))),
    ...goreleaser,
    ...Object.values(settings).flat(),
  ];
  const ofModels = models.flatMap(unknownsOf);

  return {
    tree,
    modules,
    workspaces,
    dockerfiles,
    workflows: [],
    actions: [],
    gitlab,
    circleci,
    makefiles: [],
    scripts: [],
    goreleaser,
    ...settings,
    goFiles: [],
    // Files may be asked for later, and then turn out to be unreadable.
    get unknowns() {
      return [...treeUnknowns(tree), ...unreadModules, ...sources.unknowns, ...ofModels];
    },
    source: (path) => sources.read(path),
    bytesParsed: sizeOf(tree, models),
  };
}

function readPatternFiles(
  sources: Sources,
  name: RegExp,
  parse: (source: SourceFile) => PatternFile,
): readonly PatternFile[] {
  return sources.ownPaths.flatMap((path) => {
    const source = name.test(path) ? sources.read(path, settingsLimitBytes) : undefined;
    return source ? [parse(source)] : [];
  });
}

/** What all models have in common; a problem carries its own file where a model is made of several. */
interface Model {
  readonly file: string;
  readonly problems?: readonly {
    readonly span?: Span;
    readonly at?: Place;
    readonly reason: string;
    readonly code?: string;
  }[];
}

function unknownsOf({ file, problems = [] }: Model): readonly Unknown[] {
  return problems.map(({ at, span = { start: 0, end: 0 }, reason, code = "broken-file" }) => ({
    at: at ?? { file, span },
    reason,
    code,
  }));
}

function treeUnknowns(tree: Tree): readonly Unknown[] {
  return tree.problems.map(({ path, reason }) => ({
    at: { file: path, span: { start: 0, end: 0 } },
    reason,
    code: "unreadable-file",
  }));
}

function sizeOf(tree: Tree, models: readonly Model[]): number {
  const files = new Set(models.map(({ file }) => file));
  return [...files].reduce((sum, file) => sum + (tree.entry(file)?.sizeBytes ?? 0), 0);
}

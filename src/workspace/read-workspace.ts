import { readCircleci } from "./circleci/read-circleci.ts";
import { distinctUnknowns, type ProblemHolder, unknownsOfModel, unknownsOfTree } from "./collect-unknowns.ts";
import { readCompose } from "./compose/read-compose.ts";
import { readDockerfiles } from "./dockerfile/read-dockerfiles.ts";
import { readActions, readWorkflows } from "./github/read-workflows.ts";
import { readGitlab } from "./gitlab/read-gitlab.ts";
import type { GoFile } from "./gofiles/model.ts";
import { readGoFiles } from "./gofiles/read-go-files.ts";
import { readModules } from "./gomod/read-modules.ts";
import { readGoreleaser } from "./goreleaser/read-goreleaser.ts";
import { readMakefiles } from "./make/read-makefiles.ts";
import { mayHoldShell } from "./may-hold-shell.ts";
import { readAllSettings } from "./settings/read-all-settings.ts";
import { loadShellGrammar } from "./shell/grammar.ts";
import { readShellScripts } from "./shell/read-scripts.ts";
import { createSources } from "./sources.ts";
import type { Tree } from "./tree/tree.ts";
import { readUnread, unknownOfUnread } from "./unread/read-unread.ts";
import { watchReads } from "./watch-reads.ts";
import type { Workspace } from "./workspace.ts";

export interface ReadWorkspaceOptions {
  /** Called before each kind of file is read, with its plural name: "Dockerfiles". */
  readonly onProgress?: (kind: string) => void;
}

/** Reads every model of a tree. Asynchronous only because the shell grammar is loaded when a file may hold shell. */
export async function readWorkspace(given: Tree, options: ReadWorkspaceOptions = {}): Promise<Workspace> {
  const watched = watchReads(given);
  const { tree } = watched;
  const sources = createSources(tree);
  if (sources.ownPaths.some(mayHoldShell)) await loadShellGrammar();

  const read = <Result>(kind: string, reader: () => Result): Result => {
    options.onProgress?.(kind);
    return reader();
  };
  const { modules, workspaces, unknowns: unreadModules } = read("modules", () => readModules(tree));
  const dockerfiles = read("Dockerfiles", () => readDockerfiles(sources));
  const composeFiles = read("Compose files", () => readCompose(sources));
  const workflows = read("workflows", () => readWorkflows(sources));
  const actions = read("actions", () => readActions(sources));
  const circleci = read("CircleCI configurations", () => readCircleci(sources));
  const gitlab = read("GitLab pipelines", () => readGitlab(sources));
  const makefiles = read("Makefiles", () => readMakefiles(tree));
  const scripts = read("shell scripts", () => readShellScripts(tree));
  const goreleaser = read("goreleaser configurations", () => readGoreleaser(sources));
  const settings = read("settings", () => readAllSettings(sources));

  const unread = read("files of other systems", () => readUnread(sources));

  const models: readonly ProblemHolder[] = [
    ...modules.map(({ file, mod }) => ({ file, problems: mod.problems })),
    ...workspaces.map(({ file, work }) => ({ file, problems: work.problems })),
    ...[...modules, ...workspaces].flatMap(({ vendor }) => (vendor?.modules ? [vendor.modules.parsed] : [])),
    ...dockerfiles,
    ...composeFiles,
    ...workflows,
    ...actions,
    ...circleci,
    ...gitlab,
    ...makefiles,
    ...scripts,
    ...goreleaser,
    ...Object.values(settings).flat(),
  ];
  const ofModels = models.flatMap(unknownsOfModel);
  const parsedFiles = new Set([
    ...models.map(({ file }) => file),
    ...gitlab.flatMap(({ includedFiles }) => includedFiles),
    ...makefiles.flatMap(({ includes }) => includes.map(({ file }) => file)),
  ]);
  const parsedSizeBytes = [...parsedFiles].reduce((sum, path) => sum + (tree.entry(path)?.sizeBytes ?? 0), 0);

  let goFiles: readonly GoFile[] | undefined;
  let headersSizeBytes = 0;
  return {
    tree: given,
    modules,
    workspaces,
    dockerfiles,
    composeFiles,
    workflows,
    actions,
    gitlab,
    circleci,
    makefiles,
    scripts,
    goreleaser,
    ...settings,
    unread,
    get goFiles() {
      if (goFiles) return goFiles;
      const before = tree.bytesRead;
      goFiles = read("Go files", () => readGoFiles(tree, { includeVendor: false }));
      headersSizeBytes = tree.bytesRead - before;
      return goFiles;
    },
    // Go headers, go.sum and single files are read later, and may then turn out to be unreadable.
    get unknowns() {
      const found = [...unreadModules, ...sources.unknowns, ...watched.unknowns];
      return distinctUnknowns([
        ...unknownsOfTree(tree),
        ...found,
        ...ofModels,
        ...unread.map(unknownOfUnread),
      ]);
    },
    source: (path) => sources.read(path),
    get bytesParsed() {
      return parsedSizeBytes + headersSizeBytes;
    },
  };
}

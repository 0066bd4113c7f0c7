/** The files in which commands of sites stand, or would stand if somebody used them. */
import { isDockerfileName } from "../../workspace/dockerfile/is-dockerfile-name.ts";
import { isForeignPath } from "../../workspace/is-foreign-path.ts";
import { isShellScript } from "../../workspace/shell/read-scripts.ts";
import { systemOfPath } from "../../workspace/unread/system-of-path.ts";
import type { Workspace } from "../../workspace/workspace.ts";

export interface MentionFile {
  readonly path: string;
  readonly kind: "yaml" | "json" | "docker" | "make" | "shell" | "other";
  /** Why nothing of the file is run; undefined for files that were read. */
  readonly unread: string | undefined;
  /** In a file of a system that is not read: what runs go there without saying `go build`. */
  readonly alsoRunsGo?: RegExp | undefined;
}

const ciFile =
  /^\.github\/workflows\/[^/]+\.ya?ml$|(?:^|\/)action\.ya?ml$|(?:^|\/)\.gitlab-ci[^/]*\.ya?ml$|(?:^|\/)[^/]*\.gitlab-ci\.ya?ml$|^\.gitlab\/.*\.ya?ml$|^\.circleci\/[^/]*\.ya?ml$/;
const makeFile = /(?:^|\/)(?:GNUmakefile|[Mm]akefile(?:[._-][^/]*)?|[^/]*\.mk)$/;
const otherProjects = /(?:^|\/)(?:vendor|node_modules|third_party|_vendor)\//;
const samples = /(?:^|\/)(?:testdata|test-fixtures|fixtures)\//;

/** Sorted by path; copies of other projects (vendor, node_modules) are left out. */
export function mentionFiles(workspace: Workspace): readonly MentionFile[] {
  const read = readFiles(workspace);
  return workspace.tree.entries.flatMap((entry): readonly MentionFile[] => {
    const { path } = entry;
    const known = read.get(path);
    if (known) return [{ path, kind: known, unread: undefined }];
    const system = isForeignPath(path) ? undefined : systemOfPath(path);
    if (system) {
      const unread = `${system.name} are not read`;
      return [{ path, kind: "other", unread, alsoRunsGo: system.alsoRunsGo }];
    }
    if (otherProjects.test(path) || entry.linkTarget !== undefined) return [];
    const kind = kindOf(path) ?? (isShellScript(workspace.tree, entry) ? "shell" : undefined);
    if (!kind) return [];
    return [{ path, kind, unread: samples.test(path) ? "in a sample file of tests" : unreadReason(kind) }];
  });
}

function kindOf(path: string): MentionFile["kind"] | undefined {
  if (ciFile.test(path)) return "yaml";
  if (isDockerfileName(path)) return "docker";
  return makeFile.test(path) ? "make" : undefined;
}

function unreadReason(kind: MentionFile["kind"]): string {
  switch (kind) {
    case "yaml":
      return "in a file that no pipeline includes";
    case "make":
      return "in a file that no Makefile includes";
    case "docker":
      return "in a Dockerfile that could not be read";
    case "shell":
    case "json":
    case "other":
      return "in a file that could not be read";
  }
}

function readFiles(workspace: Workspace): ReadonlyMap<string, MentionFile["kind"]> {
  const kinds = new Map<string, MentionFile["kind"]>();
  const add = (kind: MentionFile["kind"], files: readonly { readonly file: string }[]): void => {
    for (const { file } of files) kinds.set(file, kind);
  };
  add("yaml", [...workspace.workflows, ...workspace.actions, ...workspace.gitlab, ...workspace.circleci]);
  add("yaml", [...workspace.goreleaser, ...workspace.precommit]);
  add("json", workspace.devcontainers);
  for (const { includedFiles } of workspace.gitlab) for (const file of includedFiles) kinds.set(file, "yaml");
  add("docker", workspace.dockerfiles);
  add("make", [...workspace.makefiles, ...workspace.makefiles.flatMap(({ includes }) => includes)]);
  add("shell", workspace.scripts);
  return kinds;
}

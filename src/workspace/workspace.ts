/** Everything that was read from a tree: models with positions, and what could not be read. */
import type { SourceFile } from "../text/source-file.ts";
import type { CircleciConfig } from "./circleci/model.ts";
import type { ComposeFile } from "./compose/model.ts";
import type { Dockerfile } from "./dockerfile/model.ts";
import type { CompositeAction, Workflow } from "./github/model.ts";
import type { GitlabPipeline } from "./gitlab/model.ts";
import type { GoFile } from "./gofiles/model.ts";
import type { GoModule, GoWorkspace } from "./gomod/model.ts";
import type { GoreleaserConfig } from "./goreleaser/model.ts";
import type { Makefile } from "./make/model.ts";
import type {
  DependabotConfig,
  Devcontainer,
  EnvFile,
  GolangciConfig,
  PatternFile,
  PrecommitConfig,
  RenovateConfig,
  VersionFile,
} from "./settings/model.ts";
import type { ShellScript } from "./shell/ast.ts";
import type { Tree } from "./tree/tree.ts";
import type { Unknown } from "./unknown.ts";
import type { UnreadFile } from "./unread/read-unread.ts";

export interface Workspace {
  readonly tree: Tree;
  /** Modules below the root that are not inside vendor/, testdata/ or a folder that starts with _ or a dot. */
  readonly modules: readonly GoModule[];
  readonly workspaces: readonly GoWorkspace[];
  readonly dockerfiles: readonly Dockerfile[];
  /** Compose files that build images. */
  readonly composeFiles: readonly ComposeFile[];
  readonly workflows: readonly Workflow[];
  readonly actions: readonly CompositeAction[];
  readonly gitlab: readonly GitlabPipeline[];
  readonly circleci: readonly CircleciConfig[];
  readonly makefiles: readonly Makefile[];
  /** Shell script files (by ending or `#!` line). */
  readonly scripts: readonly ShellScript[];
  readonly goreleaser: readonly GoreleaserConfig[];
  readonly versionFiles: readonly VersionFile[];
  readonly devcontainers: readonly Devcontainer[];
  readonly golangci: readonly GolangciConfig[];
  readonly precommit: readonly PrecommitConfig[];
  readonly dependabot: readonly DependabotConfig[];
  readonly renovate: readonly RenovateConfig[];
  readonly gitignores: readonly PatternFile[];
  readonly dockerignores: readonly PatternFile[];
  readonly gitattributes: readonly PatternFile[];
  readonly envFiles: readonly EnvFile[];
  /** Files of systems that are not read, where they mention go commands. */
  readonly unread: readonly UnreadFile[];
  /** Headers of every Go file outside vendor/; scanned when first asked for. */
  readonly goFiles: readonly GoFile[];
  readonly unknowns: readonly Unknown[];
  /** The decoded text of a file, kept after the first call; undefined when it cannot be read. */
  source(path: string): SourceFile | undefined;
  /** Bytes that parsers looked at, for the counts of a report. */
  readonly bytesParsed: number;
}

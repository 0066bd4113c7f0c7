import type { SourceFile } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import type { Workspace } from "../workspace.ts";
import type { PatternFile } from "./model.ts";
import { readDependabot } from "./read-dependabot.ts";
import { readDevcontainers } from "./read-devcontainers.ts";
import { readEnvFiles } from "./read-env-files.ts";
import { readGolangci } from "./read-golangci.ts";
import { readDockerIgnore, readGitAttributes, readGitIgnore } from "./read-pattern-files.ts";
import { readPrecommit } from "./read-precommit.ts";
import { readRenovate } from "./read-renovate.ts";
import { readVersionFiles } from "./read-version-files.ts";

/** The part of a workspace that small settings files give. */
export type Settings = Pick<
  Workspace,
  | "versionFiles"
  | "devcontainers"
  | "golangci"
  | "precommit"
  | "dependabot"
  | "renovate"
  | "gitignores"
  | "dockerignores"
  | "gitattributes"
  | "envFiles"
>;

/** Reads every settings file of a tree. */
export function readAllSettings(sources: Sources): Settings {
  return {
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

import type { SourceFile } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import { itemsOf, scalarAt, valueAt } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { PrecommitConfig } from "./model.ts";

/** Every `.pre-commit-config.yaml`. */
export function readPrecommit(sources: Sources): readonly PrecommitConfig[] {
  const files: PrecommitConfig[] = [];
  for (const path of sources.ownPaths) {
    if (!/(^|\/)\.pre-commit-config\.ya?ml$/.test(path)) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parsePrecommit(source));
  }
  return files;
}

/** Parses one pre-commit configuration. Reference: https://pre-commit.com/#plugins */
function parsePrecommit(source: SourceFile): PrecommitConfig {
  const { root, comments, problems } = parseYaml(source);
  return {
    file: source.path,
    goVersion: scalarAt(root, "default_language_version", "golang"),
    repos: itemsOf(valueAt(root, "repos")).map((repo) => ({
      repo: scalarAt(repo, "repo")?.text ?? "",
      rev: scalarAt(repo, "rev"),
      hooks: itemsOf(valueAt(repo, "hooks")).map((hook) => ({
        id: scalarAt(hook, "id")?.text ?? "",
        language: scalarAt(hook, "language")?.text,
        languageVersion: scalarAt(hook, "language_version"),
        entry: scalarAt(hook, "entry"),
        span: hook.span,
      })),
      span: repo.span,
    })),
    comments,
    problems,
  };
}

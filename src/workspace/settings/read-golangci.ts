import type { SourceFile } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import { itemsOf, scalarAt, valueAt, type YamlScalar } from "../yaml/node.ts";
import type { GolangciConfig } from "./model.ts";
import { parseSettings } from "./parse-settings.ts";

/** Names with `reference` are golangci-lint's own documentation of every option, copied as such. */
const golangciName = /(^|\/)\.golangci(?![^/]*\.reference\.)[^/]*\.(ya?ml|toml|json)$/;

/** Every golangci-lint configuration; names such as `.golangci-extra.yml` are given to it by `--config`. */
export function readGolangci(sources: Sources): readonly GolangciConfig[] {
  const files: GolangciConfig[] = [];
  for (const path of sources.ownPaths) {
    if (!golangciName.test(path)) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parseGolangci(source));
  }
  return files;
}

/** Parses the `run:` settings that decide how golangci-lint loads packages. */
function parseGolangci(source: SourceFile): GolangciConfig {
  const { root, comments, problems } = parseSettings(source);
  return {
    file: source.path,
    go: scalarAt(root, "run", "go"),
    buildTags: itemsOf(valueAt(root, "run", "build-tags")).filter(
      (item): item is YamlScalar => item.kind === "scalar" && item.value !== null,
    ),
    modulesDownloadMode: scalarAt(root, "run", "modules-download-mode"),
    root,
    comments,
    problems,
  };
}

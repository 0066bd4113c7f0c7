import type { SourceFile } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import { itemsOf, scalarAt, textsOf, valueAt } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import type { DependabotConfig } from "./model.ts";

/** The Dependabot configuration of the repository, if it has one. */
export function readDependabot(sources: Sources): readonly DependabotConfig[] {
  const files: DependabotConfig[] = [];
  for (const path of [".github/dependabot.yml", ".github/dependabot.yaml"]) {
    if (!sources.tree.entry(path)) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parseDependabot(source));
  }
  return files;
}

/** Parses one dependabot.yml. */
function parseDependabot(source: SourceFile): DependabotConfig {
  const { root, comments, problems } = parseYaml(source);
  return {
    file: source.path,
    updates: itemsOf(valueAt(root, "updates")).map((update) => {
      const vendor = scalarAt(update, "vendor")?.value;
      return {
        ecosystem: scalarAt(update, "package-ecosystem")?.text ?? "",
        directories: [...textsOf(valueAt(update, "directory")), ...textsOf(valueAt(update, "directories"))],
        vendor: typeof vendor === "boolean" ? vendor : undefined,
        span: update.span,
      };
    }),
    comments,
    problems,
  };
}

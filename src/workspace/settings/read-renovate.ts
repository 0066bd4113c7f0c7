import { type SourceFile, sourceFromText } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import { scalarAt, textsOf, valueAt, type YamlDocument } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { blankJson5Comments } from "./blank-json5-comments.ts";
import type { RenovateConfig } from "./model.ts";
import { parseJson } from "./parse-json.ts";

/** The places where Renovate looks, in its order; the first one that is there counts. */
const places = [
  "renovate.json",
  "renovate.jsonc",
  "renovate.json5",
  ".github/renovate.json",
  ".github/renovate.jsonc",
  ".github/renovate.json5",
  ".gitlab/renovate.json",
  ".gitlab/renovate.jsonc",
  ".gitlab/renovate.json5",
  ".renovaterc",
  ".renovaterc.json",
  ".renovaterc.jsonc",
  ".renovaterc.json5",
];

/** The Renovate configurations of the repository; every one is read although Renovate takes the first. */
export function readRenovate(sources: Sources): readonly RenovateConfig[] {
  const files: RenovateConfig[] = [];
  for (const path of places) {
    if (!sources.tree.entry(path)) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parseRenovate(source));
  }
  return files;
}

/** Parses one Renovate configuration; `.json5` endings as JSON5, all others as JSON with comments. */
function parseRenovate(source: SourceFile): RenovateConfig {
  const { root, problems } = source.path.endsWith(".json5") ? parseJson5(source) : parseJson(source);
  const go = scalarAt(root, "constraints", "go");
  return {
    file: source.path,
    postUpdateOptions: textsOf(valueAt(root, "postUpdateOptions")),
    enabledManagers: textsOf(valueAt(root, "enabledManagers")),
    goConstraint: go && { text: go.text, span: go.span },
    problems,
  };
}

/** JSON5 without its comments is a YAML flow mapping: bare keys, single quotes and trailing commas mean the same. */
function parseJson5(source: SourceFile): YamlDocument {
  return parseYaml(sourceFromText({ path: source.path, text: blankJson5Comments(source.text) }));
}

import type { SourceFile } from "../../text/source-file.ts";
import type { YamlDocument } from "../yaml/node.ts";
import { parseYaml } from "../yaml/parse-yaml.ts";
import { parseJson } from "./parse-json.ts";
import { parseToml } from "./parse-toml.ts";

/** Parses a settings file as its ending says: `.toml`, `.json`, else YAML. */
export function parseSettings(source: SourceFile): YamlDocument {
  if (source.path.endsWith(".toml")) return parseToml(source);
  return source.path.endsWith(".json") ? parseJson(source) : parseYaml(source);
}

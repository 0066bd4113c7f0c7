import type { SourceFile } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { entriesOf, scalarAt, valueAt, type YamlEntry, type YamlScalar } from "../yaml/node.ts";
import type { VersionFile } from "./model.ts";
import { parseToml } from "./parse-toml.ts";

/** Parses the `[tools]` of a mise.toml; of a list of versions the first is the one that runs. */
export function parseMise(source: SourceFile): VersionFile {
  const document = parseToml(source);
  const tools: { tool: string; version: string; span: Span }[] = [];
  for (const entry of entriesOf(valueAt(document.root, "tools"))) {
    const version = versionOf(entry);
    // `core:go` names mise's built-in backend and is the same tool as `go`.
    if (version)
      tools.push({ tool: entry.key.text.replace(/^core:/, ""), version: version.text, span: version.span });
  }
  return { file: source.path, format: "mise", tools, problems: document.problems };
}

function versionOf({ value }: YamlEntry): YamlScalar | undefined {
  const first = value?.kind === "sequence" ? value.items[0] : value;
  return first?.kind === "scalar" ? first : scalarAt(first, "version");
}

import type { SourceFile } from "../../text/source-file.ts";
import type { VersionFile } from "./model.ts";

/**
 * Parses `.tool-versions` of asdf and mise: `tool version [fallback …]` per line, `#` starts a comment.
 * The first version is the one that runs where it is installed, so it alone is a pin.
 */
export function parseToolVersions(source: SourceFile): VersionFile {
  const tools: { tool: string; version: string; span: { start: number; end: number } }[] = [];
  const problems: { span: { start: number; end: number }; reason: string }[] = [];

  let start = 0;
  for (const line of source.text.split("\n")) {
    const said = line.replace(/#.*$/, "");
    const match = /^(\s*)(\S+)(?:(\s+)(\S+))?/.exec(said);
    if (match) {
      const [, indent = "", tool = "", gap = "", version] = match;
      const toolStart = start + indent.length;
      const toolEnd = toolStart + tool.length;
      if (version === undefined) {
        problems.push({
          span: { start: toolStart, end: toolEnd },
          reason: `no version stands after "${tool}"`,
        });
      } else {
        const versionStart = toolEnd + gap.length;
        tools.push({ tool, version, span: { start: versionStart, end: versionStart + version.length } });
      }
    }
    start += line.length + 1;
  }
  return { file: source.path, format: "tool-versions", tools, problems };
}

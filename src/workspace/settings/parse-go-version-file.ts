import type { SourceFile } from "../../text/source-file.ts";
import type { VersionFile } from "./model.ts";

/**
 * Parses `.go-version` (goenv, actions/setup-go): one version, the first line that is neither empty nor a
 * comment; goenv strips a `go` prefix, so both spellings are kept as written.
 */
export function parseGoVersionFile(source: SourceFile): VersionFile {
  const { path: file, text } = source;
  const line = /^[ \t]*([^\s#][^\r\n]*)/m.exec(text);
  const written = line?.[1]?.replace(/\s+#.*$/, "").trimEnd();
  if (!line || !written) {
    const problem = { span: { start: 0, end: text.length }, reason: "the file names no version" };
    return { file, format: "go-version", tools: [], problems: [problem] };
  }
  const start = line.index + line[0].length - (line[1]?.length ?? 0);
  const span = { start, end: start + written.length };
  if (/\s/.test(written)) {
    const problem = { span, reason: `"${written}" is not one version` };
    return { file, format: "go-version", tools: [], problems: [problem] };
  }
  return { file, format: "go-version", tools: [{ tool: "go", version: written, span }], problems: [] };
}

/** Places in which an edit is lost or does more than it says: generated files, templates, shared YAML nodes. */
import type { SourceFile } from "../text/source-file.ts";
import type { Span } from "../text/span.ts";

const foreignPath = /(?:^|\/)(?:vendor|third_party|node_modules)\//;
const templatePath = /\.(?:tmpl|tpl|gotmpl|template|j2|jinja2?|erb|in)$|\{\{/i;
const saysGenerated =
  /\bdo not (?:edit|modify|change)\b|\b(?:auto-?)?generated (?:by|from|using|with)\b|@generated\b|\bauto-?generated\b|\b(?:is|was|automatically) generated\b/i;

/** The line of a YAML node that others take over: `name: &anchor`, `- &anchor`. */
const anchored = /^([ \t]*)(?:- +)*(?:[^\s#'"][^#'"]*:|-) +&[\w.-]+(?:\s|$)/;

/** Why an edit at this place is not for a machine to make; undefined when it is. */
export function whyNotEditable(source: SourceFile, { start, end }: Span): string | undefined {
  if (foreignPath.test(source.path)) return "the file is a copy of somebody else's";
  if (templatePath.test(source.path)) return "the file is a template";
  if (saysGenerated.test(leadingComments(source.text))) return "the file is generated";
  if (/\.ya?ml$/i.test(source.path) && isShared(source, start, end))
    return "other places of the file take this one over";
  return undefined;
}

/** The comment lines at the top of a file, in any of the languages that are read here. */
function leadingComments(text: string): string {
  const lines: string[] = [];
  for (const line of text.slice(0, 4_000).split("\n")) {
    if (line.trim() !== "" && !/^\s*(?:#|\/\/|\/\*|\*|--|;)/.test(line)) break;
    lines.push(line);
  }
  return lines.join("\n");
}

/** Whether the place lies in a node with an anchor: from its line to the last line that is indented deeper. */
function isShared({ lines, text }: SourceFile, start: number, end: number): boolean {
  if (!text.includes("&")) return false;
  const first = lines.positionAt(start).line;
  const last = lines.positionAt(end).line;
  for (let line = 1; line <= last; line++) {
    const indent = anchored.exec(lines.lineText(line))?.[1]?.length;
    if (indent === undefined) continue;
    let until = line;
    while (until < lines.lineCount && isInside(lines.lineText(until + 1), indent)) until++;
    if (first <= until) return true;
  }
  return false;
}

function isInside(line: string, indent: number): boolean {
  return line.trim() === "" || (/^[ \t]*/.exec(line)?.[0].length ?? 0) > indent;
}

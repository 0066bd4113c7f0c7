import type { Place } from "../../text/span.ts";
import type { Workspace } from "../../workspace/workspace.ts";

/** Where a version stands: in the words of the line that uses it, or in the one assignment of the file that it comes from. */
export function locateVersion(
  version: string,
  { at, also }: { readonly at: Place; readonly also?: Place | undefined },
  workspace: Workspace,
): Place | undefined {
  const plain = version.replace(/^v(?=\d)/, "");
  for (const place of also ? [at, also] : [at]) {
    const found = inText(place, version, workspace) ?? inText(place, plain, workspace);
    if (found) return found;
  }
  return inAssignment(at, version, workspace) ?? inAssignment(at, plain, workspace);
}

function inText({ file, span }: Place, version: string, workspace: Workspace): Place | undefined {
  const source = workspace.source(file);
  if (!source) return undefined;
  // What make expands has no span of its own: the whole line is looked at.
  const line = source.lines.positionAt(span.start).line;
  const end = span.end > span.start ? span.end : source.lines.lineStart(line + 1);
  const start = span.end > span.start ? span.start : source.lines.lineStart(line);
  const found = [...source.text.slice(start, end).matchAll(word(version))];
  const [only] = found;
  if (!only || found.length > 1) return undefined;
  return { file, span: { start: start + only.index, end: start + only.index + version.length } };
}

/** `NAME := version`, `ARG NAME=version`, `NAME: version` where the line that uses it mentions NAME. */
function inAssignment(at: Place, version: string, workspace: Workspace): Place | undefined {
  const places: Place[] = [];
  for (const file of filesNear(at.file, workspace)) {
    const text = workspace.source(file)?.text ?? "";
    const assignment = new RegExp(
      `^(?:[ \\t]*)(?:(?:export|readonly|local|declare|override|ARG|ENV|[$]env:|-)[ \\t]+)*["']?([A-Za-z_][\\w.-]*)["']?[ \\t]*(?:[:?]{0,2}=|:|[ \\t])[ \\t]*["']?(?:[$][{][A-Za-z_]\\w*:-)?${RegExp.escape(version)}(?=$|[\\s"'}#])`,
      "gm",
    );
    for (const found of text.matchAll(assignment)) {
      const start = found.index + found[0].length - version.length;
      if (mentions(at, found[1] ?? "", workspace))
        places.push({ file, span: { start, end: start + version.length } });
    }
  }
  return places.length === 1 ? places[0] : undefined;
}

/** The file itself and, for makefiles, all of them: one includes the other. */
function filesNear(file: string, { makefiles }: Workspace): readonly string[] {
  if (!makefiles.some((make) => make.file === file || make.targets.some((target) => target.file === file)))
    return [file];
  const included = makefiles.flatMap((make) => make.variables.map(({ at }) => at.file));
  return [...new Set([file, ...included])];
}

/** Whether the name is used near the place. */
function mentions({ file, span }: Place, name: string, workspace: Workspace): boolean {
  const source = workspace.source(file);
  if (!source || name === "") return false;
  const line = source.lines.positionAt(span.start).line;
  // A command may go on over a few lines.
  const near = [-2, -1, 0, 1, 2].map((step) => lineText(source, line + step)).join("\n");
  const used = new RegExp(`[$]\\(${name}\\)|[$]{?${name}\\b|env\\.${name}\\b|[$]{?[Ee]nv:${name}\\b`);
  return used.test(near) || used.test(source.text.slice(span.start, span.end));
}

function lineText(source: NonNullable<ReturnType<Workspace["source"]>>, line: number): string {
  return line >= 1 && line <= source.lines.lineCount ? source.lines.lineText(line) : "";
}

function word(text: string): RegExp {
  return new RegExp(`(?<![\\w.])${RegExp.escape(text)}(?![\\w])(?!\\.\\d)`, "g");
}

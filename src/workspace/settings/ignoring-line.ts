import type { Place } from "../../text/span.ts";
import { createIgnoreMatcher } from "../tree/ignore-rules.ts";
import type { PatternFile, PatternLine } from "./model.ts";

/** The line of a .gitignore that excludes a file, with its pattern; undefined when none of these files does. */
export function ignoringLine(
  gitignores: readonly PatternFile[],
  path: string,
): { readonly at: Place; readonly pattern: string } | undefined {
  const parts = path.split("/");
  for (let count = 1; count <= parts.length; count++) {
    const subject = parts.slice(0, count).join("/");
    const found = decidingLine(gitignores, subject, count < parts.length);
    if (found && !found.line.isNegated) {
      return { at: { file: found.file, span: found.line.span }, pattern: found.line.pattern };
    }
  }
  return undefined;
}

/** The last matching line of the nearest file that has one. */
function decidingLine(
  gitignores: readonly PatternFile[],
  path: string,
  isFolder: boolean,
): { readonly file: string; readonly line: PatternLine } | undefined {
  const above = gitignores
    .map(({ file, lines }) => ({ file, lines, folder: file.slice(0, Math.max(0, file.lastIndexOf("/"))) }))
    .filter(({ folder }) => folder === "" || path.startsWith(`${folder}/`))
    .sort((a, b) => b.folder.length - a.folder.length);
  for (const { file, lines, folder } of above) {
    const line = lines.findLast(({ pattern }) => {
      if (pattern.endsWith("/") && !isFolder) return false;
      return createIgnoreMatcher(pattern.replace(/\/$/, ""), folder)(path);
    });
    if (line) return { file, line };
  }
  return undefined;
}

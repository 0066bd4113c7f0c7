import type { SourceFile } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import type { EnvFile } from "./model.ts";

const envName = /(^|\/)(\.env(\.[^/]+)?|[^/]+\.env)$/;

/** Every `.env`, `.env.NAME` and `NAME.env` file of the tree. */
export function readEnvFiles(sources: Sources): readonly EnvFile[] {
  const files: EnvFile[] = [];
  for (const path of sources.ownPaths) {
    if (!envName.test(path)) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parseEnvFile(source));
  }
  return files;
}

/**
 * Parses `NAME=value` lines, with or without `export`; quotes around a whole value are taken off. A quoted value
 * may go on over several lines. Lines of another shape are left out: tools differ in what they make of them.
 */
function parseEnvFile(source: SourceFile): EnvFile {
  const variables: { name: string; value: string; span: { start: number; end: number } }[] = [];
  const assignment =
    /^[ \t]*(?:export[ \t]+)?([A-Za-z_][A-Za-z0-9_.]*)[ \t]*=[ \t]*(?:"((?:[^"\\]|\\[\s\S])*)"|'([^']*)'|([^\r\n]*))/gm;
  for (const match of source.text.matchAll(assignment)) {
    const [whole, name = "", double, single, plain] = match;
    const value =
      double?.replace(/\\(["\\$`])/g, "$1") ?? single ?? plain?.replace(/(^|\s)#.*$/, "").trimEnd() ?? "";
    const lead = whole.length - whole.trimStart().length;
    const end =
      match.index + (plain === undefined ? whole.length : whole.length - plain.length + value.length);
    variables.push({ name, value, span: { start: match.index + lead, end } });
  }
  return { file: source.path, variables };
}

/** Reads `.gitignore`, `.dockerignore` and `.gitattributes` files with the place of every pattern. */
import type { SourceFile } from "../../text/source-file.ts";
import { parseDockerIgnoreLines } from "../tree/docker-ignore.ts";
import { parseAttributeLines } from "../tree/git-attributes.ts";
import { parseIgnoreLines } from "../tree/ignore-lines.ts";
import type { PatternFile } from "./model.ts";

/** The patterns of a `.gitignore` file. */
export function readGitIgnore(source: SourceFile): PatternFile {
  const lines = parseIgnoreLines(source.text);
  return { file: source.path, lines: lines.map((line) => ({ ...line, attributes: [] })) };
}

/** The patterns of a `.dockerignore` or `NAME.dockerignore` file, cleaned as Docker does. */
export function readDockerIgnore(source: SourceFile): PatternFile {
  const lines = parseDockerIgnoreLines(source.text);
  return { file: source.path, lines: lines.map((line) => ({ ...line, attributes: [] })) };
}

/** The patterns of a `.gitattributes` file with their attributes as written. */
export function readGitAttributes(source: SourceFile): PatternFile {
  const lines = parseAttributeLines(source.text);
  return { file: source.path, lines: lines.map((line) => ({ ...line, isNegated: false })) };
}

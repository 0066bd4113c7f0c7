import type { SourceFile } from "../../text/source-file.ts";
import { type Sources, settingsLimitBytes } from "../sources.ts";
import type { VersionFile } from "./model.ts";
import { parseGoVersionFile } from "./parse-go-version-file.ts";
import { parseMise } from "./parse-mise.ts";
import { parseToolVersions } from "./parse-tool-versions.ts";

type Parser = (source: SourceFile) => VersionFile;

const byName = new Map<string, Parser>([
  [".go-version", parseGoVersionFile],
  [".tool-versions", parseToolVersions],
  ["mise.toml", parseMise],
  [".mise.toml", parseMise],
]);

/** mise also reads a file of another name where it lies in one of these folders. */
const miseFolderFile = /(^|\/)(\.config\/mise|\.config|\.mise|mise)\/(config|mise)\.toml$/;

/** Every file of the tree that pins tool versions. */
export function readVersionFiles(sources: Sources): readonly VersionFile[] {
  const files: VersionFile[] = [];
  for (const path of sources.ownPaths) {
    const parse =
      byName.get(path.slice(path.lastIndexOf("/") + 1)) ??
      (miseFolderFile.test(path) ? parseMise : undefined);
    if (!parse) continue;
    const source = sources.read(path, settingsLimitBytes);
    if (source) files.push(parse(source));
  }
  return files;
}

import { decodeSource, type SourceFile } from "../../text/source-file.ts";
import type { Tree } from "../tree/tree.ts";
import { findIncluded } from "./_find-included.ts";
import type { Makefile } from "./model.ts";
import { parseMakefile } from "./parse-makefile.ts";

const makefileName = /(?:^|\/)(?:GNUmakefile|[Mm]akefile)$/;
const foreignFolder = /(?:^|\/)(?:vendor|node_modules|testdata|\.git)\//;

/** The Makefiles of a tree; a `*.mk` file counts as one of its own when no other file includes it. */
export function readMakefiles(tree: Tree): Makefile[] {
  const sources = new Map<string, SourceFile | undefined>();
  const read = (path: string): SourceFile | undefined => {
    if (!sources.has(path)) {
      const result = tree.read(path);
      sources.set(path, result.ok ? decodeSource(path, result.bytes) : undefined);
    }
    return sources.get(path);
  };
  const makefiles: Makefile[] = [];
  const included = new Set<string>();
  const add = (path: string) => {
    const source = read(path);
    if (!source) return;
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    // A Makefile is read again for every platform, and its patterns match the same files.
    const found = new Map<string, readonly SourceFile[]>();
    const find = (pattern: string): readonly SourceFile[] => {
      const known = found.get(pattern);
      if (known) return known;
      const files = findIncluded(tree, folder, pattern).map(read);
      const readable = files.filter((file) => file !== undefined);
      found.set(pattern, readable);
      return readable;
    };
    const makefile = parseMakefile(source, { find });
    for (const { file } of makefile.includes) included.add(file);
    makefiles.push(makefile);
  };

  const own = tree.entries.filter(({ path }) => !foreignFolder.test(path));
  for (const { path } of own) if (makefileName.test(path)) add(path);
  for (const { path } of own) if (path.endsWith(".mk") && !included.has(path)) add(path);
  return makefiles;
}

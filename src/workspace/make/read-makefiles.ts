import { decodeSource, type SourceFile, sourceFromText } from "../../text/source-file.ts";
import { noteGarbage } from "../collect-garbage.ts";
import type { Tree } from "../tree/tree.ts";
import { findIncluded, findMatching } from "./_find-included.ts";
import type { Makefile, MakeIncludes } from "./model.ts";
import { parseMakefile } from "./parse-makefile.ts";

const makefileName = /(?:^|\/)(?:GNUmakefile|[Mm]akefile)$/;
const foreignFolder = /(?:^|\/)(?:vendor|node_modules|testdata|\.git)\//;
/** The largest Makefile seen that a person wrote has 90,000 bytes. */
const limitBytes = 2 << 20;
/** make stops at the first line that it cannot read: a text with so many of them is something else. */
const mostProblems = 100;
/** Bytes that parsing makes and drops for each character, with those of included files. */
const garbageOfCharacter = 32;

/** The Makefiles of a tree; a `*.mk` file counts as one of its own when no other file includes it. */
export function readMakefiles(tree: Tree): Makefile[] {
  const sources = new Map<string, SourceFile | undefined>();
  const refused = new Map<string, string>();
  const read = (path: string): SourceFile | undefined => {
    if (sources.has(path)) return sources.get(path);
    const sizeBytes = tree.entry(path)?.sizeBytes ?? 0;
    const result = sizeBytes > limitBytes ? undefined : tree.read(path);
    if (!result)
      refused.set(path, `the file has ${sizeBytes} bytes, more than the ${limitBytes} that are read`);
    const source = result?.ok ? decodeSource(path, result.bytes) : undefined;
    sources.set(path, source);
    return source;
  };
  const makefiles: Makefile[] = [];
  const included = new Set<string>();
  const add = (path: string) => {
    const source = read(path);
    if (!source) return;
    const folder = path.slice(0, path.lastIndexOf("/") + 1);
    const makefile = readElsewhere(source, folder, (from) => createIncludes(tree, from, read));
    const textOf = (file: string): string => sources.get(file)?.text ?? "";
    const includedSize = makefile.includes.reduce((sum, { file }) => sum + textOf(file).length, 0);
    noteGarbage((source.text.length + includedSize) * garbageOfCharacter);
    for (const { file } of makefile.includes) included.add(file);
    const count = makefile.problems.length;
    if (count <= mostProblems) makefiles.push(makefile);
    else refused.set(path, `it is not read as a Makefile: it has ${count} lines at which make stops`);
  };

  const own = tree.entries.filter(({ path }) => !foreignFolder.test(path));
  for (const { path } of own) if (makefileName.test(path)) add(path);
  for (const { path } of own) if (path.endsWith(".mk") && !included.has(path)) add(path);
  return [...makefiles, ...[...refused].map(([path, reason]) => emptyMakefile(path, reason))];
}

/** What a Makefile names is looked for from the folder in which make runs, `build/` or nothing for the root. */
function createIncludes(
  tree: Tree,
  folder: string,
  read: (path: string) => SourceFile | undefined,
): MakeIncludes {
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
  const matching = new Map<string, readonly string[] | undefined>();
  const match = (pattern: string): readonly string[] | undefined => {
    if (!matching.has(pattern)) matching.set(pattern, findMatching(tree, folder, pattern));
    return matching.get(pattern);
  };
  return { find, match, folder };
}

/** The Makefile as it reads in its own folder, with its readings in others: `make -f build/Makefile`. */
function readElsewhere(
  source: SourceFile,
  folder: string,
  includesFrom: (folder: string) => MakeIncludes,
): Makefile {
  const makefile = parseMakefile(source, includesFrom(folder));
  if (!/\binclude\b|\bwildcard\b/.test(source.text)) return makefile;
  const readings = new Map([[folder, makefile]]);
  const inFolder = (given: string): Makefile => {
    const plain = given.replace(/^\.(?:\/|$)/, "");
    const from = plain === "" || plain.endsWith("/") ? plain : `${plain}/`;
    const reading = readings.get(from) ?? parseMakefile(source, includesFrom(from));
    readings.set(from, reading);
    return reading;
  };
  const own: Makefile = { ...makefile, inFolder };
  readings.set(folder, own);
  return own;
}

/** A file that is there, with nothing in it that can be known. */
function emptyMakefile(path: string, reason: string): Makefile {
  const makefile = parseMakefile(sourceFromText({ path, text: "" }));
  return { ...makefile, problems: [{ file: path, span: { start: 0, end: 0 }, reason }] };
}

/** `include` (GNU Make manual 3.3): which files take part. */
import type { EmbeddedText } from "../../text/embedded-text.ts";
import type { SourceFile } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { knownText } from "./_expand.ts";
import { inOwnFolder } from "./_own-folder.ts";
import { splitWords } from "./_scan.ts";
import type { FileState, State } from "./_state.ts";
import { plainName, words } from "./_text-functions.ts";
import { expandNow, problem } from "./_trouble.ts";

const maxIncludeDepth = 40;

/** Reads the files that an `include` names. */
export function readInclude(
  state: State,
  file: FileState,
  { text, start, isOptional }: { text: EmbeddedText; start: number; isOptional: boolean },
  read: (source: SourceFile) => void,
): void {
  for (const word of splitWords(text.text.slice(start))) {
    const span = { start: text.fileOffset(start + word.start), end: text.fileOffset(start + word.end) };
    const path = knownPath(state, file, word.text, span);
    if (path === undefined) {
      if (!isOptional) problem(state, file, span, `Cannot know which file "${word.text}" names`);
      continue;
    }
    for (const pattern of words(path)) {
      const found = state.includes.find(pattern);
      if (found.length === 0 && !/[*?[]/.test(pattern)) state.missing.push(plainName(pattern));
      if (found.length === 0 && !isOptional)
        problem(state, file, span, `Cannot find the included file "${pattern}"`);
      for (const source of found) {
        state.included.push({ file: source.path, span });
        if (state.reading.includes(source.path) || state.reading.length >= maxIncludeDepth) continue;
        read(source);
      }
    }
  }
}

/** A path in which the folder of make, or of this file, may be computed the usual ways. */
function knownPath(state: State, file: FileState, written: string, span: Span): string | undefined {
  const where = state.includes.folder?.split("/").slice(0, -1) ?? state.root.path.split("/").slice(0, -1);
  const rootFolder = where.length;
  const ownFolder = pathFrom(where, file.file.split("/").slice(0, -1));
  const runs = expandNow(state, written, { file, span }).map((run) => {
    if (run.hole === undefined) return run;
    const own = inOwnFolder(run);
    if (own !== run) return own;
    if (/^shell git rev-parse --show-toplevel\b/.test(run.hole))
      return { text: "../".repeat(rootFolder) || "." };
    return /MAKEFILE_LIST/.test(run.hole) ? { text: `${ownFolder}/` } : run;
  });
  return knownText(runs);
}

function pathFrom(from: readonly string[], to: readonly string[]): string {
  let same = 0;
  while (same < from.length && from[same] === to[same]) same++;
  return [...from.slice(same).map(() => ".."), ...to.slice(same)].join("/") || ".";
}

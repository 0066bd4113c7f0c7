import { decodeSource, type SourceFile } from "../text/source-file.ts";
import { isForeignPath } from "./is-foreign-path.ts";
import type { Tree } from "./tree/tree.ts";
import type { Unknown } from "./unknown.ts";

/** Decoded files of one tree, each read once; what could not be read is kept as unknowns. */
export interface Sources {
  readonly tree: Tree;
  /** Paths of files that are no Go source and lie outside vendor/, testdata/ and node_modules/, sorted. */
  readonly ownPaths: readonly string[];
  /** Undefined when the file cannot be read or is larger than the limit; the reason is then in `unknowns`. */
  read(path: string, limitBytes?: number): SourceFile | undefined;
  readonly unknowns: readonly Unknown[];
}

/** Settings files are small; a parser that keeps positions needs a second for a few megabytes. */
export const settingsLimitBytes = 512 << 10;

/** A reader of decoded files over a tree. */
export function createSources(tree: Tree): Sources {
  const decoded = new Map<string, SourceFile>();
  const unknowns = new Map<string, Unknown>();

  const refuse = (path: string, code: string, reason: string): undefined => {
    unknowns.set(`${path}\0${code}`, { at: { file: path, span: { start: 0, end: 0 } }, reason, code });
    return undefined;
  };

  let ownPaths: readonly string[] | undefined;

  return {
    tree,
    get ownPaths() {
      ownPaths ??= tree.entries.flatMap(({ path }) =>
        path.endsWith(".go") || isForeignPath(path) ? [] : [path],
      );
      return ownPaths;
    },
    get unknowns() {
      return [...unknowns.values()];
    },
    read(path, limitBytes = Number.POSITIVE_INFINITY) {
      const known = decoded.get(path);
      if (known) return known;
      const sizeBytes = tree.entry(path)?.sizeBytes ?? 0;
      if (sizeBytes > limitBytes) return refuse(path, "too-large-file", tooLarge(sizeBytes, limitBytes));
      const result = tree.read(path);
      if (!result.ok) return refuse(path, "unreadable-file", `the file cannot be read: ${result.reason}`);
      // The entry of a symbolic link gives the size of the link, not of what it leads to.
      if (result.bytes.length > limitBytes) {
        return refuse(path, "too-large-file", tooLarge(result.bytes.length, limitBytes));
      }
      const source = decodeSource(path, result.bytes);
      decoded.set(path, source);
      return source;
    },
  };
}

function tooLarge(sizeBytes: number, limitBytes: number): string {
  return `the file has ${sizeBytes} bytes, more than the ${limitBytes} that are read of such a file`;
}

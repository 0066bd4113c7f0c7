import { parseSumFile, type SumFile } from "../../go/sumfile.ts";
import { decodeSource } from "../../text/source-file.ts";
import type { Sources } from "../sources.ts";
import type { Tree } from "../tree/tree.ts";
import type { ReadSum } from "./model.ts";

/** go.sum is parsed when it is first asked for: it is the largest of these files and most questions need none of it. */
export function readSum(sources: Sources, file: string): ReadSum | undefined {
  const { tree } = sources;
  if (!tree.entry(file)) return undefined;
  if (!tree.readStart(file, 1).ok) {
    sources.read(file);
    return { file, parsed: { file, lines: [], problems: [] }, isUnreadable: true };
  }
  let parsed: SumFile | undefined;
  return {
    file,
    get parsed() {
      parsed ??= parseSum(tree, file);
      return parsed;
    },
  };
}

function parseSum(tree: Tree, file: string): SumFile {
  const result = tree.read(file);
  return parseSumFile(decodeSource(file, result.ok ? result.bytes : new Uint8Array()));
}

/** A Go that an instruction takes out of another image or stage: COPY --from, or RUN --mount with `from`. */
import type { Place } from "../../text/span.ts";
import { imageFacts } from "../knowledge/images.ts";
import type { Machine, PlacedGo } from "../machine.ts";
import { goFolders, usualGoFolder } from "../placed-go.ts";
import { normalizePath } from "../shell/join-folder.ts";

/** Which files of which image or stage go where. */
export interface FilesFrom {
  /** A stage's name or number, or an image. */
  readonly from: string;
  readonly source: string;
  readonly target: string;
  readonly at: Place;
}

/** The Go distribution among files of another image, in its new folder; undefined when there is none that is known. */
export function copiedGo(
  { from, source, target, at }: FilesFrom,
  stageEnd: (name: string) => Machine | undefined,
): PlacedGo | undefined {
  // BuildKit fills in no variables there.
  if (from.includes("$")) return undefined;
  const path = normalizePath(`/${source}`);
  for (const { folder, go } of goFoldersOf(from, at, stageEnd)) {
    // Who takes other files of an image that nobody knows may get no Go with them.
    if ("kind" in go && path !== folder) continue;
    const below = path === folder ? "" : path === "/" ? folder : folder.startsWith(`${path}/`);
    if (below === false) continue;
    const rest = below === true ? folder.slice(path.length) : below;
    return { folder: normalizePath(`${target}/${rest}`), go: { ...go, at }, at };
  }
  return undefined;
}

/** Whether an image or stage is known to hold neither a Go nor anybody's sources. */
export function holdsNothingOfGo(from: string, stageEnd: (name: string) => Machine | undefined): boolean {
  const stage = stageEnd(from);
  if (!stage) return imageFacts(from).isWithoutGo === true;
  const { go, openCopies = [], placedGo = [], mounts } = stage;
  const isAbsent = "kind" in go && go.isAbsent === true;
  return isAbsent && openCopies.length + placedGo.length + mounts.length === 0;
}

function goFoldersOf(
  from: string,
  at: Place,
  stageEnd: (name: string) => Machine | undefined,
): readonly PlacedGo[] {
  const stage = stageEnd(from);
  if (stage) {
    const folders = goFolders(stage);
    const { go } = stage;
    const mayLie = folders.length === 0 && "kind" in go && !go.isAbsent;
    return mayLie ? [{ folder: usualGoFolder, go, at }] : folders;
  }
  const facts = imageFacts(from);
  if (facts.go) return [{ folder: usualGoFolder, go: { ...facts.go, at }, at }];
  if (facts.isWithoutGo) return [];
  return [{ folder: usualGoFolder, go: { kind: "unknown", reason: facts.goReason, at }, at }];
}

import type { Replace } from "../../go/modfile/model.ts";
import { localTarget } from "../../workspace/gomod/local-target.ts";
import type { GoModule } from "../../workspace/gomod/model.ts";

/** Equal for right sides of replace lines that go takes for the same: directories are compared by where they lead. */
export function rightSide({ folder }: GoModule, { isLocal, newPath, newVersion = "" }: Replace): string {
  const target = isLocal ? localTarget(folder, newPath) : undefined;
  return target?.kind === "inside" ? `./${target.folder}` : `${newPath}@${newVersion}`;
}

/** The right side of a replace line as it is written. */
export function writtenSide({ newPath, newVersion }: Replace): string {
  return newVersion === undefined ? newPath : `${newPath} ${newVersion}`;
}

/** go never hashes a zip again: it believes the `.ziphash` beside it, and holds that against go.sum. */
import { cachePaths } from "../go/cache-paths.ts";
import type { ExaminedModule } from "./examine-module.ts";
import type { IntegrityFault } from "./faults.ts";
import type { FolderHash } from "./judge-folder.ts";
import type { LogAnswer } from "./judge-module.ts";
import type { ModuleCheck } from "./plan-checks.ts";

interface HashedContent {
  readonly zip: ExaminedModule | undefined;
  /** The hash of the extracted folder, where no zip can be held against it. */
  readonly folder?: FolderHash | undefined;
  /** The text of `.ziphash`; undefined when there is none. */
  readonly zipHash: string | undefined;
  readonly log: LogAnswer;
}

/** Holds the `.ziphash` against the zip, or against the folder that stands there without one. */
export function judgeZipHash(
  { path, version, sums }: Omit<ModuleCheck, "vendored">,
  { zip, folder, zipHash, log }: HashedContent,
): readonly IntegrityFault[] {
  if (zipHash === undefined) return [];
  const isRight = (hash: string): boolean =>
    log.kind === "proven" ? log.zip === hash : sums.some((line) => !line.isGoMod && line.hash === hash);
  const at = {
    kind: "ziphash-differs" as const,
    module: path,
    version,
    file: `GOMODCACHE/${cachePaths(path, version)?.download}.ziphash`,
    actual: /^h1:[\w+/]{43}=$/.test(zipHash) ? zipHash : undefined,
  };
  if (zip?.ok && zip.h1 !== zipHash)
    return [
      isRight(zip.h1)
        ? { ...at, ...wrongAlone, expected: zip.h1, message: wrongBeside("zip") }
        : {
            ...at,
            expected: zip.h1,
            message:
              "The zip has another hash than its .ziphash says, and go believes the .ziphash: one of them was changed after the download",
          },
    ];
  // A folder that is wrong itself says nothing about the hash.
  if (!zip && folder && "hash" in folder && folder.hash !== zipHash && isRight(folder.hash))
    return [{ ...at, ...wrongAlone, expected: folder.hash, message: wrongBeside("extracted folder") }];
  return [];
}

const wrongAlone = {
  harm: "S2",
  remedy: "breakwater verify --cache --purge removes the .ziphash, and go makes it again.",
} as const;

function wrongBeside(what: string): string {
  return `The ${what} is right and its .ziphash is not: go compares the .ziphash with go.sum and stops`;
}

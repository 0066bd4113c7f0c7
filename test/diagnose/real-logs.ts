/**
 * Logs of public issues in two folders of `test/data`. `logs`: lines as machines printed them, only left out (hosts of
 * public proxies read goproxy.example, home folders /home/user); they are the evidence. `rebuilt-logs`: written after
 * real threads, for variety, not counted in the evidence. Each folder has an index.tsv that names a file, the pattern that
 * is its true first cause (`-` where no pattern of ours is meant), its set and its source; a fifth word is the pattern that
 * its words speak for, where the thread shows another cause than the log can: such a log counts as missed.
 */
import { readFileSync } from "node:fs";
import { join } from "node:path";

/** `tune`: patterns may be written with it in view. `report`: looked at once, for the evidence. */
export type LogSet = "tune" | "report";

export interface RealLog {
  readonly file: string;
  /** Undefined for a failure that is none of ours. */
  readonly pattern: string | undefined;
  readonly set: LogSet;
  /** `owner/repository#number`. */
  readonly source: string;
  /** The pattern that the words speak for, where it is not the true one. */
  readonly says: string | undefined;
  readonly text: string;
}

/** What machines printed. */
export const realLogsFolder = join(import.meta.dir, "../data/logs");

/** Written after real threads, for variety, not counted in the evidence. */
export const rebuiltLogsFolder = join(import.meta.dir, "../data/rebuilt-logs");

/** All logs of a folder's index, in its order; throws a RangeError for a line that is not of its form. */
export function readRealLogs(folder: string): readonly RealLog[] {
  const lines = readFileSync(join(folder, "index.tsv"), "utf8").split("\n").slice(1).filter(Boolean);
  return lines.map((line) => {
    const [file = "", pattern = "", set = "", source = "", says] = line.split("\t");
    if ((set !== "tune" && set !== "report") || !/^[\w.-]+\/[\w.-]+#\d+$/.test(source))
      throw new RangeError(`${folder}/index.tsv: not of its form: ${line}`);
    const text = readFileSync(join(folder, file), "utf8");
    return { file, pattern: pattern === "-" ? undefined : pattern, set, source, says, text };
  });
}

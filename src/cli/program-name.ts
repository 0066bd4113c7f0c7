import { realpathSync } from "node:fs";
import { delimiter, join, relative } from "node:path";
import type { Terminal } from "./terminal.ts";

export interface ProgramStart {
  /** The executable of this process: breakwater itself, or the bun that runs its source. */
  readonly executable: string;
  /** The source file that runs; undefined in the built program. */
  readonly script: string | undefined;
}

/** How the user can start this program again: `breakwater` when PATH leads to it, else the way it was started. */
export function programName({ executable, script }: ProgramStart, terminal: Terminal): string {
  const { BREAKWATER_PROGRAM, PATH = "" } = terminal.environment;
  if (BREAKWATER_PROGRAM) return BREAKWATER_PROGRAM;
  if (script !== undefined) return `${quote(executable)} ${quote(script)}`;
  const own = realPath(executable);
  const isOnPath = PATH.split(delimiter).some(
    (folder) => folder !== "" && realPath(join(folder, "breakwater")) === own,
  );
  if (isOnPath) return "breakwater";
  const below = relative(terminal.folder, executable);
  return quote(below.startsWith("..") ? executable : `./${below}`);
}

function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function quote(path: string): string {
  return /^[\w@%+=:,./-]+$/.test(path) ? path : `'${path.replace(/'/g, "'\\''")}'`;
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A folder for files that are fetched, made when it is first asked for. */
export interface ScratchFolder {
  /** Absolute path of a file in it. */
  fileFor(name: string): string;
  remove(): void;
}

const signals = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 } as const;

/** Makes the folder; it goes also when the user interrupts. */
export function createScratchFolder(): ScratchFolder {
  let folder: string | undefined;
  const leave = Object.entries(signals).map(([signal, code]) => {
    const act = (): void => {
      remove();
      process.exit(code);
    };
    return { signal, act };
  });
  const remove = (): void => {
    for (const { signal, act } of leave) process.off(signal, act);
    if (folder !== undefined) rmSync(folder, { recursive: true, force: true });
    folder = undefined;
  };
  return {
    fileFor(name) {
      if (folder === undefined) {
        folder = mkdtempSync(join(tmpdir(), "breakwater-verify-"));
        for (const { signal, act } of leave) process.on(signal, act);
      }
      return join(folder, name);
    },
    remove,
  };
}

/** The one way in which commands change a repository: everything is looked at first, then all is written. */
import { accessSync, constants, lstatSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { UserError } from "../finding/user-error.ts";
import { countOf } from "../report/layout.ts";
import { reasonOf } from "./reason-of.ts";
import { replaceFile } from "./replace-file.ts";

/** A file with what it holds now and what it shall hold. */
export interface TextChange {
  /** Relative to the folder. */
  readonly file: string;
  /** Undefined for a file that shall be new. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
}

/**
 * Writes all changes, in their order, or none when one file is not as it was read. Throws a UserError with the first
 * reason, which says what was written where it comes too late. Ctrl-C waits for the last file and is told then.
 */
export async function writeTexts(folder: string, changes: readonly TextChange[]): Promise<void> {
  for (const change of changes) refuseToWrite(folder, change);
  let isInterrupted = false;
  const note = (): void => {
    isInterrupted = true;
  };
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const signal of signals) process.on(signal, note);
  try {
    writeAll(folder, changes);
    // A signal that came meanwhile is heard only now.
    await new Promise((resolve) => setImmediate(resolve));
  } finally {
    for (const signal of signals) process.off(signal, note);
  }
  if (isInterrupted)
    throw new UserError("interrupted", `Interrupted after everything was written: ${namesOf(changes)}`);
}

function writeAll(folder: string, changes: readonly TextChange[]): void {
  for (const [index, { file, before, after }] of changes.entries()) {
    try {
      if (before === undefined) mkdirSync(dirname(join(folder, file)), { recursive: true });
      replaceFile(join(folder, file), after, file);
    } catch (error) {
      const message = error instanceof UserError ? error.message : cannot(file, reasonOf(error)).message;
      const written = changes.slice(0, index);
      const hint = written.length === 0 ? "nothing was written" : `written before: ${namesOf(written)}`;
      throw new UserError("cannot-write", message, { hint, cause: error });
    }
  }
}

function namesOf(changes: readonly TextChange[]): string {
  return `${countOf(changes.length, "file")} (${changes.map(({ file }) => file).join(", ")})`;
}

function refuseToWrite(folder: string, { file, before }: TextChange): void {
  const path = join(folder, file);
  if (before === undefined) refuseToCreate(folder, file);
  else {
    if (lstatSync(path).isSymbolicLink()) throw cannot(file, "it is a symbolic link");
    if (!readFileSync(path).equals(before)) throw cannot(file, "it was changed while fixes were planned");
    refuseFolder(dirname(path), file);
  }
}

/** A file is replaced by a new one beside it, so its folder must take one. */
function refuseFolder(parent: string, file: string): void {
  try {
    accessSync(parent, constants.W_OK);
  } catch (error) {
    throw cannot(file, `its folder is not writable (${reasonOf(error)})`);
  }
}

/** A new file replaces nothing, and no link leads it out of the folder. */
function refuseToCreate(folder: string, file: string): void {
  if (lstatSync(join(folder, file), { throwIfNoEntry: false })) throw cannot(file, "it exists already");
  let parent = dirname(join(folder, file));
  while (!lstatSync(parent, { throwIfNoEntry: false })) parent = dirname(parent);
  const way = relative(realpathSync(folder), realpathSync(parent));
  if (way === ".." || way.startsWith(`..${sep}`))
    throw cannot(file, "its folder leads out of the repository");
  if (!lstatSync(realpathSync(parent)).isDirectory()) throw cannot(file, "its folder is a file");
  refuseFolder(parent, file);
}

function cannot(file: string, reason: string): UserError {
  return new UserError("cannot-write", `Cannot write "${file}": ${reason}`);
}

import { lstatSync, mkdirSync, readFileSync, realpathSync } from "node:fs";
import { dirname, join, relative, sep } from "node:path";
import { UserError } from "../finding/user-error.ts";
import { replaceFile } from "./replace-file.ts";

/** A file with what it holds now and what it shall hold. */
export interface TextChange {
  /** Relative to the folder. */
  readonly file: string;
  /** Undefined for a file that shall be new. */
  readonly before: Uint8Array | undefined;
  readonly after: Uint8Array;
}

/** Writes all changes or, when one file is not as it was read, none. Throws a UserError with the first reason. */
export function writeTexts(folder: string, changes: readonly TextChange[]): void {
  for (const { file, before } of changes) {
    const path = join(folder, file);
    if (before === undefined) {
      refuseToCreate(folder, file);
      continue;
    }
    if (lstatSync(path).isSymbolicLink()) throw cannot(file, "it is a symbolic link");
    if (!readFileSync(path).equals(before)) throw cannot(file, "it was changed while fixes were planned");
  }
  for (const { file, before, after } of changes) {
    if (before === undefined) mkdirSync(dirname(join(folder, file)), { recursive: true });
    replaceFile(join(folder, file), after, file);
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
}

function cannot(file: string, reason: string): UserError {
  return new UserError("cannot-write", `Cannot write "${file}": ${reason}`);
}

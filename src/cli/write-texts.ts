import { lstatSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../finding/user-error.ts";
import { replaceFile } from "./replace-file.ts";

/** A file with what it holds now and what it shall hold. */
export interface TextChange {
  /** Relative to the folder. */
  readonly file: string;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Writes all changes or, when one file is not as it was read, none. Throws a UserError with the first reason. */
export function writeTexts(folder: string, changes: readonly TextChange[]): void {
  for (const { file, before } of changes) {
    const path = join(folder, file);
    if (lstatSync(path).isSymbolicLink()) throw cannot(file, "it is a symbolic link");
    if (!readFileSync(path).equals(before)) throw cannot(file, "it was changed while fixes were planned");
  }
  for (const { file, after } of changes) replaceFile(join(folder, file), after, file);
}

function cannot(file: string, reason: string): UserError {
  return new UserError("cannot-write", `Cannot write "${file}": ${reason}`);
}

import { unknown, type Value } from "./value.ts";

/** The folder of a command that runs outside of the repository, as a value that cannot be known. */
export function outsideTree(folder: Value): Value {
  if (folder.kind === "unknown") return folder;
  return unknown(`${folder.text} is not a folder of this repository`, folder.at);
}

import type { Machine } from "../machine.ts";
import type { Frame } from "./frame.ts";
import { pathOnMachine } from "./path-on-machine.ts";

/** The absolute path that `$PWD`, `$0` or `$BASH_SOURCE` holds; undefined where there is none or it is not known. */
export function pathOfName(
  name: "0" | "BASH_SOURCE" | "PWD",
  machine: Machine,
  frame: Frame,
): string | undefined {
  if (name === "PWD") {
    const { folder } = machine;
    if (folder.kind === "unknown") return undefined;
    return folder.text.startsWith("/") ? folder.text : pathOnMachine(folder.text, machine);
  }
  if (frame.program === undefined) return undefined;
  return pathOnMachine(name === "0" ? frame.program : frame.file, machine);
}

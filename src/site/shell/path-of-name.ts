import type { Machine } from "../machine.ts";
import type { Frame } from "./frame.ts";
import { pathOnMachine } from "./path-on-machine.ts";
import { noteInLogs } from "./walk-log.ts";

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
  noteInLogs((log) => {
    log.asksProgram = true;
  });
  if (frame.program === undefined) return undefined;
  // A script that was called by a relative path names another folder once it has gone elsewhere.
  const { startFolder: start } = frame;
  const { folder } = machine;
  if (start && !(start.kind === "known" && folder.kind === "known" && start.text === folder.text))
    return undefined;
  return pathOnMachine(name === "0" ? frame.program : frame.file, machine);
}

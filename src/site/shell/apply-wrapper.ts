/** What `env`, `sudo` and the like make of the machine on which they start a command. */
import type { Place } from "../../text/span.ts";
import type { Environment } from "../environment.ts";
import { isInstalled, type Machine } from "../machine.ts";
import { splitAssignment } from "./builtins.ts";
import type { UnwrappedCommand } from "./unwrap-command.ts";

/** Behind `env -i` programs are looked for in /bin and /usr/bin alone, or where the shell that is started looks. */
export function withoutPath(machine: Machine, at: Place): Machine {
  const isThere = isInstalled(machine.go) && / installs /.test(machine.go.by);
  const reason = "env -i leaves no PATH, and whether a go lies in /usr/bin is not known";
  return isThere ? machine : { ...machine, go: { kind: "unknown", reason, at } };
}

/** The environment behind a wrapper. */
export function applyWrapper(environment: Environment, unwrapped: UnwrappedCommand): Environment {
  const isOther = unwrapped.clearsEnvironment || unwrapped.assignments.length + unwrapped.unset.length > 0;
  let result = isOther ? environment.writable() : environment;
  if (unwrapped.clearsEnvironment) {
    const isKept = (name: string): boolean => !unwrapped.clearsPath && (name === "PATH" || name === "HOME");
    for (const name of result.names()) if (!isKept(name)) result = result.without(name);
  }
  for (const name of unwrapped.unset) result = result.without(name);
  for (const word of unwrapped.assignments) {
    const split = splitAssignment({ ...word, text: word.text.replace(/^["']/, "") });
    if (split)
      result = result.with(split.name, { value: split.value, at: word.at, by: "before the command" });
  }
  return result;
}

import type { Machine } from "../machine.ts";
import type { CommandArgument } from "../site.ts";
import type { CommandHost } from "./command-host.ts";
import type { Frame } from "./frame.ts";
import { exitWith, failed } from "./leave.ts";
import { shifted } from "./parameters.ts";
import { scopeOf } from "./walk-shell.ts";

/** `shift` by more than there are is a failure to bash, and the end to dash. */
export function shift(
  words: readonly CommandArgument[],
  machine: Machine,
  frame: Frame,
  host: CommandHost,
): Machine {
  const { parameters } = scopeOf(machine, frame, host);
  if (!parameters) return machine;
  const at = { file: frame.file, span: words[0]?.at.span ?? { start: 0, end: 0 } };
  const left = shifted(words.slice(1), parameters, at);
  if (left !== "too few") return { ...machine, parameters: left };
  return frame.dialect === "dash" ? exitWith(machine, frame, true) : failed(machine, frame);
}

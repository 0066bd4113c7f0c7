/** The `$(…)` of make that need a process or the disk, where the files still tell what they give. */
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { Place } from "../../text/span.ts";
import type { ShellScript } from "../../workspace/shell/ast.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Machine } from "../machine.ts";
import { known } from "../value.ts";
import type { CommandHost } from "./command-host.ts";
import type { MakeCall } from "./find-makefile.ts";
import type { Frame } from "./frame.ts";
import { normalizePath } from "./join-folder.ts";
import type { Outside } from "./outside-variables.ts";
import { pathOnMachine } from "./path-on-machine.ts";

interface FunctionCall {
  readonly expression: string;
  readonly at: Place;
  readonly call: MakeCall;
  readonly outside: Outside;
  readonly machine: Machine;
  readonly frame: Frame;
  readonly host: CommandHost;
}

/** `$(shell …)`, `$(CURDIR)` and paths made of `$(MAKEFILE_LIST)`; undefined for what cannot be known. */
export function makeFunction(parts: FunctionCall): string | undefined {
  const { expression, call, machine } = parts;
  if (expression === "CURDIR" || expression === "PWD")
    return call.folder.startsWith("/") ? call.folder : pathOnMachine(call.folder, machine);
  if (expression.includes("MAKEFILE_LIST")) return pathOfMakefile(expression, parts);
  const command = /^shell\s+([\s\S]+)$/.exec(expression)?.[1];
  return command === undefined ? undefined : shellOutput(command, parts);
}

/** A command stands in a variable that many recipes of many Makefiles use: parsed once for all of them. */
function parseCommand(scripts: Map<string, ShellScript>, text: string, at: Place): ShellScript {
  const key = `shell:${at.file}:${text}`;
  const known = scripts.get(key);
  if (known) return known;
  const script = parseShell(embedUnchanged(text), at);
  scripts.set(key, script);
  return script;
}

/** Make turns the line ends of what a command prints into blanks. */
function shellOutput(
  command: string,
  { call, at, outside, machine, frame, host }: FunctionCall,
): string | undefined {
  const expanded = call.makefile.expand(embedUnchanged(command), { target: undefined, ...outside });
  if (expanded.holes.length > 0) return undefined;
  const script = parseCommand(host.recipeScripts, expanded.text, at);
  const inFolder: Machine = { ...machine, folder: known(call.folder), functions: new Map() };
  return host.substitute?.(script.body, inFolder, frame)?.replaceAll("\n", " ");
}

/** `$(dir $(abspath $(lastword $(MAKEFILE_LIST))))`: with included files the list's end is another file. */
function pathOfMakefile(expression: string, parts: FunctionCall): string | undefined {
  const { makefile } = parts.call;
  const end = /^(lastword|firstword)\s+\$[({]MAKEFILE_LIST[)}]$/.exec(expression.trim())?.[1];
  if (end === "lastword" && makefile.includes.length > 0) return undefined;
  if (end !== undefined) return pathOnMachine(makefile.file, parts.machine);
  const step =
    /^(abspath|realpath|strip|dir|notdir|patsubst\s+%\/,\s*%,)\s*\$[({]([\s\S]*)[)}]([\w./-]*)$/.exec(
      expression.trim(),
    );
  const inner = step?.[2] === undefined ? undefined : pathOfMakefile(step[2], parts);
  if (!step?.[1] || inner === undefined) return undefined;
  const text = inner + (step[3] ?? "");
  if (step[1] === "dir") return text.slice(0, text.lastIndexOf("/") + 1);
  if (step[1] === "notdir") return text.slice(text.lastIndexOf("/") + 1);
  if (step[1] === "abspath" || step[1] === "realpath") return normalizePath(text);
  if (step[1].startsWith("patsubst")) return text.length > 1 ? text.replace(/\/+$/, "") : text;
  return text;
}

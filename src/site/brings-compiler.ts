/** Whether one command puts a C compiler on a machine that has none, for sure or perhaps. */

import type { Workspace } from "../workspace/workspace.ts";
import type { Machine } from "./machine.ts";
import { createCommandHost, type PlainCommand, topFrame } from "./shell/command-host.ts";
import { readSourced } from "./shell/find-script.ts";
import { pathInTree } from "./shell/folder-in-tree.ts";
import { applyInstallation, installsCompiler } from "./shell/installations.ts";
import { walkProcess } from "./shell/walk-process.ts";
import { unknown } from "./value.ts";

type Compiler = Machine["compiler"];

const managers = /^(?:apk|apt|apt-get|aptitude|yum|dnf|microdnf|tdnf|zypper|pacman|brew)$/;
const shells = /^(?:ba|da|z|k|a)?sh$/;

/** The compiler after a command; undefined when it brings none. `before` may feed it packages. */
export function brings(
  command: PlainCommand,
  before: PlainCommand | undefined,
  workspace: Workspace,
): Compiler | undefined {
  const { machine, at, words } = command;
  const name = textAt(command, 0)?.replace(/^.*\//, "") ?? "";
  if (managers.test(name) && command.hasMoreArguments) return ofListedPackages(command, before, workspace);
  const after = applyInstallation(words, machine, at).compiler;
  if (after !== machine.compiler) return after;
  const path = shells.test(name) ? textAt(command, 1) : textAt(command, 0);
  if (shells.test(name) && path === undefined) return perhaps(machine, `${name} runs what it reads`, command);
  if (path === undefined || !(shells.test(name) || /\.(?:ba)?sh$/.test(path))) return undefined;
  return ofScript(path, command, workspace);
}

/** `cat packages.txt | xargs apk add`: a list in the tree says which. */
function ofListedPackages(
  command: PlainCommand,
  before: PlainCommand | undefined,
  workspace: Workspace,
): Compiler {
  const { machine, at } = command;
  const list = before && textAt(before, 0) === "cat" ? textAt(before, 1) : undefined;
  const file = list === undefined ? undefined : pathInTree(list, machine);
  const text = file === undefined ? undefined : workspace.source(file)?.text;
  const found = text?.split(/\s+/).find(installsCompiler);
  if (found !== undefined) return { present: true, reason: `${command.text} installs ${found}`, at };
  return text === undefined
    ? perhaps(machine, `${command.text} installs what it reads`, command)
    : machine.compiler;
}

/** What a script of the tree installs that the walk passed over, because it says nothing about go. */
function ofScript(path: string, command: PlainCommand, workspace: Workspace): Compiler | undefined {
  const { machine } = command;
  const script = readSourced(path, machine, workspace);
  if (!script) return perhaps(machine, `${path} is not a script of this repository`, command);
  const host = createCommandHost({
    workspace,
    reached: new Set(),
    resolveHole: (expression, at) => unknown(`${expression} is not known`, at),
  });
  const { machine: end } = walkProcess(
    script.body,
    machine,
    topFrame({ file: script.file, program: script.file }),
    host,
  );
  return end.compiler === machine.compiler ? undefined : end.compiler;
}

function perhaps({ compiler }: Machine, by: string, { at }: PlainCommand): Compiler {
  return { present: undefined, reason: `${compiler.reason}, and ${by}, which may install one`, at };
}

function textAt({ words }: PlainCommand, index: number): string | undefined {
  const value = words[index]?.value;
  return value?.kind === "known" ? value.text : undefined;
}

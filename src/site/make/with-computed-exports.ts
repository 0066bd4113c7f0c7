/** `export $(shell …)`: which variables a Makefile exports where a command prints their names. */

import { embedUnchanged } from "../../text/embedded-text.ts";
import { folderOf } from "../../text/path-parts.ts";
import type { Makefile } from "../../workspace/make/model.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import type { Workspace } from "../../workspace/workspace.ts";
import { bareMachine } from "../bare-machine.ts";
import type { Machine } from "../machine.ts";
import { evaluateSubstitution } from "../shell/evaluate-substitution.ts";
import { known, unknown } from "../value.ts";

const readings = new WeakMap<Makefile, Makefile>();

/** The Makefile with those variables exported; where a command cannot be followed each of the others may be. */
export function withComputedExports(makefile: Makefile, workspace: Workspace): Makefile {
  if (!makefile.exportCommands) return makefile;
  const cached = readings.get(makefile);
  if (cached) return cached;
  const names = new Set<string>();
  let isOpen = false;
  for (const { command } of makefile.exportCommands) {
    const output = command === undefined ? undefined : outputOf(command, folderOf(makefile.file), workspace);
    if (output === undefined) isOpen = true;
    for (const name of output?.split(/\s+/) ?? []) names.add(name);
  }
  const variables = makefile.variables.map((variable) => {
    const { name, isExported } = variable;
    if (isExported || makefile.unexported.has(name)) return variable;
    if (names.has(name)) return { ...variable, isExported: true };
    return isOpen ? { ...variable, mayBeExported: true as const } : variable;
  });
  const reading: Makefile = { ...makefile, variables, ...(isOpen ? { exportsMore: true } : {}) };
  readings.set(makefile, reading);
  return reading;
}

function outputOf(command: string, folder: string, workspace: Workspace): string | undefined {
  const machine: Machine = { ...bareMachine("the machine that runs make", undefined), folder: known(folder) };
  const { body } = parseShell(embedUnchanged(command), { file: "", span: { start: 0, end: 0 } });
  const scopeOf = (inner: Machine) => ({
    file: "",
    environment: inner.environment.withOpenReason("make's own shell is not followed"),
    resolveHole: (expression: string) => unknown(`make computes $(${expression})`),
    parameters: undefined,
  });
  return evaluateSubstitution(body, { machine, workspace, scopeOf });
}

/**
 * C compilers that come on a way the walk does not follow: the recipe of a make target, a script that says
 * nothing about go, packages that xargs hands on, a program that nobody can read.
 */
import type { Workspace } from "../workspace/workspace.ts";
import { brings } from "./brings-compiler.ts";
import type { Machine } from "./machine.ts";
import type { PlainCommand } from "./shell/command-host.ts";

type Compiler = Machine["compiler"];

/** The commands of a site in order, each with the compiler that those before it brought. */
export function withBroughtCompilers(
  commands: readonly PlainCommand[],
  workspace: Workspace,
): readonly PlainCommand[] {
  // Containers that a script starts have a compiler, or none, of their own: each state is its own key.
  const brought = new Map<Compiler, Compiler>();
  return commands.map((command, index) => {
    const { compiler } = command.machine;
    if (compiler.present !== false) return command;
    const found = brought.get(compiler);
    const own = found?.present ? undefined : brings(command, commands[index - 1], workspace);
    if (own) brought.set(compiler, own);
    return found ? { ...command, machine: { ...command.machine, compiler: found } } : command;
  });
}

/** The compiler of a machine after all commands of a stage. */
export function compilerAfter(
  machine: Machine,
  commands: readonly PlainCommand[],
  workspace: Workspace,
): Compiler {
  if (machine.compiler.present !== false) return machine.compiler;
  const found = commands.flatMap((command, index) =>
    command.machine.compiler === machine.compiler
      ? (brings(command, commands[index - 1], workspace) ?? [])
      : [],
  );
  return found.find(({ present }) => present) ?? found[0] ?? machine.compiler;
}

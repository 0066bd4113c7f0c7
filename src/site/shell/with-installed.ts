import type { Machine } from "../machine.ts";

/** The machine before a process that has ended, with what the process installed and cloned: files stay, variables do not. */
export function withInstalled(before: Machine, after: Machine): Machine {
  const { go, compiler, distribution, mounts } = after;
  if (go === before.go && compiler === before.compiler && mounts === before.mounts) return before;
  return { ...before, go, compiler, distribution, mounts };
}

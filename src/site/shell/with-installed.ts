import type { Machine } from "../machine.ts";

/** The machine before a process that has ended, with what the process installed: programs stay, variables do not. */
export function withInstalled(before: Machine, after: Machine): Machine {
  const { go, compiler, distribution } = after;
  if (go === before.go && compiler === before.compiler) return before;
  return { ...before, go, compiler, distribution };
}

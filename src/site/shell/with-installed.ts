import type { Machine } from "../machine.ts";

/** The machine before a process that has ended, with what the process installed, cloned and wrote for later steps: files stay, variables do not. */
export function withInstalled(before: Machine, after: Machine): Machine {
  const { go, placedGo, compiler, distribution, mounts, later } = after;
  const isSame =
    go === before.go &&
    compiler === before.compiler &&
    mounts === before.mounts &&
    placedGo === before.placedGo;
  if (isSame && later === before.later) return before;
  return {
    ...before,
    go,
    ...(placedGo ? { placedGo } : {}),
    compiler,
    distribution,
    mounts,
    ...(later ? { later } : {}),
  };
}

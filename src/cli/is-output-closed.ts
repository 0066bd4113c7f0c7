import { readFileSync, readlinkSync } from "node:fs";

const closesOnExec = 0o2000000;

/**
 * Whether the process was started without standard output (`>&-`). Bun then opens /dev/null in its place,
 * with the flag that closes it in programs it starts; a descriptor that was handed down cannot have that flag.
 */
export function isOutputClosed(): boolean {
  try {
    if (readlinkSync("/proc/self/fd/1") !== "/dev/null") return false;
    const flags = /^flags:\s*([0-7]+)/m.exec(readFileSync("/proc/self/fdinfo/1", "utf8"))?.[1] ?? "0";
    return (Number.parseInt(flags, 8) & closesOnExec) !== 0;
  } catch {
    // Systems without /proc do not tell.
    return false;
  }
}

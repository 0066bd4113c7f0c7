/** What `uname` and `arch` print on a machine of which files show the platform. */
import type { Machine } from "../machine.ts";

const systems: ReadonlyMap<string, string> = new Map([
  ["linux", "Linux"],
  ["darwin", "Darwin"],
  ["freebsd", "FreeBSD"],
  ["openbsd", "OpenBSD"],
  ["netbsd", "NetBSD"],
]);

/** On Windows the name holds a version of the shell, and 32-bit systems tell the processor's name: both stay open. */
export function unameOutput(args: readonly string[], machine: Machine): string | undefined {
  const words = args.length === 0 ? ["-s"] : args;
  const wanted = new Set<string>();
  for (const word of words) {
    const flags = long.get(word) ?? /^-([sm]+)$/.exec(word)?.[1];
    if (flags === undefined) return undefined;
    for (const flag of flags) wanted.add(flag);
  }
  // Whatever the order of its flags, uname names the system first.
  const texts = ["s", "m"].filter((flag) => wanted.has(flag)).map((flag) => partOf(flag, machine));
  return texts.includes(undefined) ? undefined : texts.join(" ");
}

const long: ReadonlyMap<string, string> = new Map([
  ["--kernel-name", "s"],
  ["--machine", "m"],
]);

function partOf(flag: string, { hostOs, hostArch }: Machine): string | undefined {
  if (hostOs.kind === "unknown") return undefined;
  if (flag === "s") return systems.get(hostOs.text);
  if (hostArch.kind === "unknown") return undefined;
  if (hostOs.text !== "linux" && hostOs.text !== "darwin") return undefined;
  if (hostArch.text === "amd64") return "x86_64";
  if (hostArch.text === "arm64") return hostOs.text === "linux" ? "aarch64" : "arm64";
  return undefined;
}

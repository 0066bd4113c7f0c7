import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import type { Platform } from "../../scripts/platforms.ts";

const crossRoot = "/usr/aarch64-linux-gnu";

/** Words in front of an executable that start it on this machine; `missing` says what keeps it from starting. */
export function starterOf({
  os,
  cpu,
  libc,
}: Platform): { readonly words: readonly string[] } | { readonly missing: string } {
  if (os !== process.platform) return { missing: `this is no ${os}` };
  if (libc === "musl") {
    const arch = cpu === "x64" ? "x86_64" : "aarch64";
    const needed = [`/lib/ld-musl-${arch}.so.1`, "/usr/lib/libstdc++.so.6"];
    const absent = cpu === process.arch ? needed.filter((file) => !existsSync(file)) : needed;
    return absent.length === 0 ? { words: [] } : { missing: `there is no ${absent.join(" and no ")}` };
  }
  if (cpu === process.arch) return { words: [] };
  const qemu = cpu === "arm64" ? Bun.which("qemu-aarch64") : null;
  if (qemu === null) return { missing: `no qemu-user runs ${cpu} here` };
  if (!existsSync(`${crossRoot}/lib/libc.so.6`)) return { missing: "libc6-arm64-cross is not installed" };
  return { words: [qemu, "-L", crossRoot] };
}

/** Runs a command line with nothing in its environment; the folder is all it can see. */
export function runBare(
  words: readonly string[],
  folder: string,
): { readonly status: number | null; readonly stdout: string; readonly stderr: string } {
  const [command = "", ...others] = words;
  const { status, stdout, stderr } = spawnSync(command, others, { cwd: folder, encoding: "utf8", env: {} });
  return { status, stdout, stderr };
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { root } from "./_run.ts";
import { bunRuntime } from "./bun-runtime.ts";
import { compileWords } from "./compile-words.ts";
import { outputOf } from "./output-of.ts";
import type { Platform } from "./platforms.ts";
import { signMachO } from "./sign-mach-o.ts";

/** Compiles the executable for one platform into the file `target`; throws with the compiler's words. */
export async function buildPlatform(platform: Platform, target: string): Promise<void> {
  const runtime = await bunRuntime(platform);
  mkdirSync(dirname(target), { recursive: true });
  // Without the path, Bun would download its own runtime, past npm and past the recorded checksum.
  const cross = [
    `--target=${platform.runtime.replace("@oven/", "")}`,
    `--compile-executable-path=${runtime}`,
  ];
  // Bun adds .exe to a Windows program that is not called so.
  const unfinished = target.replace(/(\.exe)?$/, ".new$1");
  const child = Bun.spawn([...compileWords(unfinished), ...cross], {
    cwd: root,
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
  });
  const { exitCode, stdout, stderr } = await outputOf(child);
  if (exitCode !== 0) throw new Error(`Cannot compile for ${platform.name}: ${`${stderr}${stdout}`.trim()}`);
  if (platform.os === "darwin") writeFileSync(unfinished, signMachO(readFileSync(unfinished), "breakwater"));
  renameSync(unfinished, target);
}

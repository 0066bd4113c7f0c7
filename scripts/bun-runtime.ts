import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./_run.ts";
import { outputOf } from "./output-of.ts";
import { type Platform, runtimeVersion } from "./platforms.ts";

const cache = join(root, ".cache", "bun-runtimes");

/**
 * Path of the Bun executable that an executable for `platform` is made of. npm downloads the package, as it is set up
 * on this machine; what comes must be the recorded bytes. The package is kept in .cache/ and verified at every use.
 */
export async function bunRuntime(platform: Platform): Promise<string> {
  mkdirSync(cache, { recursive: true });
  const kept = join(cache, `${platform.name}-${runtimeVersion}.tgz`);
  if (!existsSync(kept)) await download(platform, kept);
  const bytes = readFileSync(kept);
  const integrity = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (integrity !== platform.integrity) {
    rmSync(kept);
    throw new Error(
      `${platform.runtime}@${runtimeVersion} is not what platforms.json records: ${integrity} instead of ${platform.integrity}`,
    );
  }
  const folder = join(cache, `${platform.name}-${runtimeVersion}-${process.pid}`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await quietly(["tar", "-xzf", kept, "-C", folder], cache);
  const executable = join(folder, "package", "bin", platform.os === "win32" ? "bun.exe" : "bun");
  if (!existsSync(executable)) throw new Error(`${platform.runtime}@${runtimeVersion} holds no bin/bun`);
  return executable;
}

/** Removes what `bunRuntime` unpacked for this process. */
export function removeUnpackedRuntimes(): void {
  if (!existsSync(cache)) return;
  for (const name of readdirSync(cache))
    if (name.endsWith(`-${process.pid}`)) rmSync(join(cache, name), { recursive: true, force: true });
}

async function download({ name, runtime }: Platform, target: string): Promise<void> {
  const folder = join(cache, `${name}-download-${process.pid}`);
  mkdirSync(folder, { recursive: true });
  try {
    const npm = process.platform === "win32" ? "npm.cmd" : "npm";
    await quietly([npm, "pack", "--loglevel=error", `${runtime}@${runtimeVersion}`], folder);
    const [packed] = readdirSync(folder).filter((file) => file.endsWith(".tgz"));
    if (packed === undefined) throw new Error(`npm pack ${runtime}@${runtimeVersion} wrote no file`);
    renameSync(join(folder, packed), target);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function quietly(words: readonly string[], folder: string): Promise<void> {
  const child = Bun.spawn([...words], { cwd: folder, stdin: "ignore", stdout: "pipe", stderr: "pipe" });
  const { exitCode, stdout, stderr } = await outputOf(child);
  if (exitCode !== 0) throw new Error(`${words.join(" ")} fails: ${`${stderr}${stdout}`.trim()}`);
}

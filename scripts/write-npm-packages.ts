import { chmodSync, copyFileSync, linkSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import manifest from "../package.json" with { type: "json" };
import { root } from "./_run.ts";
import { type Platform, platforms, programFile, releaseFile } from "./platforms.ts";
import { thirdPartyText } from "./third-party.ts";

/**
 * Writes dist/npm: one package for each platform that was built, with its executable, and the small package `breakwater`
 * that names those of all platforms as optional, so that npm installs the one that fits. Returns how many it wrote.
 */
export function writeNpmPackages(dist: string, built: readonly Platform[]): number {
  const folder = join(dist, "npm");
  rmSync(folder, { recursive: true, force: true });
  for (const platform of built) writePlatformPackage(join(folder, platform.name), platform, dist);
  const bin = join(folder, "breakwater", "bin");
  mkdirSync(bin, { recursive: true });
  copyFileSync(join(root, "scripts", "npm-launcher.cjs"), join(bin, "breakwater.cjs"));
  chmodSync(join(bin, "breakwater.cjs"), 0o755);
  const optionalDependencies = Object.fromEntries(
    platforms.map((platform) => [packageName(platform), manifest.version]),
  );
  const words = {
    bin: { breakwater: "bin/breakwater.cjs" },
    engines: manifest.engines,
    optionalDependencies,
  };
  writePackage(join(folder, "breakwater"), "breakwater", manifest.description, words);
  return built.length + 1;
}

function writePlatformPackage(folder: string, platform: Platform, dist: string): void {
  const file = programFile(platform);
  const target = join(folder, "bin", file);
  mkdirSync(join(folder, "bin"), { recursive: true });
  // The same file under a second name: a copy of all of them would take a gigabyte.
  linkSync(join(dist, releaseFile(platform, manifest.version)), target);
  chmodSync(target, 0o755);
  // Windows on ARM runs x64 programs.
  const cpu = platform.os === "win32" ? ["x64", "arm64"] : [platform.cpu];
  const libc = platform.libc === undefined ? {} : { libc: [platform.libc] };
  const words = { files: ["bin", "THIRD-PARTY.txt"], os: [platform.os], cpu, ...libc, preferUnplugged: true };
  writeFileSync(join(folder, "THIRD-PARTY.txt"), thirdPartyText());
  writePackage(folder, packageName(platform), `The executable of Breakwater for ${platform.name}`, words);
}

function packageName({ name }: Platform): string {
  return `@breakwater/${name}`;
}

function writePackage(
  folder: string,
  name: string,
  description: string,
  words: Readonly<Record<string, unknown>>,
): void {
  const { version, license } = manifest;
  const text = JSON.stringify(
    { name, version, description, license, files: ["bin"], ...words },
    undefined,
    2,
  );
  writeFileSync(join(folder, "package.json"), `${text}\n`);
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
}

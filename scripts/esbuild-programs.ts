/** Real Go programs of many platforms and Go versions: esbuild's executables, which npm brings one package each. */
import { existsSync, mkdirSync, mkdtempSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./_run.ts";

const folder = join(root, ".cache", "esbuild");

const packagesAtOnce = 24;

const platforms = (
  "aix-ppc64 android-arm64 darwin-arm64 darwin-x64 freebsd-arm64 freebsd-x64 linux-arm linux-arm64 linux-ia32 " +
  "linux-loong64 linux-mips64el linux-ppc64 linux-riscv64 linux-s390x linux-x64 netbsd-x64 openbsd-x64 sunos-x64 " +
  "win32-arm64 win32-ia32 win32-x64"
).split(" ");

/** Built by Go 1.19 to 1.25; before 0.18 there was no package for aix. */
const versions = "0.16.17 0.17.19 0.18.20 0.19.12 0.20.2 0.21.5 0.23.1 0.24.2 0.25.0 0.25.8 0.25.12".split(
  " ",
);

/** Every package that there is, the versions of one platform apart from each other. */
export const esbuildPackages: readonly string[] = versions.flatMap((version) =>
  platforms
    .filter((platform) => platform !== "aix-ppc64" || !/^0\.1[67]|^0\.18|^0\.19/.test(version))
    .map((platform) => `@esbuild/${platform}@${version}`),
);

/** A spread of packages: `count` of all, every so many. */
export function someEsbuildPackages(count: number): readonly string[] {
  const step = esbuildPackages.length / count;
  return Array.from({ length: count }, (_, index) => esbuildPackages[Math.floor(index * step)] ?? "");
}

/** Paths of the programs of these packages, downloaded where they are missing; `missing` says what npm refused. */
export function esbuildPrograms(packages: readonly string[]): {
  readonly files: readonly string[];
  readonly missing: readonly string[];
} {
  mkdirSync(folder, { recursive: true });
  const wanted = packages.filter((name) => !existsSync(programOf(name)));
  for (let at = 0; at < wanted.length; at += packagesAtOnce) download(wanted.slice(at, at + packagesAtOnce));
  return {
    files: packages.map(programOf).filter((file) => existsSync(file)),
    missing: packages.filter((name) => !existsSync(programOf(name))),
  };
}

/** Forgets the programs of these packages: all of them together take 2 GB. */
export function forgetEsbuildPrograms(packages: readonly string[]): void {
  for (const name of packages) rmSync(programOf(name), { force: true });
}

function programOf(name: string): string {
  return join(folder, name.replace("@esbuild/", "").replace("@", "-"));
}

/** One npm for many packages is faster by far; one that npm refuses takes the others with it. */
function download(names: readonly string[]): void {
  if (names.length === 0) return;
  const work = mkdtempSync(join(folder, "download-"));
  try {
    const packed = Bun.spawnSync(["npm", "pack", "--silent", ...names], { cwd: work, stderr: "ignore" });
    if (packed.exitCode === 0) for (const name of names) unpack(name, work);
    else if (names.length > 1) for (const name of names) download([name]);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function unpack(name: string, work: string): void {
  const archive = `${name.replace("@esbuild/", "esbuild-").replace("@", "-")}.tgz`;
  const member = name.includes("win32") ? "package/esbuild.exe" : "package/bin/esbuild";
  const done = Bun.spawnSync(["tar", "-xzf", archive, member], { cwd: work, stderr: "ignore" });
  if (done.exitCode === 0) renameSync(join(work, member), programOf(name));
}

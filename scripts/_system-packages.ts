/** Debian packages that tests need, installed only where they are missing and only as root. */
import { existsSync } from "node:fs";
import { run } from "./_run.ts";

interface SystemPackage {
  /** A command on PATH, or a file. */
  readonly brings: string;
  readonly package: string;
}

const needed: readonly SystemPackage[] = [
  { brings: "git", package: "git" },
  { brings: "make", package: "make" },
  { brings: "gcc", package: "gcc" },
  { brings: "strace", package: "strace" },
  { brings: "unshare", package: "util-linux" },
];

/** Shells whose completion is tried, and what runs containers and arm64 executables here. A group of its own: not every distribution has them. */
const welcome: readonly SystemPackage[] = [
  { brings: "zsh", package: "zsh" },
  { brings: "fish", package: "fish" },
  { brings: "runc", package: "runc" },
  ...(process.arch === "x64"
    ? [
        { brings: "qemu-aarch64", package: "qemu-user" },
        { brings: "/usr/aarch64-linux-gnu/lib/libc.so.6", package: "libc6-arm64-cross" },
      ]
    : []),
];

/** Installs what is missing; returns a line that says what was there, installed or left out. */
export async function installSystemPackages(): Promise<string> {
  return `${await installGroup(needed)}; ${await installGroup(welcome)}`;
}

async function installGroup(group: readonly SystemPackage[]): Promise<string> {
  const missing = group.filter(({ brings }) => Bun.which(brings) === null && !existsSync(brings));
  if (missing.length === 0) return `${group.length} system tools are there`;
  const names = missing.map(({ package: name }) => name);
  const cannot =
    Bun.which("apt-get") === null ? "there is no apt-get" : process.getuid?.() !== 0 ? "not root" : undefined;
  if (cannot)
    return `SKIPPED: ${names.join(", ")} missing and not installed (${cannot}); tests that need them are skipped`;

  const options = ["-o", "DPkg::Lock::Timeout=300", "-y", "--no-install-recommends"];
  const install = ["apt-get", ...options, "install", ...names];
  const quiet = (line: string): boolean => line.startsWith("E:");
  let done = await run(install, quiet);
  if (done.exitCode !== 0) {
    await run(["apt-get", "-o", "DPkg::Lock::Timeout=300", "update"], quiet);
    done = await run(install, quiet);
  }
  if (done.exitCode !== 0)
    return `SKIPPED: apt-get could not install ${names.join(", ")}; tests that need them are skipped`;
  return `installed ${names.join(", ")}`;
}

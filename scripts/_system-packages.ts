/** Debian packages that tests need, installed only where they are missing and only as root. */
import { run } from "./_run.ts";

const needed = [
  { command: "git", package: "git" },
  { command: "make", package: "make" },
  { command: "gcc", package: "gcc" },
  { command: "strace", package: "strace" },
  { command: "unshare", package: "util-linux" },
] as const;

/** Installs what is missing; returns a line that says what was there, installed or left out. */
export async function installSystemPackages(): Promise<string> {
  const missing = needed.filter(({ command }) => Bun.which(command) === null);
  if (missing.length === 0) return `${needed.length} system tools are there`;
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

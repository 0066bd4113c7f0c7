/** Root file systems made of Debian packages, for tests that start programs in them: extracted, never installed. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { root } from "./_run.ts";

const folder = join(root, ".cache", "debian-roots");

/** The folder with a package's files, downloaded by apt where it is missing; undefined where apt cannot. */
export function debianPackageFolder(name: string): string | undefined {
  const target = join(folder, name);
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const work = mkdtempSync(join(folder, "download-"));
  try {
    // A user of its own cannot write into our folder.
    const download = ["apt-get", "-o", "APT::Sandbox::User=root", "download", name];
    if (quietly(download, work) || (quietly(["apt-get", "update"], work) && quietly(download, work))) {
      const archive = readdirSync(work).find((file) => file.endsWith(".deb"));
      if (archive !== undefined && quietly(["dpkg-deb", "-x", archive, "files"], work)) {
        renameSync(join(work, "files"), target);
        return target;
      }
    }
    return undefined;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Lays packages over each other into `target`; false where one of them cannot be had. */
export function fillRoot(target: string, packages: readonly string[]): boolean {
  mkdirSync(target, { recursive: true });
  for (const name of packages) {
    const from = debianPackageFolder(name);
    if (from === undefined) return false;
    cpSync(from, target, { recursive: true, verbatimSymlinks: true });
  }
  return true;
}

function quietly(words: readonly string[], cwd: string): boolean {
  const [command = ""] = words;
  if (Bun.which(command) === null) return false;
  return (
    Bun.spawnSync([...words], { cwd, stdout: "ignore", stderr: "ignore", timeout: 170_000 }).exitCode === 0
  );
}

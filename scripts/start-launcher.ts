/** Starts a program as an engine does: chroot, groups, user, exec. The command chroot would try a shell. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** Why nothing can be started here; undefined where all can. */
export const cannotLaunch: string | undefined =
  process.getuid?.() !== 0 || process.platform !== "linux" || process.arch !== "x64"
    ? "not root on linux/amd64"
    : Bun.which("gcc") === null
      ? "no gcc"
      : undefined;

const source = `#define _GNU_SOURCE
#include <errno.h>
#include <grp.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int argc, char **argv, char **env) {
  gid_t groups[8];
  int count = 0;
  if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return 97;
  if (chroot(argv[1]) || chdir("/")) return 99;
  mkdir("/proc", 0755);
  if (mount("proc", "/proc", "proc", 0, NULL)) return 96;
  for (char *at = argv[4]; *at; at += *at == ',') groups[count++] = strtol(at, &at, 10);
  if (setgroups(count, groups) || setgid(atoi(argv[3])) || setuid(atoi(argv[2]))) return 95;
  execve(argv[5], argv + 5, env);
  fprintf(stderr, "%s", strerror(errno));
  return 98;
}
`;

export interface Launched {
  readonly hasReached: boolean;
  /** Everything it wrote, and the words for the signal that ended it. */
  readonly said: string;
}

export interface LaunchAs {
  readonly root: string;
  readonly path: string;
  /** Words behind the program's name. */
  readonly words?: readonly string[];
  readonly uid: number;
  readonly gid: number;
  readonly groups: readonly number[];
  readonly environment: Readonly<Record<string, string>>;
}

/** Builds the launcher below `work`; undefined where it has no right to mount. */
export function createLauncher(work: string): ((launch: LaunchAs) => Launched) | undefined {
  const program = join(work, "launch");
  writeFileSync(`${program}.c`, source);
  const built = Bun.spawnSync(["gcc", "-static", `${program}.c`, "-o", program]);
  if (built.exitCode !== 0) throw new Error(built.stderr.toString());
  if (Bun.spawnSync([program, "/", "0", "0", "", "/bin/true"]).exitCode !== 0) return undefined;
  return ({ root, path, words: more = [], uid, gid, groups, environment }) => {
    const words = [program, root, `${uid}`, `${gid}`, groups.join(","), path, ...more];
    const done = Bun.spawnSync(words, { env: { ...environment }, timeout: 20_000 });
    if ([95, 96, 97, 99].includes(done.exitCode ?? 0))
      throw new Error(`the launcher ends with ${done.exitCode}`);
    const signal = done.signalCode === "SIGSEGV" ? "Segmentation fault" : (done.signalCode ?? "");
    const said = `${done.stdout}${done.stderr}${signal}`.trim();
    return { hasReached: said.includes("reached"), said };
  };
}

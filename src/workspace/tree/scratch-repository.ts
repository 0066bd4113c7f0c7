/** Folders and real git repositories for the tests of this room. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** A fresh folder that `remove` deletes. */
export interface Scratch {
  readonly folder: string;
  write(path: string, content: string | Uint8Array, mode?: number): void;
  /** Runs git in the folder with nobody's configuration; throws when it fails. */
  git(args: readonly string[], input?: string | Uint8Array): Uint8Array;
  remove(): void;
}

export function createScratch(): Scratch {
  const folder = mkdtempSync(join(process.env.TMPDIR ?? "/tmp", "breakwater-tree-"));
  return {
    folder,
    write(path, content, mode) {
      const file = join(folder, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, content);
      if (mode !== undefined) chmodSync(file, mode);
    },
    git: (args, input) => runGit(folder, args, input),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function runGit(folder: string, args: readonly string[], input?: string | Uint8Array): Uint8Array {
  const result = Bun.spawnSync(["git", ...args], {
    cwd: folder,
    stdin: input === undefined ? null : Buffer.from(input),
    env: {
      PATH: process.env.PATH,
      HOME: folder,
      GIT_CONFIG_GLOBAL: "/dev/null",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_AUTHOR_NAME: "a",
      GIT_AUTHOR_EMAIL: "a@example.com",
      GIT_COMMITTER_NAME: "a",
      GIT_COMMITTER_EMAIL: "a@example.com",
      GIT_AUTHOR_DATE: "2024-01-01T00:00:00Z",
      GIT_COMMITTER_DATE: "2024-01-01T00:00:00Z",
    },
  });
  // `git check-ignore` exits with 1 when no path is ignored.
  const isFine = result.exitCode === 0 || (args[0] === "check-ignore" && result.exitCode === 1);
  if (!isFine) throw new Error(`git ${args.join(" ")}: ${result.stderr.toString()}`);
  return new Uint8Array(result.stdout);
}

/** Numbers from a seed, the same on every machine. */
export function createRandom(seed: number): (below: number) => number {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}

import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileWords } from "../../scripts/compile-words.ts";

const root = join(import.meta.dir, "../..");

/** The executable compiled from the sources of now, once for all test files of this process; it goes with the folder of the run. */
export function compileOnce(): string {
  const folder = join(tmpdir(), `executable-${process.pid}`);
  const target = join(folder, "breakwater");
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const [program = "", ...words] = compileWords(`${target}.new`);
  const built = spawnSync(program, words, { cwd: root, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`Cannot compile: ${built.stderr}`);
  renameSync(`${target}.new`, target);
  return target;
}

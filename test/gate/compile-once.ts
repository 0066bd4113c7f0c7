import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { compileWords } from "../../scripts/compile-words.ts";

const root = join(import.meta.dir, "../..");

/** The executable compiled from the sources of now, once for all test files of this process. */
export function compileOnce(): string {
  const folder = join(root, ".cache", `executable-${process.pid}`);
  const target = join(folder, "breakwater");
  if (existsSync(target)) return target;
  mkdirSync(folder, { recursive: true });
  const [program = "", ...words] = compileWords(`${target}.new`);
  const built = spawnSync(program, words, { cwd: root, encoding: "utf8" });
  if (built.status !== 0) throw new Error(`Cannot compile: ${built.stderr}`);
  renameSync(`${target}.new`, target);
  process.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  return target;
}

/**
 * Loaded before every test: the temporary files of a run lie in one folder, which goes when the run ends, also when a
 * test fails. What a killed run left goes with a later one.
 */
import { afterAll } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const hourMs = 3600 * 1000;
const parent = tmpdir();

for (const name of readdirSync(parent)) {
  const [, run] = /^breakwater-test-(\d+)-/.exec(name) ?? [];
  if (run === undefined || isRunning(Number(run))) continue;
  const { mtimeMs = Date.now() } = statSync(join(parent, name), { throwIfNoEntry: false }) ?? {};
  // A container may share the folder, and not its processes.
  if (Date.now() - mtimeMs > hourMs) rmSync(join(parent, name), { recursive: true, force: true });
}

const folder = mkdtempSync(join(parent, `breakwater-test-${process.pid}-`));
// Some tests run a program as somebody else.
chmodSync(folder, 0o755);
process.env.TMPDIR = folder;

afterAll(() => {
  // Module caches are read-only, so that nobody edits them by accident.
  Bun.spawnSync(["chmod", "-R", "u+w", folder]);
  rmSync(folder, { recursive: true, force: true });
});

function isRunning(id: number): boolean {
  try {
    return process.kill(id, 0);
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}

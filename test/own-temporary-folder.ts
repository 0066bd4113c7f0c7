/**
 * Loaded before every test: the temporary files of a run lie in one folder, which goes when the run ends, also when a
 * test fails. What a killed run left goes with a later one.
 */
import { afterAll } from "bun:test";
import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const name = "breakwater-test-";
const dayMs = 24 * 3600 * 1000;
const parent = tmpdir();

for (const old of readdirSync(parent).filter((entry) => entry.startsWith(name))) {
  const { mtimeMs } = statSync(join(parent, old), { throwIfNoEntry: false }) ?? {};
  if (mtimeMs !== undefined && Date.now() - mtimeMs > dayMs)
    rmSync(join(parent, old), { recursive: true, force: true });
}

const folder = mkdtempSync(join(parent, name));
// Some tests run a program as somebody else.
chmodSync(folder, 0o755);
process.env.TMPDIR = folder;

afterAll(() => {
  // Module caches are read-only, so that nobody edits them by accident.
  Bun.spawnSync(["chmod", "-R", "u+w", folder]);
  rmSync(folder, { recursive: true, force: true });
});

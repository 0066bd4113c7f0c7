// Runs a TypeScript file of this project with the pinned Bun, on any machine that has Node and npm.
// Plain JavaScript for Node, because on a fresh clone nothing else is there yet:
//   node scripts/with-bun.mjs FILE [ARGUMENT…]
//   node scripts/with-bun.mjs test [FOLDER…]
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "..");
const [script, ...rest] = process.argv.slice(2);

if (!script) fail("No script named: node scripts/with-bun.mjs FILE [ARGUMENT…]");
installPinnedPackages();
const bun = findBun();
const start = script === "test" ? script : join(root, script);
const result = spawnSync(bun, [start, ...rest], { stdio: "inherit", env: process.env });
if (result.error) fail(`Cannot start ${bun}: ${result.error.message}`);
if (result.signal) process.kill(process.pid, result.signal);
process.exit(result.status ?? 2);

/** Runs `npm ci` when node_modules is missing or was made from another lockfile. */
function installPinnedPackages() {
  const stamp = join(root, "node_modules", ".breakwater-lock");
  const lock = createHash("sha256")
    .update(readFileSync(join(root, "package-lock.json")))
    .digest("hex");
  if (existsSync(stamp) && readFileSync(stamp, "utf8") === lock) return;
  console.error("Installing the pinned packages (npm ci)");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const done = spawnSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], {
    cwd: root,
    stdio: ["ignore", 2, 2],
    shell: process.platform === "win32",
  });
  if (done.status !== 0) fail("Cannot install the pinned packages: npm ci failed, its words are above");
  writeFileSync(stamp, lock);
}

/**
 * The Bun executable. npm puts it at .bin/bun when install scripts may run; with scripts off that file
 * only refuses, but the platform package still holds the executable.
 */
function findBun() {
  const modules = join(root, "node_modules");
  const name = process.platform === "win32" ? "bun.exe" : "bun";
  const platform = `bun-${process.platform === "win32" ? "windows" : process.platform}`;
  const arch = process.arch === "arm64" ? "aarch64" : process.arch;
  const candidates = [
    join(modules, "@oven", `${platform}-${arch}`, "bin", name),
    join(modules, "@oven", `${platform}-${arch}-baseline`, "bin", name),
    join(modules, "@oven", `${platform}-${arch}-musl`, "bin", name),
    join(modules, "bun", "bin", "bun.exe"),
    join(modules, ".bin", name),
  ];
  for (const candidate of candidates) {
    if (!existsSync(candidate)) continue;
    if (spawnSync(candidate, ["--version"], { stdio: "ignore" }).status === 0) return candidate;
  }
  return fail(
    `No Bun for ${process.platform} ${process.arch} in node_modules: remove node_modules and try again`,
  );
}

function fail(message) {
  console.error(`breakwater: ${message}`);
  process.exit(2);
}

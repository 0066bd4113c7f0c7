/**
 * `npm run release [-- --record]`: everything of a release, made twice from the last commit: two folders, two empty
 * HOMEs, every package of npm and Debian downloaded anew. Equal bytes are put into dist/; --record also writes their
 * checksums where the GitHub action and the GitLab template look for them.
 */
import { createHash } from "node:crypto";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./_run.ts";
import { recordChecksums } from "./record-checksums.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-release-"));
const commit = text(["git", "rev-parse", "HEAD"], root);
const committedAt = text(["git", "show", "--no-patch", "--format=%ct", commit], root);
const dirty = text(["git", "status", "--porcelain"], root) !== "";
console.log(`commit ${commit}${dirty ? "; what is not committed is left out" : ""}`);

try {
  const first = await make("first");
  // Another length of the path: an absolute path inside a file would move everything behind it.
  const second = await make("the-second-of-two");
  const differences = [...new Set([...first.sums.keys(), ...second.sums.keys()])].filter(
    (file) => first.sums.get(file) !== second.sums.get(file),
  );
  for (const file of differences) console.error(`${file} differs between two builds of one commit`);
  console.log(`${first.sums.size} files of two builds compared, ${differences.length} differ`);
  if (differences.length > 0 || first.sums.size === 0) process.exitCode = 1;
  else {
    rmSync(join(work, "the-second-of-two"), { recursive: true });
    keep(first.dist);
  }
} finally {
  rmSync(work, { recursive: true, force: true });
}

interface Made {
  readonly dist: string;
  /** SHA-256 of each file in dist. */
  readonly sums: ReadonlyMap<string, string>;
}

/** One whole build in a folder of its own. */
async function make(name: string): Promise<Made> {
  const source = join(work, name, "source");
  const home = join(work, name, "home");
  const temporary = join(work, name, "temporary");
  for (const folder of [source, home, temporary]) mkdirSync(folder, { recursive: true });
  const archive = join(work, name, "source.tar");
  text(["git", "archive", `--output=${archive}`, commit], root);
  text(["tar", "-xf", archive, "-C", source], root);

  const environment = {
    ...ownEnvironment(),
    HOME: home,
    USERPROFILE: home,
    TMPDIR: temporary,
    // Bun would keep what it made of the scripts in HOME.
    BUN_RUNTIME_TRANSPILER_CACHE_PATH: "0",
  };
  const startedAt = performance.now();
  await start(["npm", "run", "--silent", "build:all"], source, environment);
  const image = ["scripts/build-image.ts", "--commit", commit, "--time", committedAt];
  await start(["node", "scripts/with-bun.mjs", ...image], source, environment);
  const dist = join(source, "dist");
  const packages = join(dist, "npm");
  for (const folder of readdirSync(packages))
    await start(
      ["npm", "pack", "--silent", "--pack-destination", packages, join(packages, folder)],
      source,
      environment,
    );

  const left = readdirSync(home).filter((entry) => entry !== ".npm");
  if (left.length > 0) throw new Error(`The build wrote into HOME, past npm: ${left.join(", ")}`);
  console.log(`${name}: ${((performance.now() - startedAt) / 1000).toFixed(0)} s`);
  // Kept is what was made; the rest is gigabytes.
  for (const folder of [home, temporary, join(source, ".cache"), join(source, "node_modules")])
    rmSync(folder, { recursive: true, force: true });
  return { dist, sums: sumsOf(dist) };
}

/** Nothing of the npm that may have started this script, apart from where packages come from. */
function ownEnvironment(): Readonly<Record<string, string>> {
  const kept = Object.entries(process.env).flatMap(([key, value]) =>
    value === undefined || /^(npm_|XDG_|BUN_)/i.test(key) ? [] : [[key, value] as const],
  );
  return {
    ...Object.fromEntries(kept),
    npm_config_registry: text(["npm", "config", "get", "registry"], root),
  };
}

function sumsOf(dist: string): ReadonlyMap<string, string> {
  const files = readdirSync(dist, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return new Map(
    files.map(({ parentPath, name }) => {
      const path = join(parentPath, name);
      return [path.slice(dist.length + 1), createHash("sha256").update(readFileSync(path)).digest("hex")];
    }),
  );
}

/** Puts the release into dist/ of this repository. */
function keep(dist: string): void {
  const target = join(root, "dist");
  mkdirSync(target, { recursive: true });
  for (const old of readdirSync(target))
    if (old === "npm" || old.startsWith("breakwater-")) rmSync(join(target, old), { recursive: true });
  // npm/ holds the executables under a second name: only moved are they still one file.
  for (const name of readdirSync(dist)) move(join(dist, name), join(target, name));
  writeFileSync(join(target, "commit.txt"), `${commit}\n`);
  if (!process.argv.includes("--record")) return;
  const files = recordChecksums(readFileSync(join(target, "checksums.txt"), "utf8"), root);
  console.log(`checksums written to ${files.join(" and ")}: commit them and tag that commit`);
}

function move(from: string, to: string): void {
  try {
    renameSync(from, to);
  } catch {
    // Another disk.
    cpSync(from, to, { recursive: true });
  }
}

function text(words: readonly string[], cwd: string): string {
  const done = Bun.spawnSync([...words], { cwd });
  if (done.exitCode !== 0) throw new Error(`${words.join(" ")} fails: ${done.stderr}`);
  return done.stdout.toString().trim();
}

async function start(
  words: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const child = Bun.spawn([...words], {
    cwd,
    env: { ...env },
    stdin: "ignore",
    stdout: "inherit",
    stderr: "inherit",
  });
  if ((await child.exited) !== 0) throw new Error(`${words.join(" ")} fails in ${cwd}`);
}

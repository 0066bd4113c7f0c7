/**
 * How long it takes to walk a repository of 18,000 files and to read its Go headers, in new processes.
 *
 *   bun bench/tree.ts [FOLDER]       without a folder it makes one below .cache/
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createFolderTree } from "../src/workspace/tree/folder-tree.ts";

const rounds = 7;
const headerBytes = 4096;
const [argument, once] = process.argv.slice(2);

if (once === "--once") measureOnce(argument ?? ".");
else measureAll(argument ?? makeDefault());

function makeDefault(): string {
  const root = join(import.meta.dir, "..");
  const folder = join(root, ".cache", "bench", "repository");
  if (!existsSync(join(folder, ".git"))) {
    const made = Bun.spawnSync([
      process.execPath,
      join(import.meta.dir, "make-repository.ts"),
      folder,
      "--git",
    ]);
    console.log(made.stdout.toString().trim());
  }
  return folder;
}

interface Measured {
  readonly files: number;
  readonly goFiles: number;
  readonly walkMs: number;
  readonly lookupMs: number;
  readonly headersMs: number;
  readonly wholeMs: number;
  readonly megabytes: number;
  readonly residentMegabytes: number;
}

function measureOnce(folder: string): void {
  const started = performance.now();
  const tree = createFolderTree(folder);
  const walked = performance.now();
  tree.entry("go.mod");
  tree.hasFolder("vendor");
  const found = performance.now();
  const goFiles = tree.entries.filter((entry) => entry.path.endsWith(".go"));
  for (const { path } of goFiles) tree.readStart(path, headerBytes);
  const headers = performance.now();
  const before = tree.bytesRead;
  for (const { path } of tree.entries) tree.read(path);
  const measured: Measured = {
    files: tree.entries.length,
    goFiles: goFiles.length,
    walkMs: walked - started,
    lookupMs: found - walked,
    headersMs: headers - found,
    wholeMs: performance.now() - headers,
    megabytes: (tree.bytesRead - before) / 1e6,
    residentMegabytes: process.memoryUsage().rss / 1e6,
  };
  console.log(JSON.stringify(measured));
}

function measureAll(folder: string): void {
  const all: Measured[] = [];
  for (let round = 0; round < rounds; round++) {
    const child = Bun.spawnSync([process.execPath, import.meta.path, folder, "--once"], {
      stderr: "inherit",
    });
    all.push(JSON.parse(child.stdout.toString()) as Measured);
  }
  const first = all[0];
  if (!first || first.files === 0) throw new Error(`Nothing was measured in ${folder}`);
  const median = (of: (one: Measured) => number): string =>
    (all.map(of).sort((a, b) => a - b)[rounds >> 1] ?? Number.NaN).toFixed(0);
  console.log(
    `${first.files} files, ${first.goFiles} of them Go, ${first.megabytes.toFixed(0)} MB; median of ${rounds} new processes`,
  );
  console.log(`walk, ignore rules and index  ${median((one) => one.walkMs).padStart(5)} ms`);
  console.log(`look-up tables                ${median((one) => one.lookupMs).padStart(5)} ms`);
  console.log(`start of every Go file        ${median((one) => one.headersMs).padStart(5)} ms`);
  console.log(`every byte of every file      ${median((one) => one.wholeMs).padStart(5)} ms`);
  console.log(`resident at the end           ${median((one) => one.residentMegabytes).padStart(5)} MB`);
}

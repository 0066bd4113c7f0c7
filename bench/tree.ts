/**
 * How long it takes to walk a repository of 18,000 files and to read its Go headers, in new processes.
 *
 *   bun bench/tree.ts [FOLDER]       without a folder it makes one below .cache/
 */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { createFolderTree } from "../src/workspace/tree/folder-tree.ts";
import { addToGit, defaultFolder, makeRepository } from "./make-repository.ts";

const rounds = 7;
const headerBytes = 4096;
const [argument, once] = process.argv.slice(2);

if (once === "--once") measureOnce(argument ?? ".");
else measureAll(argument ?? makeDefault());

function makeDefault(): string {
  if (!existsSync(join(defaultFolder, "go.mod"))) makeRepository(defaultFolder);
  if (!existsSync(join(defaultFolder, ".git"))) addToGit(defaultFolder);
  return defaultFolder;
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
  const lines: [what: string, value: string][] = [
    ["walk, ignore rules and index", `${median((one) => one.walkMs)} ms`],
    ["look-up tables", `${median((one) => one.lookupMs)} ms`],
    ["start of every Go file", `${median((one) => one.headersMs)} ms`],
    ["every byte of every file", `${median((one) => one.wholeMs)} ms`],
    ["resident at the end", `${median((one) => one.residentMegabytes)} MB`],
  ];
  console.log(`median of ${rounds} new processes`);
  for (const [what, value] of lines) console.log(`${what.padEnd(30)}${value.padStart(8)}`);
  const facts = lines.map(([what, value]) => `${what} ${value}`).join(", ");
  console.log(
    `${first.files} files, ${first.goFiles} of them Go, ${first.megabytes.toFixed(0)} MB: ${facts}`,
  );
}

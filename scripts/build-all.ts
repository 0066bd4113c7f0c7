/**
 * `npm run build:all [-- NAME…]`: the executable of every platform in dist/, a compressed one beside it for downloads,
 * the licences of what is inside, dist/checksums.txt with the SHA-256 of each, and the npm packages in dist/npm.
 */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { constants, gzipSync } from "node:zlib";
import { version } from "../src/cli/version.ts";
import { root } from "./_run.ts";
import { buildPlatform } from "./build-platform.ts";
import { removeUnpackedRuntimes } from "./bun-runtime.ts";
import { type Platform, platforms, releaseFile } from "./platforms.ts";
import { thirdPartyText } from "./third-party.ts";
import { writeNpmPackages } from "./write-npm-packages.ts";

const dist = join(root, "dist");
const names = process.argv.slice(2);
const wanted = names.length === 0 ? platforms : platforms.filter(({ name }) => names.includes(name));
if (wanted.length === 0 || (names.length > 0 && wanted.length !== names.length)) {
  console.error(`No such platform: there are ${platforms.map(({ name }) => name).join(", ")}`);
  process.exit(2);
}

mkdirSync(dist, { recursive: true });
for (const old of readdirSync(dist))
  if (old.startsWith("breakwater-")) rmSync(join(dist, old), { recursive: true });
const sums: string[] = [];
for (const platform of wanted) {
  try {
    sums.push(...(await release(platform)));
  } finally {
    removeUnpackedRuntimes();
  }
}
const thirdParty = `breakwater-${version}-third-party.txt`;
writeFileSync(join(dist, thirdParty), thirdPartyText());
sums.push(`${sha256(new TextEncoder().encode(thirdPartyText()))}  ${thirdParty}`);
sums.sort((a, b) => (a.slice(66) < b.slice(66) ? -1 : 1));
writeFileSync(join(dist, "checksums.txt"), sums.map((line) => `${line}\n`).join(""));
const packages = writeNpmPackages(dist, wanted);
console.log(`${wanted.length} executables, ${sums.length} checksums, ${packages} npm packages in dist/`);

/** Builds and compresses; returns the lines of checksums.txt. */
async function release(platform: Platform): Promise<readonly string[]> {
  const file = releaseFile(platform, version);
  const target = join(dist, file);
  await buildPlatform(platform, target);
  chmodSync(target, 0o755);
  const program = readFileSync(target);
  // zlib writes neither a name nor a time: equal programs give equal files.
  const compressed = gzipSync(program, { level: constants.Z_BEST_COMPRESSION });
  writeFileSync(`${target}.gz`, compressed);
  console.log(`dist/${file}: ${megabytes(program)} MB, to download ${megabytes(compressed)} MB`);
  return [`${sha256(program)}  ${file}`, `${sha256(compressed)}  ${file}.gz`];
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

function megabytes(bytes: Uint8Array): string {
  return (bytes.length / 1e6).toFixed(1);
}

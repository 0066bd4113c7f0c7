import { createHash, randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { escapePath, escapeVersion } from "../go/escape.ts";
import { isPseudoVersion } from "../go/pseudo-version.ts";
import { compareSemver } from "../go/semver.ts";
import { writeAll } from "./durable-files.ts";
import type { BlobRef, ModuleStore, VersionRecord } from "./module-store.ts";
import { codeOf } from "./reason.ts";

/** What an export did. */
export interface ExportResult {
  readonly versions: number;
  readonly bytes: number;
  /** Versions whose bytes in the store are wrong, and that were left out. */
  readonly broken: readonly string[];
}

/**
 * Writes versions as a tree that `GOPROXY=file://FOLDER` reads (https://go.dev/ref/mod#goproxy-protocol). A tree that is
 * there already gains them. Of each version `.info` comes last, and of each module `list`: who reads meanwhile sees
 * whole versions only.
 */
export async function exportTree(
  store: ModuleStore,
  options: {
    readonly folder: string;
    readonly wants?: (record: VersionRecord) => boolean;
  },
): Promise<ExportResult> {
  const { folder, wants = () => true } = options;
  const listed = new Map<string, { readonly tagged: string[]; newestOther?: VersionRecord }>();
  const broken: string[] = [];
  let versions = 0;
  let bytes = 0;
  for await (const record of store.all()) {
    if (!wants(record)) continue;
    const written = await exportVersion(store, record, folder);
    if (written === undefined) {
      broken.push(`${record.path}@${record.version}`);
      continue;
    }
    versions++;
    bytes += written;
    const ofModule = listed.get(record.path) ?? { tagged: [] };
    listed.set(record.path, ofModule);
    const { newestOther } = ofModule;
    if (!record.info) continue;
    // As the public proxies do: pseudo-versions are found by their commit.
    if (!isPseudoVersion(record.version)) ofModule.tagged.push(record.version);
    else if (!newestOther || compareSemver(record.version, newestOther.version) > 0)
      ofModule.newestOther = record;
  }
  for (const [path, { tagged, newestOther }] of listed) {
    const module = join(folder, escapePath(path) ?? path);
    const hasTags = await writeList(join(module, "@v"), tagged);
    // Without it nobody would find a module that has no tags.
    if (!hasTags && newestOther?.info) await copyBlob(store, newestOther.info, join(module, "@latest"));
  }
  return { versions, bytes, broken };
}

/** The count of bytes; undefined when the store's bytes are wrong. */
async function exportVersion(
  store: ModuleStore,
  record: VersionRecord,
  folder: string,
): Promise<number | undefined> {
  const { path, version, zip, mod, info } = record;
  const start = join(folder, escapePath(path) ?? path, "@v", escapeVersion(version) ?? version);
  const parts = Object.entries({ zip, mod, info });
  let bytes = 0;
  for (const [extension, ref] of parts) {
    if (!ref) continue;
    if (!(await copyBlob(store, ref, `${start}.${extension}`))) return undefined;
    bytes += ref.size;
  }
  return bytes;
}

/** False when the bytes are not what their name says; then there is no file. */
async function copyBlob(store: ModuleStore, ref: BlobRef, path: string): Promise<boolean> {
  const blob = await store.openBlob(ref);
  if (!blob) return false;
  const sum = createHash("sha256");
  return writeAside(path, async (write) => {
    for await (const piece of blob.read()) {
      sum.update(piece);
      await write(piece);
    }
    return sum.digest("hex") === ref.sha256;
  });
}

/** Whether there are versions in the list. */
async function writeList(folder: string, versions: readonly string[]): Promise<boolean> {
  const path = join(folder, "list");
  const before = await readFile(path, "utf8").catch((error: unknown) => {
    if (codeOf(error) === "ENOENT") return "";
    throw error;
  });
  const all = new Set([...before.split("\n").filter((line) => line !== ""), ...versions]);
  const text = [...all].sort(compareSemver).map((version) => `${version}\n`);
  await writeAside(path, async (write) => {
    await write(Buffer.from(text.join("")));
    return true;
  });
  return all.size > 0;
}

/** Gives a file its name when `fill` has written all of it and says that it is good. */
async function writeAside(
  path: string,
  fill: (write: (bytes: Uint8Array) => Promise<void>) => Promise<boolean>,
): Promise<boolean> {
  await mkdir(dirname(path), { recursive: true });
  const aside = join(dirname(path), `.${randomUUID()}`);
  try {
    const handle = await open(aside, "wx", 0o666);
    try {
      if (!(await fill((bytes) => writeAll(handle, bytes)))) return false;
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(aside, path);
    return true;
  } finally {
    await rm(aside, { force: true });
  }
}

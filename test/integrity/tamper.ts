/** Seeded corruptions of a repository or its module cache, one at a time, each with the place that has to be named. */
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { VerifiedRepository } from "../../src/cli/verify/verify-repository.ts";
import { hashContent } from "../../src/integrity/hash-content.ts";
import { openModuleZip } from "../../src/integrity/open-module-zip.ts";
import type { VerifyWorld } from "./verify-world.ts";

/** A corruption that was made. */
export interface Corruption {
  readonly kind: string;
  /** Puts everything back. */
  readonly undo: () => void;
  /** What a finding has to name: a file of the repository, one below GOMODCACHE/, or `path@version`. */
  readonly names: string;
}

export type Random = () => number;

/** A generator of numbers in [0, 1) that a seed decides (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const corruptions: Readonly<Record<string, (world: VerifyWorld, random: Random) => string | undefined>> = {
  "go.sum line": (world, random) => {
    const file = join(world.repository, "go.sum");
    const lines = readFileSync(file, "utf8").split("\n");
    const index = pickIndex(
      lines.map((line) => line.includes("h1:")),
      random,
    );
    if (index === undefined) return undefined;
    const line = lines[index] ?? "";
    const at = line.indexOf("h1:") + 3 + Math.floor(random() * 42);
    lines[index] = line.slice(0, at) + (line[at] === "A" ? "B" : "A") + line.slice(at + 1);
    change(file, lines.join("\n"));
    return `go.sum:${index + 1}`;
  },
  "zip byte": (world, random) => {
    const zips = filesBelow(join(world.cache, "cache/download")).filter((name) => name.endsWith(".zip"));
    const name = pick(zips, random);
    if (name === undefined) return undefined;
    const file = join(world.cache, "cache/download", name);
    const [path, version] = moduleOf(name);
    const good = readFileSync(file);
    const before = hashOf(good, path, version);
    // A byte that no reader looks at, such as a time, changes nothing that go or we could see.
    for (let tries = 0; tries < 100; tries++) {
      const bad = Buffer.from(good);
      const at = Math.floor(random() * bad.length);
      bad[at] = (bad[at] ?? 0) ^ (1 << Math.floor(random() * 8));
      if (hashOf(bad, path, version) === before) continue;
      change(file, bad);
      return `${path}@${version}`;
    }
    return undefined;
  },
  "go.mod in the cache is a web page": (world, random) => {
    const needed = new Set(
      readFileSync(join(world.repository, "go.sum"), "utf8")
        .split("\n")
        .filter((line) => line.includes("/go.mod h1:"))
        .map((line) => line.replace(/\/go\.mod .*/, "").replace(" ", "@")),
    );
    const mods = filesBelow(join(world.cache, "cache/download")).filter(
      (name) => name.endsWith(".mod") && needed.has(moduleOf(name).join("@")),
    );
    const name = pick(mods, random);
    if (name === undefined) return undefined;
    change(join(world.cache, "cache/download", name), "<!DOCTYPE html><title>Sign in</title>\n");
    return moduleOf(name).join("@");
  },
  "extracted file edited": (world, random) => {
    const name = pick(extractedFiles(world), random);
    if (name === undefined) return undefined;
    flipByte(join(world.cache, name), random);
    return `GOMODCACHE/${name}`;
  },
  "extracted file added": (world, random) => {
    const name = pick(extractedFiles(world), random);
    if (name === undefined) return undefined;
    const added = join(dirname(name), "zz_added.go");
    change(join(world.cache, added), "package added\n");
    return `GOMODCACHE/${added}`;
  },
  "extracted file removed": (world, random) => {
    const name = pick(extractedFiles(world), random);
    if (name === undefined) return undefined;
    change(join(world.cache, name), undefined);
    return `GOMODCACHE/${name}`;
  },
  "vendored file edited": (world, random) => {
    const name = pick(vendoredFiles(world), random);
    if (name === undefined) return undefined;
    flipByte(join(world.repository, name), random);
    return name;
  },
  "vendored file appended to": (world, random) => {
    const name = pick(vendoredFiles(world), random);
    if (name === undefined) return undefined;
    change(join(world.repository, name), `${readFileSync(join(world.repository, name), "utf8")}\n// more\n`);
    return name;
  },
  "vendored file added": (world, random) => {
    const name = pick(vendoredFiles(world), random);
    if (name === undefined) return undefined;
    const added = join(dirname(name), "zz_added.go");
    change(join(world.repository, added), "package added\n");
    return added;
  },
  "vendored file removed": (world, random) => {
    // Licences above the packages are copied, but no rule of modules.txt says that they must be there.
    const name = pick(
      vendoredFiles(world).filter((file) => file.endsWith(".go")),
      random,
    );
    if (name === undefined) return undefined;
    change(join(world.repository, name), undefined);
    return name;
  },
  "vendored package added": (world, random) => {
    const name = pick(vendoredFiles(world), random);
    if (name === undefined) return undefined;
    const added = join(random() < 0.5 ? dirname(name) : "vendor/example.com/evil", "inserted", "inserted.go");
    change(join(world.repository, added), "package inserted\n");
    return added;
  },
  "modules.txt: another version": (world, random) => {
    return editModulesTxt(world, random, {
      takes: (line) => /^# \S+ v\d/.test(line),
      edit: (line) => line.replace(/ v(\d+)/, (_, major: string) => ` v${Number(major) + 70}`),
    });
  },
  "modules.txt: a package less": (world, random) => {
    return editModulesTxt(world, random, { takes: (line) => /^[^#]/.test(line), edit: () => undefined });
  },
  "modules.txt: a package more": (world, random) => {
    return editModulesTxt(world, random, {
      takes: (line) => /^[^#]/.test(line),
      edit: (line) => `${line}\n${line}/inserted`,
    });
  },
  "modules.txt: a mark less": (world, random) => {
    return editModulesTxt(world, random, {
      takes: (line) => line.startsWith("## explicit"),
      edit: (line) => line.replace("## explicit; ", "## ").replace(/^## explicit$/, ""),
    });
  },
};

/** The kinds of corruption. */
export const corruptionKinds: readonly string[] = Object.keys(corruptions);

/** Makes one corruption; undefined where the world has nothing of its kind. */
export function corrupt(world: VerifyWorld, kind: string, random: Random): Corruption | undefined {
  before.clear();
  const names = corruptions[kind]?.(world, random);
  const changed = new Map(before);
  return names === undefined ? undefined : { kind, names, undo: () => restore(changed) };
}

/** What files held before the corruption; undefined for one that was not there. */
const before = new Map<string, Uint8Array | undefined>();

/** Writes a file, or removes it when there is nothing to write, and remembers what it held. */
function change(file: string, bytes: Uint8Array | string | undefined): void {
  before.set(file, existsSync(file) ? readFileSync(file) : undefined);
  mkdirSync(dirname(file), { recursive: true });
  if (bytes === undefined) rmSync(file);
  else writeFileSync(file, bytes);
}

function restore(changed: ReadonlyMap<string, Uint8Array | undefined>): void {
  for (const [file, bytes] of changed) {
    if (bytes) writeFileSync(file, bytes);
    else {
      rmSync(file);
      // Folders that were made for it; a folder with anything in it stays.
      for (let folder = dirname(file); readdirSync(folder).length === 0; folder = dirname(folder))
        rmdirSync(folder);
    }
  }
}

/** Whether a finding names the place of a corruption. */
export function isNamed({ faults }: VerifiedRepository, { kind, names }: Corruption): boolean {
  return faults.some(({ file, line, module, version }) => {
    if (file === names || `${file}:${line}` === names || `${module}@${version}` === names) return true;
    // What modules.txt does not say any more is named where it shows: a folder below vendor/ or a line of go.mod.
    return kind.startsWith("modules.txt") && (file === "go.mod" || file?.startsWith("vendor/") === true);
  });
}

function editModulesTxt(
  world: VerifyWorld,
  random: Random,
  { takes, edit }: { takes: (line: string) => boolean; edit: (line: string) => string | undefined },
): string | undefined {
  const file = join(world.repository, "vendor/modules.txt");
  if (!statSync(file, { throwIfNoEntry: false })) return undefined;
  const lines = readFileSync(file, "utf8").split("\n");
  const index = pickIndex(lines.map(takes), random);
  if (index === undefined) return undefined;
  const edited = edit(lines[index] ?? "");
  change(file, lines.flatMap((line, at) => (at === index ? (edited ?? []) : line)).join("\n"));
  return "vendor/modules.txt";
}

function hashOf(zip: Uint8Array, path: string, version: string): string {
  const opened = openModuleZip(zip, { path, version });
  if (!opened.ok) return opened.reason;
  const hashed = hashContent(opened.content, { path, version });
  return hashed.ok ? hashed.h1 : hashed.reason;
}

/** `example.com/x/@v/v1.0.0.zip` as path and version. */
function moduleOf(name: string): readonly [string, string] {
  const [path = "", file = ""] = name.split("/@v/");
  const plain = (text: string): string =>
    text.replace(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
  return [plain(path), plain(file.replace(/\.(?:zip|mod)$/, ""))];
}

function flipByte(file: string, random: Random): void {
  const bytes = readFileSync(file);
  if (bytes.length === 0) {
    change(file, "x");
    return;
  }
  const at = Math.floor(random() * bytes.length);
  bytes[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random() * 8));
  change(file, bytes);
}

function extractedFiles(world: VerifyWorld): readonly string[] {
  return filesBelow(world.cache).filter((name) => !name.startsWith("cache/"));
}

function vendoredFiles(world: VerifyWorld): readonly string[] {
  const folder = join(world.repository, "vendor");
  if (!statSync(folder, { throwIfNoEntry: false })) return [];
  return filesBelow(folder)
    .filter((name) => name !== "modules.txt")
    .map((name) => `vendor/${name}`);
}

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

function pick<Item>(items: readonly Item[], random: Random): Item | undefined {
  return items[Math.floor(random() * items.length)];
}

function pickIndex(takes: readonly boolean[], random: Random): number | undefined {
  return pick(
    takes.flatMap((taken, index) => (taken ? [index] : [])),
    random,
  );
}

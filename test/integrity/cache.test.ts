/** The module cache, made by the real go, damaged in every way we know, purged, and used by the real go again. */
import { afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  unlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type VerifiedCache, verifyCache } from "../../src/cli/verify/verify-cache.ts";
import type { LogAnswer } from "../../src/integrity/judge-module.ts";
import { planChecks } from "../../src/integrity/plan-checks.ts";
import { readModuleWorkspace } from "../../src/workspace/read-module-workspace.ts";
import { createFolderTree } from "../../src/workspace/tree/folder-tree.ts";
import { machineProxy, runGo } from "../differential/go-command.ts";
import { makeWorld, type VerifyWorld } from "./verify-world.ts";
import { zipEntries } from "./zip-entries.ts";

setDefaultTimeout(300_000);

const module = "github.com/!burnt!sushi/toml";
const version = "v1.4.0";
const download = `cache/download/${module}/@v/${version}`;
const extracted = `${module}@${version}`;
const page = "<!DOCTYPE html><title>Sign in</title>\n";
const old = new Date(Date.now() - 7200_000);

let clean: VerifyWorld;
/** A copy that each test damages. */
let cache = "";

beforeAll(async () => {
  clean = await makeWorld(
    {
      "go.mod": `module example.com/m\n\ngo 1.22\n\nrequire github.com/BurntSushi/toml ${version}\n`,
      "main.go": 'package main\n\nimport _ "github.com/BurntSushi/toml"\n\nfunc main() {}\n',
    },
    "no",
  );
  // As go leaves it without -modcacherw.
  setWritable(join(clean.cache, extracted), false);
});

afterEach(() => {
  setWritable(cache, true);
  rmSync(cache, { recursive: true });
});

function copyCache(): void {
  cache = join(dirname(clean.cache), `copy-${Math.random()}`);
  cpSync(clean.cache, cache, { recursive: true, preserveTimestamps: true });
}

function setWritable(folder: string, isWritable: boolean): void {
  if (isWritable) chmodSync(folder, 0o755);
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (entry.isDirectory()) setWritable(join(folder, entry.name), isWritable);
  }
  if (!isWritable) chmodSync(folder, 0o555);
}

interface Look {
  readonly isPurging?: boolean;
  readonly hasRepository?: boolean;
  readonly log?: LogAnswer;
}

function look({ isPurging = false, hasRepository = true, log }: Look = {}): Promise<VerifiedCache> {
  const workspace = readModuleWorkspace(createFolderTree(clean.repository));
  return verifyCache({
    moduleCache: cache,
    plan: hasRepository ? planChecks(workspace) : undefined,
    isPurging,
    now: Date.now(),
    ask: async () => log ?? { kind: "unknown", reason: "offline" },
    onProgress: () => undefined,
  });
}

/** Writes into a read-only folder, and leaves it as it was. */
function put(name: string, bytes: Uint8Array | string | undefined): void {
  const file = join(cache, name);
  mkdirSync(dirname(file), { recursive: true });
  const { mode } = lstatSync(dirname(file));
  chmodSync(dirname(file), 0o755);
  if (existsSync(file)) chmodSync(file, 0o644);
  if (bytes === undefined) rmSync(file);
  else writeFileSync(file, bytes);
  chmodSync(dirname(file), mode & 0o777);
}

function listing(): string {
  return readdirSync(cache, { recursive: true, withFileTypes: true })
    .map((entry) => join(entry.parentPath, entry.name))
    .map((file) => `${file} ${lstatSync(file).size} ${lstatSync(file).mtimeMs}`)
    .sort()
    .join("\n");
}

const zip = (): Buffer => readFileSync(join(clean.cache, `${download}.zip`));
const otherZip = (): Uint8Array =>
  zipEntries([
    {
      name: `github.com/BurntSushi/toml@${version}/go.mod`,
      bytes: Buffer.from("module github.com/BurntSushi/toml\n"),
    },
    { name: `github.com/BurntSushi/toml@${version}/toml.go`, bytes: Buffer.from("package toml\n") },
  ]);

interface Damage {
  readonly name: string;
  readonly make: () => void;
  readonly kinds: readonly string[];
  readonly removed: readonly string[];
}

const whole = [extracted, `${download}.zip`, `${download}.ziphash`].sort();

const damages: readonly Damage[] = [
  {
    name: "a go.mod that is a web page",
    make: () => put(`${download}.mod`, page),
    kinds: ["mod-damaged", "sum-differs"],
    removed: [`${download}.mod`],
  },
  {
    name: "a go.mod of another module's needs",
    make: () =>
      put(`${download}.mod`, "module github.com/BurntSushi/toml\n\nrequire example.com/evil v1.0.0\n"),
    kinds: ["mod-poisoned", "sum-differs"],
    removed: [`${download}.mod`],
  },
  {
    name: "an empty go.mod",
    make: () => put(`${download}.mod`, ""),
    kinds: ["mod-damaged", "sum-differs"],
    removed: [`${download}.mod`],
  },
  {
    name: "a zip that is cut off",
    make: () => put(`${download}.zip`, zip().subarray(0, 5000)),
    kinds: ["zip-damaged"],
    removed: whole,
  },
  {
    name: "a zip that is a web page",
    make: () => put(`${download}.zip`, page),
    kinds: ["zip-damaged"],
    removed: whole,
  },
  {
    name: "another zip",
    make: () => put(`${download}.zip`, otherZip()),
    kinds: ["sum-differs", "tree-file-added", "tree-file-changed", "tree-file-missing", "ziphash-differs"],
    removed: whole,
  },
  {
    name: "a .ziphash that is wrong",
    make: () => put(`${download}.ziphash`, "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="),
    kinds: ["ziphash-differs"],
    removed: [`${download}.ziphash`],
  },
  {
    name: "an extracted file that was edited",
    make: () => put(`${extracted}/decode.go`, "package toml\n"),
    kinds: ["tree-file-changed"],
    removed: [extracted],
  },
  {
    name: "a file added to the extracted folder",
    make: () => put(`${extracted}/internal/evil.go`, "package internal\n"),
    kinds: ["tree-file-added"],
    removed: [extracted],
  },
  {
    name: "a file gone from the extracted folder",
    make: () => put(`${extracted}/decode.go`, undefined),
    kinds: ["tree-file-missing"],
    removed: [extracted],
  },
  {
    name: "an extracted folder without its zip, edited",
    make: () => {
      put(`${download}.zip`, undefined);
      put(`${extracted}/decode.go`, "package toml\n");
    },
    kinds: ["tree-differs"],
    removed: [extracted],
  },
  {
    name: "an .info that is a web page",
    make: () => put(`${download}.info`, page),
    kinds: ["info-damaged"],
    removed: [`${download}.info`],
  },
  {
    name: "an .info of another version",
    make: () => put(`${download}.info`, '{"Version":"v1.3.0"}'),
    kinds: ["info-damaged"],
    removed: [`${download}.info`],
  },
  {
    name: "a download that was cut short",
    make: () => {
      put(`${download}.zip1234.tmp`, "PK");
      utimesSync(join(cache, `${download}.zip1234.tmp`), old, old);
    },
    kinds: ["cache-unfinished"],
    removed: [`${download}.zip1234.tmp`],
  },
  {
    name: "an unpacking that was cut short",
    make: () => {
      put(`${download}.partial`, "");
      utimesSync(join(cache, `${download}.partial`), old, old);
      put(`${extracted}/decode.go`, "package to");
    },
    kinds: ["cache-unfinished"],
    removed: [extracted, `${download}.partial`].sort(),
  },
];

describe("the module cache", () => {
  test("as go makes it has no fault, with and without a repository", async () => {
    copyCache();
    const before = listing();
    const own = await look();
    expect(own).toMatchObject({ faults: [], purged: undefined });
    expect(own.verified).toBe(own.modules);
    const alone = await look({ hasRepository: false, isPurging: true });
    expect(alone).toMatchObject({ faults: [], purged: { removed: [], kept: [] } });
    expect(alone.unknowns.map(({ reason }) => reason).join("\n")).toContain(
      "neither go.sum nor the checksum log",
    );
    expect(listing()).toBe(before);
  });

  test.each(damages)("with $name is found, purged and healed", async ({ make, kinds, removed }) => {
    copyCache();
    make();
    const before = listing();
    const found = await look();
    expect([...new Set<string>(found.faults.map(({ kind }) => kind))].sort()).toEqual([...kinds]);
    expect(listing()).toBe(before);

    expect(found.faults.some(({ remedy }) => remedy?.includes("is removed"))).toBe(false);
    const { purged, faults } = await look({ isPurging: true });
    expect([...(purged?.removed ?? [])].sort()).toEqual([...removed].sort());
    expect(purged?.kept).toEqual([]);
    // Nobody is told to remove what is gone.
    expect(faults.filter(({ remedy }) => !remedy?.includes("is removed"))).toEqual([]);
    for (const args of [
      ["build", "-o", "/dev/null", "."],
      ["mod", "verify"],
    ]) {
      const { exitCode, stderr } = await runGo(args, {
        folder: clean.repository,
        environment: { GOMODCACHE: cache, GOPROXY: await machineProxy() },
      });
      expect([args.join(" "), exitCode, exitCode === 0 ? "" : stderr]).toEqual([args.join(" "), 0, ""]);
    }
    expect((await look()).faults).toEqual([]);
  });

  test("keeps locks, lists and what another process may be writing", async () => {
    copyCache();
    put(`${download}.zip99.tmp`, "PK");
    put(`cache/download/${module}/@v/v1.5.0.lock`, "");
    expect((await look({ isPurging: true })).faults).toEqual([]);
    expect(existsSync(join(cache, `${download}.zip99.tmp`))).toBe(true);
  });

  test("names what go never writes, and leaves it", async () => {
    copyCache();
    put("cache/download/github.com/BurntSushi/toml/@v/v1.4.0.zip", zip());
    put(`cache/download/${module}/@v/notes.txt`, "mine\n");
    put("github.com/BurntSushi/toml@v1.4.0/toml.go", "package toml\n");
    put("readme.txt", "mine\n");
    const { faults, purged } = await look({ isPurging: true });
    expect(faults.map(({ kind, file }) => `${kind} ${file}`).sort()).toEqual([
      `cache-foreign GOMODCACHE/cache/download/${module}/@v/notes.txt`,
      "cache-foreign GOMODCACHE/cache/download/github.com/BurntSushi/toml/@v/v1.4.0.zip",
      "cache-foreign GOMODCACHE/github.com/BurntSushi/toml@v1.4.0",
      "cache-foreign GOMODCACHE/readme.txt",
    ]);
    expect(purged?.removed).toEqual([]);
    expect(existsSync(join(cache, "readme.txt"))).toBe(true);
  });

  test("is purged of nothing outside of it, wherever links lead", async () => {
    copyCache();
    const outside = join(dirname(clean.cache), "outside");
    cpSync(join(clean.cache, `cache/download/${module}/@v`), join(outside, "@v"), { recursive: true });
    writeFileSync(join(outside, `@v/${version}.mod`), page);
    mkdirSync(join(outside, "tree"));
    writeFileSync(join(outside, "tree/mine.go"), "package mine\n");
    // A zip that is a link goes; what it leads to stays.
    const file = join(cache, `${download}.zip`);
    unlinkSync(file);
    writeFileSync(join(outside, "broken.zip"), page);
    symlinkSync(join(outside, "broken.zip"), file);
    setWritable(join(cache, extracted), true);
    symlinkSync(join(outside, "tree"), join(cache, extracted, "linked"));
    const { purged } = await look({ isPurging: true });
    expect([...(purged?.removed ?? [])].sort()).toEqual(whole);
    expect(readdirSync(outside).sort()).toEqual(["@v", "broken.zip", "tree"]);
    expect(readdirSync(join(outside, "tree"))).toEqual(["mine.go"]);
    rmSync(outside, { recursive: true });
  });

  test("is judged by the checksum log where go.sum is silent", async () => {
    copyCache();
    const zipHash = readFileSync(join(cache, `${download}.ziphash`), "utf8");
    put(`${download}.ziphash`, "h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=");
    const right = await look({
      hasRepository: false,
      log: { kind: "proven", zip: zipHash, mod: undefined },
      isPurging: true,
    });
    expect(right.faults.map(({ kind, harm }) => [kind, harm])).toEqual([["ziphash-differs", "S2"]]);
    expect(right.purged?.removed).toEqual([`${download}.ziphash`]);

    const wrong = await look({
      hasRepository: false,
      log: { kind: "proven", zip: "h1:BBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB=", mod: undefined },
      isPurging: true,
    });
    expect(wrong.faults.map(({ kind }) => kind)).toContain("zip-poisoned");
    expect(wrong.purged?.removed).toContain(`${download}.zip`);
  });

  const sums = (): string => readFileSync(join(clean.repository, "go.sum"), "utf8");
  /** Each forges one line of go.sum. */
  const lies = [
    { line: "zip", from: `toml ${version} h1:`, file: `${download}.zip` },
    { line: "go.mod", from: `toml ${version}/go.mod h1:`, file: `${download}.mod` },
  ];
  const logs: readonly LogAnswer[] = [{ kind: "private" }, { kind: "unknown", reason: "offline" }];
  const cases = lies.flatMap((lie) => logs.map((log) => ({ ...lie, log, kind: log.kind })));

  test.each(cases)("loses nothing for a wrong $line line where the log is $kind", async (lie) => {
    copyCache();
    const before = listing();
    const right = sums();
    writeFileSync(
      join(clean.repository, "go.sum"),
      right.replace(new RegExp(`(${lie.from}).`), (_, start: string) => `${start}Z`),
    );
    const { faults, purged } = await look({ isPurging: true, log: lie.log });
    writeFileSync(join(clean.repository, "go.sum"), right);
    expect(faults.map(({ kind }) => kind)).toEqual(["sum-differs"]);
    expect(faults[0]?.remedy?.includes("no checksum log knows a private module") ?? false).toBe(
      lie.kind === "private",
    );
    expect(purged?.removed).toEqual([]);
    expect(purged?.kept.map(({ name }) => name)).toEqual([lie.file]);
    expect(listing()).toBe(before);
  });

  test("loses no folder for a wrong line, and loses one that its own .ziphash contradicts", async () => {
    copyCache();
    put(`${download}.zip`, undefined);
    const right = sums();
    writeFileSync(join(clean.repository, "go.sum"), right.replace(/(toml v\S+ h1:)./, "$1Z"));
    const disputed = await look({ isPurging: true });
    put(`${extracted}/decode.go`, "package toml\n");
    const proven = await look({ isPurging: true });
    writeFileSync(join(clean.repository, "go.sum"), right);
    expect(disputed.purged?.removed).toEqual([]);
    expect(disputed.purged?.kept.map(({ name }) => name)).toEqual([extracted]);
    expect(proven.purged).toEqual({ removed: [extracted], kept: [] });
  });
});

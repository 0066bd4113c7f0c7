/** Trees of others in, a tree for the real go out. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFileProxy } from "../../lab/write-file-proxy.ts";
import { goEnvironment } from "../../test/go-home.ts";
import { hashGoMod } from "../go/dirhash.ts";
import { examineModule } from "../integrity/examine-module.ts";
import { createFilePlace } from "./_file-place.ts";
import { gather } from "./_store-place.ts";
import { exportTree } from "./export-tree.ts";
import { type ImportCandidate, type ImportVerdict, importTree } from "./import-tree.ts";
import type { ModuleStore } from "./module-store.ts";
import { verifyStore } from "./verify-store.ts";

const folder = mkdtempSync(join(tmpdir(), "trees-"));
const tree = join(folder, "tree");
const place = createFilePlace();
let store: ModuleStore;

beforeAll(async () => {
  writeFileProxy(tree, [
    { name: "proxy/example.com/Ledger@v1.0.0/go.mod", text: "module example.com/Ledger\n" },
    { name: "proxy/example.com/Ledger@v1.0.0/ledger.go", text: "package ledger\n" },
    { name: "proxy/example.com/Ledger@v1.1.0/go.mod", text: "module example.com/Ledger\n" },
    { name: "proxy/example.com/Ledger@v1.1.0/ledger.go", text: "package ledger // two\n" },
    { name: "proxy/example.com/old@v2.0.0+incompatible/old.go", text: "package old\n" },
    {
      name: "proxy/example.com/new/v2@v2.0.1-0.20240102030405-0123456789ab/go.mod",
      text: "module example.com/new/v2\n",
    },
    { name: "proxy/example.com/new/v2@v2.0.1-0.20240102030405-0123456789ab/new.go", text: "package new\n" },
  ]);
  store = await place.open();
});

afterAll(() => store.close());

async function check({ path, version, zip, mod }: ImportCandidate): Promise<ImportVerdict> {
  const sums: { mod?: string; zip?: string } = {};
  if (mod?.file) sums.mod = hashGoMod(readFileSync(mod.file));
  if (zip?.file) {
    const examined = examineModule({
      path,
      version,
      zip: readFileSync(zip.file),
      extracted: undefined,
      vendored: [],
    });
    if (!examined.ok) return examined;
    sums.zip = examined.h1;
  }
  return { ok: true, sums, proof: "unchecked" };
}

const now = (): number => 1_700_000_000_000;
const names = ["example.com/Ledger@v1.0.0", "example.com/Ledger@v1.1.0"];

function runGo(proxy: string, home: string, words: readonly string[]): { output: string; errors: string } {
  mkdirSync(home, { recursive: true });
  const work = join(home, "work");
  mkdirSync(work, { recursive: true });
  if (!readdirSync(work).includes("go.mod"))
    writeFileSync(join(work, "go.mod"), "module example.com/work\n\ngo 1.21\n");
  const done = Bun.spawnSync(["go", ...words], {
    cwd: work,
    env: {
      ...goEnvironment(home),
      GOPROXY: `file://${proxy}`,
      GOSUMDB: "off",
      GOFLAGS: "-modcacherw",
      GOMODCACHE: join(home, "mod"),
      GOCACHE: join(home, "cache"),
    },
  });
  return { output: done.stdout.toString(), errors: done.stderr.toString() };
}

test("a file proxy goes in and comes out, and the real go downloads from it", async () => {
  const result = await importTree(store, { folder: tree, check, now });
  expect(result).toMatchObject({ layout: "proxy", imported: 4, known: 0, refused: [], skipped: [] });
  expect(await importTree(store, { folder: tree, check, now })).toMatchObject({ imported: 0, known: 4 });

  const out = join(folder, "out");
  expect(await exportTree(store, { folder: out })).toMatchObject({ versions: 4, broken: [] });
  expect(readFileSync(join(out, "example.com/!ledger/@v/list"), "utf8")).toBe("v1.0.0\nv1.1.0\n");
  expect(readFileSync(join(out, "example.com/new/v2/@v/list"), "utf8")).toBe("");

  const home = join(folder, "home");
  const listed = runGo(out, home, ["list", "-m", "-versions", "example.com/Ledger"]);
  expect(listed.errors).toBe("");
  expect(listed.output).toBe("example.com/Ledger v1.0.0 v1.1.0\n");
  for (const module of [
    "example.com/Ledger@latest",
    "example.com/old@v2.0.0+incompatible",
    "example.com/new/v2@v2.0.1-0.20240102030405-0123456789ab",
  ]) {
    const { output } = runGo(out, home, ["mod", "download", "-json", module]);
    const { Version = "", Sum, Error: problem } = JSON.parse(output);
    expect(problem).toBeUndefined();
    const path = module.replace(/@.*/, "");
    expect(await store.read({ path, version: Version })).toMatchObject({ sums: { zip: Sum } });
  }
  const untagged = runGo(out, home, ["list", "-m", "example.com/new/v2@latest"]);
  expect(untagged.output).toBe("example.com/new/v2 v2.0.1-0.20240102030405-0123456789ab\n");
  const got = runGo(out, home, ["get", "example.com/Ledger@v1.0.0"]);
  expect(got.errors).toContain("added example.com/Ledger v1.0.0");

  // What the real go has written is a tree too.
  const other = createFilePlace();
  const second = await other.open();
  const cached = await importTree(second, { folder: join(home, "mod"), check, now });
  expect(cached).toMatchObject({ layout: "module-cache", refused: [], skipped: [] });
  expect(cached.imported).toBeGreaterThanOrEqual(4);
  for (const version of ["v1.0.0", "v1.1.0"]) {
    const here = await store.read({ path: "example.com/Ledger", version });
    const there = await second.read({ path: "example.com/Ledger", version });
    expect(there?.sums.zip ?? here?.sums.zip).toEqual(here?.sums.zip);
  }
  await second.close();
}, 60_000);

test("an export goes on where one was, and leaves wrong bytes out", async () => {
  const out = join(folder, "again");
  const wants = ({ version }: { version: string }): boolean => version === "v1.1.0";
  expect(await exportTree(store, { folder: out, wants })).toMatchObject({ versions: 1 });
  expect(readFileSync(join(out, "example.com/!ledger/@v/list"), "utf8")).toBe("v1.1.0\n");
  const zip = (await store.read({ path: "example.com/Ledger", version: "v1.0.0" }))?.zip;
  await place.damageBlob(zip?.sha256 ?? "", "bit");
  expect(await exportTree(store, { folder: out })).toMatchObject({ versions: 3, broken: [names[0]] });
  expect(readdirSync(join(out, "example.com/!ledger/@v")).sort()).toEqual([
    "list",
    "v1.1.0.info",
    "v1.1.0.mod",
    "v1.1.0.zip",
  ]);
});

test("Athens' layout has decoded names and a folder for each version", async () => {
  const athens = join(folder, "athens");
  for (const version of ["v1.0.0", "v1.1.0"]) {
    const at = join(athens, "example.com/Ledger", version);
    const from = join(tree, "example.com/!ledger/@v", version);
    mkdirSync(at, { recursive: true });
    cpSync(`${from}.info`, join(at, `${version}.info`));
    cpSync(`${from}.mod`, join(at, "go.mod"));
    cpSync(`${from}.zip`, join(at, "source.zip"));
  }
  mkdirSync(join(athens, "example.com/Ledger/v3.0.0"));
  writeFileSync(join(athens, "example.com/Ledger/v3.0.0/v3.0.0.info"), "{}");
  const other = await createFilePlace().open();
  expect(await importTree(other, { folder: athens, check, now })).toMatchObject({
    layout: "athens",
    imported: 2,
    skipped: [{ reason: expect.stringContaining("should be v0 or v1") }],
  });
  const listed = await gather(other.versionsOf("example.com/Ledger"));
  expect(listed.map(({ path, version, zip }) => `${path}@${version}${zip ? "" : "!"}`).sort()).toEqual(names);
  await other.close();
});

test("goproxy's answers about branches are no versions", async () => {
  const goproxy = join(folder, "goproxy");
  cpSync(tree, goproxy, { recursive: true });
  const at = join(goproxy, "example.com/!ledger");
  writeFileSync(join(at, "@v/main.info"), '{"Version":"v1.1.0"}');
  writeFileSync(join(at, "@v/v1.1.info"), '{"Version":"v1.1.0"}');
  writeFileSync(join(at, "@v/v1.1.0+build.info"), '{"Version":"v1.1.0"}');
  writeFileSync(join(at, "@latest"), '{"Version":"v1.1.0"}');
  mkdirSync(join(goproxy, "sumdb/sum.golang.org/lookup"), { recursive: true });
  mkdirSync(join(goproxy, "example.com/Ledger/@v"), { recursive: true });
  writeFileSync(join(goproxy, "example.com/Ledger/@v/v1.0.0.mod"), "module wrong\n");
  const other = await createFilePlace().open();
  const result = await importTree(other, { folder: goproxy, check, now });
  expect(result).toMatchObject({ layout: "proxy", imported: 4, refused: [] });
  expect(result.skipped.map(({ file }) => file.slice(goproxy.length + 1)).sort()).toEqual([
    "example.com/!ledger/@v/main",
    "example.com/!ledger/@v/v1.1",
    "example.com/!ledger/@v/v1.1.0+build",
    "example.com/Ledger/@v",
  ]);
  await other.close();
});

test("what the check refuses leaves nothing behind", async () => {
  const bad = join(folder, "bad");
  cpSync(tree, bad, { recursive: true });
  const zip = join(bad, "example.com/!ledger/@v/v1.0.0.zip");
  writeFileSync(zip, readFileSync(zip).subarray(0, -30));
  const otherPlace = createFilePlace();
  const other = await otherPlace.open();
  const result = await importTree(other, { folder: bad, check, now });
  expect(result).toMatchObject({
    imported: 3,
    refused: [{ path: "example.com/Ledger", version: "v1.0.0", reason: expect.any(String) }],
  });
  expect(await other.read({ path: "example.com/Ledger", version: "v1.0.0" })).toBeUndefined();
  // Three zips, three go.mod files of which two are the same as others', and infos.
  const named = new Set(
    (await gather(other.all())).flatMap(({ info, mod, zip }) => [info?.sha256, mod?.sha256, zip?.sha256]),
  );
  const stored = (await gather(other.blobs())).map(({ sha256 }) => sha256);
  expect(stored.filter((sha256) => !named.has(sha256))).toEqual([]);
  await other.recall({ path: "example.com/Ledger", version: "v1.0.0" }, { why: "test" });
  const again = await importTree(other, { folder: tree, check, now });
  expect(again.refused).toMatchObject([{ version: "v1.0.0", reason: "This version was recalled" }]);
  await other.close();
});

test("other bytes than those that are there are refused", async () => {
  const other = await createFilePlace().open();
  const first = await importTree(other, {
    folder: tree,
    check,
    now,
    wants: ({ version }) => version === "v1.0.0",
  });
  expect(first).toMatchObject({ imported: 1 });
  const moved = join(folder, "moved");
  writeFileProxy(moved, [
    { name: "proxy/example.com/Ledger@v1.0.0/go.mod", text: "module example.com/Ledger\n" },
    { name: "proxy/example.com/Ledger@v1.0.0/ledger.go", text: "package moved\n" },
    { name: "proxy/example.com/Ledger@v1.0.1/go.mod", text: "module example.com/Ledger\n" },
  ]);
  // What is known with all its parts is not read again: only a part that is missing can contradict.
  const one = await other.read({ path: "example.com/Ledger", version: "v1.0.0" });
  if (!one?.zip) throw new Error("no zip");
  await other.dropBlob(one.zip.sha256, Date.now() + 60_000);
  expect(await importTree(other, { folder: moved, check, now })).toMatchObject({
    imported: 1,
    refused: [{ version: "v1.0.0", reason: "Other sums of this version are in the store" }],
  });
  await other.close();
});

test("links out of a tree are not followed", async () => {
  const linked = join(folder, "linked");
  mkdirSync(join(linked, "example.com/y/@v"), { recursive: true });
  symlinkSync(join(tree, "example.com/!ledger"), join(linked, "example.com/x"));
  symlinkSync(join(tree, "example.com/!ledger/@v/v1.0.0.zip"), join(linked, "example.com/y/@v/v1.0.0.zip"));
  const other = await createFilePlace().open();
  expect(await importTree(other, { folder: linked, check, now })).toMatchObject({ imported: 0, skipped: [] });
  await other.close();
});

test("a store is verified version by version, as if it came from outside", async () => {
  const otherPlace = createFilePlace();
  const other = await otherPlace.open();
  await importTree(other, { folder: tree, check, now });
  const all = async () =>
    (await gather(verifyStore(other, { check }))).flatMap(({ version, problem = "" }) =>
      problem === "" ? [] : [`${version}: ${problem}`],
    );
  expect(await gather(verifyStore(other, { check }))).toHaveLength(4);
  expect(await all()).toEqual([]);
  const one = await other.read({ path: "example.com/Ledger", version: "v1.0.0" });
  const two = await other.read({ path: "example.com/Ledger", version: "v1.1.0" });
  if (!one?.zip || !two?.zip) throw new Error("no zips");
  await otherPlace.damageBlob(one.zip.sha256, "bit");
  // As if somebody had written a record by hand.
  const lie = { path: "example.com/Ledger", version: "v1.2.0" };
  await other.commit({ ...two, ...lie, zip: two.zip, sums: { ...two.sums, zip: "h1:lie" } });
  expect((await all()).sort()).toEqual([
    "v1.0.0: its .zip has changed in the store",
    expect.stringMatching(/^v1\.2\.0: /),
  ]);
  expect((await other.read(one))?.zip).toBeUndefined();
  const trusting = async (): Promise<ImportVerdict> => ({ ok: true, sums: two.sums, proof: "unchecked" });
  const [lied] = (await gather(verifyStore(other, { check: trusting }))).filter(
    ({ version }) => version === "v1.2.0",
  );
  expect(lied?.problem).toBe(`its .zip has ${two.sums.zip}, its record says h1:lie`);
  await other.close();
});

test("a folder without versions has no layout", async () => {
  const other = await createFilePlace().open();
  expect(await importTree(other, { folder: join(folder, "nothing"), check, now })).toMatchObject({
    layout: undefined,
    imported: 0,
  });
  await other.close();
});

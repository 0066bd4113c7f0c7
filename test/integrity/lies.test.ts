/** What go builds and a glance over hashes misses: each is built by the real go first, and then found. */
import { afterAll, afterEach, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  appendFileSync,
  cpSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { type VerifiedCache, verifyCache } from "../../src/cli/verify/verify-cache.ts";
import type { VerifiedRepository } from "../../src/cli/verify/verify-repository.ts";
import type { LogAnswer } from "../../src/integrity/judge-module.ts";
import { type CheckPlan, planChecks } from "../../src/integrity/plan-checks.ts";
import { readModuleWorkspace } from "../../src/workspace/read-module-workspace.ts";
import { createFolderTree } from "../../src/workspace/tree/folder-tree.ts";
import { runGo } from "../differential/go-command.ts";
import { makeWorld, removeWorld, type VerifyWorld, verifyWorld } from "./verify-world.ts";

setDefaultTimeout(300_000);

const name = "github.com/google/uuid";
const extracted = `${name}@v1.6.0`;
const download = `cache/download/${name}/@v/v1.6.0`;
const mark = "func (uuid UUID) String() string {";
const uuid = "6ba7b810-9dad-11d1-80b4-00c04fd430c8";
const offline: LogAnswer = { kind: "unknown", reason: "offline" };

let clean: VerifyWorld;
let vendored: VerifyWorld;
/** A copy that each test changes. */
let world: VerifyWorld;
const outside = (): string => join(dirname(world.repository), "outside");

beforeAll(async () => {
  const files = {
    "go.mod": `module example.com/m\n\ngo 1.21\n\nrequire ${name} v1.6.0\n`,
    "main.go": `package main\n\nimport "${name}"\n\nfunc main() { println(uuid.NameSpaceDNS.String(), uuid.NameSpaceDNS.URN()) }\n`,
  };
  clean = await makeWorld(files);
  vendored = await makeWorld(files, "mod");
});
afterAll(() => {
  removeWorld(clean);
  removeWorld(vendored);
});
afterEach(() => rmSync(dirname(world.repository), { recursive: true, force: true }));

function copy(from: VerifyWorld): void {
  const folder = `${dirname(from.repository)}-${Math.random()}`;
  cpSync(dirname(from.repository), folder, { recursive: true, verbatimSymlinks: true });
  world = { repository: join(folder, "repository"), cache: join(folder, "cache") };
  mkdirSync(outside());
}

async function go(...args: string[]): Promise<{ exitCode: number; text: string }> {
  const environment = { GOMODCACHE: world.cache, GOPROXY: "off", GOFLAGS: "-modcacherw" };
  const { exitCode, stdout, stderr } = await runGo(args, { folder: world.repository, environment });
  return { exitCode, text: stdout + stderr };
}

const runs = async (): Promise<string> => (await go("run", ".")).text;

function edit(file: string, change: (text: string) => string): void {
  writeFileSync(file, change(readFileSync(file, "utf8")));
}

const makeEvil = (text: string): string => text.replace(mark, `${mark}return "EVIL";`);
const forge = (text: string): string => text.replace("h1:NIva", "h1:XXva");

function kindsOf({ faults }: Pick<VerifiedRepository, "faults">): readonly string[] {
  return [...new Set(faults.map(({ kind, harm }) => (harm ? `${kind} ${harm}` : kind)))].sort();
}

/** That the log is not asked here is no news. */
const withoutLog = <Found extends Pick<VerifiedRepository, "unknowns">>(found: Found): Found => ({
  ...found,
  unknowns: found.unknowns.filter(({ reason }) => !reason.startsWith("the log's hash")),
});
const look = async (): Promise<VerifiedRepository> => withoutLog(await verifyWorld(world));

function verifyWholeCache(log: LogAnswer = offline, plan?: CheckPlan): Promise<VerifiedCache> {
  return verifyCache({
    moduleCache: world.cache,
    plan,
    isPurging: false,
    now: Date.now(),
    ask: async () => log,
    onProgress: () => undefined,
  });
}

/** The module cache against the repository's go.sum. */
const verifySums = (): Promise<VerifiedCache> =>
  verifyWholeCache(offline, planChecks(readModuleWorkspace(createFolderTree(world.repository))));

describe("an extracted folder", () => {
  test("is built from without a zip, and so is compared without one", async () => {
    copy(clean);
    rmSync(join(world.cache, `${download}.zip`));
    expect(await runs()).toContain(uuid);
    expect(await look()).toMatchObject({ verified: 1, faults: [], unknowns: [] });
    edit(join(world.cache, extracted, "uuid.go"), makeEvil);
    expect(await runs()).toContain("EVIL");
    const found = await look();
    expect(found.verified).toBe(0);
    expect(kindsOf(found)).toEqual(["tree-differs"]);
  });

  test("is the one behind a link, also when a folder above it is the link", async () => {
    for (const linked of [extracted, "github.com"]) {
      copy(clean);
      renameSync(join(world.cache, linked), join(outside(), "moved"));
      symlinkSync(join(outside(), "moved"), join(world.cache, linked));
      expect(await runs()).toContain(uuid);
      expect(await verifyWholeCache()).toMatchObject({ verified: 1, faults: [] });
      edit(join(world.cache, extracted, "uuid.go"), makeEvil);
      expect(await runs()).toContain("EVIL");
      const found = await verifyWholeCache();
      expect(found.verified).toBe(0);
      expect(kindsOf(found)).toEqual(["tree-file-changed"]);
      if (linked === extracted) rmSync(dirname(world.repository), { recursive: true });
    }
  });

  test("with links in circles is looked at once", async () => {
    copy(clean);
    symlinkSync("..", join(world.cache, "github.com/around"));
    symlinkSync(".", join(world.cache, "github.com/google/here"));
    const { faults, modules, unknowns } = await verifyWholeCache();
    expect(faults).toEqual([]);
    expect(modules).toBeLessThan(5);
    expect(unknowns.map(({ reason }) => reason).join("\n")).toContain("another link leads to");
  });

  test("that cannot be listed does not make the zip a bad one", async () => {
    copy(clean);
    mkdirSync(Buffer.concat([Buffer.from(join(world.cache, extracted)), Buffer.from("/\xff", "latin1")]));
    expect(kindsOf(await look())).toEqual(["tree-file-changed"]);
    expect(kindsOf(await verifyWholeCache())).toEqual(["tree-file-changed"]);
  });
});

describe("a .ziphash", () => {
  test("that is wrong stops go, and is found with and without its zip", async () => {
    for (const isZipThere of [true, false]) {
      copy(clean);
      if (!isZipThere) rmSync(join(world.cache, `${download}.zip`));
      writeFileSync(join(world.cache, `${download}.ziphash`), `h1:${"A".repeat(43)}=`);
      expect(await runs()).toContain("SECURITY ERROR");
      for (const found of [await look(), await verifySums()]) {
        expect(found.verified).toBe(0);
        expect(kindsOf(found)).toEqual(["ziphash-differs S2"]);
        expect(found.faults.map(({ file }) => file)).toEqual([`GOMODCACHE/${download}.ziphash`]);
      }
      if (isZipThere) rmSync(dirname(world.repository), { recursive: true });
    }
  });

  test("that is not there is none to be wrong", async () => {
    copy(clean);
    rmSync(join(world.cache, `${download}.ziphash`));
    expect(await runs()).toContain(uuid);
    expect(await look()).toMatchObject({ verified: 1, faults: [], unknowns: [] });
  });
});

describe("a module is not verified", () => {
  test("by its go.mod alone, where vendor/ has nothing to be compared with", async () => {
    copy(vendored);
    rmSync(join(world.cache, `${download}.zip`));
    rmSync(join(world.cache, extracted), { recursive: true });
    edit(join(world.repository, "vendor", name, "uuid.go"), makeEvil);
    expect(await runs()).toContain("EVIL");
    expect(await look()).toMatchObject({ verified: 0, faults: [], unknowns: [{}, {}] });
  });

  test("with the go.mod of another module, however short", async () => {
    copy(clean);
    writeFileSync(join(world.cache, `${download}.mod`), "module evil.example/other\n");
    const found = await verifyWholeCache();
    expect(found.verified).toBe(0);
    expect(kindsOf(found)).toEqual(["mod-poisoned"]);
  });

  test("by pipes and mountains in the place of small files, which nobody waits for", async () => {
    copy(clean);
    for (const end of ["info", "mod", "ziphash"]) {
      rmSync(join(world.cache, `${download}.${end}`), { force: true });
      Bun.spawnSync(["mkfifo", join(world.cache, `${download}.${end}`)]);
    }
    expect(await look()).toMatchObject({ verified: 0 });
    expect(await verifyWholeCache()).toMatchObject({ verified: 0 });
    rmSync(join(world.cache, `${download}.info`));
    writeFileSync(join(world.cache, `${download}.info`), "[".repeat(3_000_000));
    expect(kindsOf(await verifyWholeCache())).toContain("info-damaged");
  });
});

describe("a vendored module", () => {
  test("with a carriage return inside a line is another program", async () => {
    copy(vendored);
    edit(join(world.repository, "vendor", name, "uuid.go"), (text) =>
      text.replaceAll('"urn:uuid:"', '"urn:\ruuid:"'),
    );
    edit(join(world.repository, "vendor", name, "version4.go"), (text) => text);
    expect(kindsOf(await look())).toEqual(["vendor-file-changed"]);
  });

  test("with other line endings is the same, and verified", async () => {
    copy(vendored);
    edit(join(world.repository, "vendor", name, "uuid.go"), (text) => text.replaceAll("\n", "\r\n"));
    expect(await runs()).toContain(uuid);
    const found = await look();
    expect(found).toMatchObject({ verified: 1 });
    expect(kindsOf(found)).toEqual(["vendor-line-endings"]);
  });

  test("without any go.sum is one remark, for go builds it; the log verifies it", async () => {
    copy(vendored);
    rmSync(join(world.repository, "go.sum"));
    expect(await runs()).toContain(uuid);
    const found = await look();
    expect(kindsOf(found)).toEqual(["sum-missing S3"]);
    expect(found.faults.map(({ title }) => title).join()).toContain("go.sum is missing");
    expect(found.verified).toBe(0);
    const [, zip] = /v1\.6\.0 (h1:\S+)/.exec(readFileSync(join(vendored.repository, "go.sum"), "utf8")) ?? [];
    const proven = await verifyWorld(world, { kind: "proven", zip, mod: undefined });
    expect(proven).toMatchObject({ verified: 1, faults: [{}], unknowns: [] });
    edit(join(world.repository, "vendor", name, "uuid.go"), makeEvil);
    expect(kindsOf(await look())).toEqual(["sum-missing S3", "vendor-file-changed"]);
  });

  test("beside a line of go.sum that nothing reads is built; without vendor/ go stops at the line", async () => {
    copy(vendored);
    edit(join(world.repository, "go.sum"), (text) => text.replace(/ h1:.*/, ""));
    expect(await runs()).toContain(uuid);
    const { faults } = await look();
    const [malformed] = faults.filter(({ kind }) => kind === "sum-malformed");
    expect(malformed).toMatchObject({ harm: "S3" });
    expect(malformed?.message).toContain("builds from vendor/ do not read the file");
    rmSync(join(world.repository, "vendor"), { recursive: true });
    expect((await go("build", "-o", "/dev/null")).text).toContain("malformed go.sum");
    expect(kindsOf(await look())).toContain("sum-malformed");
  });

  test("beside a folder that is a link is built with it", async () => {
    for (const place of ["example.org/evil", `${name}/evil`]) {
      copy(vendored);
      writeFileSync(join(outside(), "x.go"), 'package evil\n\nfunc X() string { return "EVIL" }\n');
      mkdirSync(dirname(join(world.repository, "vendor", place)), { recursive: true });
      symlinkSync(outside(), join(world.repository, "vendor", place));
      writeFileSync(
        join(world.repository, "evil.go"),
        `package main\n\nimport "${place}"\n\nfunc init() { println(evil.X()) }\n`,
      );
      expect(await runs()).toContain("EVIL");
      expect(kindsOf(await look())).toEqual(["vendor-file-added"]);
      if (place === "example.org/evil") rmSync(dirname(world.repository), { recursive: true });
    }
  });

  test("beside a folder with a name of no encoding is not missing", async () => {
    copy(vendored);
    mkdirSync(Buffer.concat([Buffer.from(join(world.repository, "vendor")), Buffer.from("/\xff", "latin1")]));
    expect(await look()).toMatchObject({ verified: 1, faults: [], unknowns: [{}] });
  });

  test("in a folder that is a link is that folder", async () => {
    copy(vendored);
    renameSync(join(world.repository, "vendor/github.com"), join(outside(), "moved"));
    symlinkSync(join(outside(), "moved"), join(world.repository, "vendor/github.com"));
    expect(await runs()).toContain(uuid);
    expect(kindsOf(await look())).toEqual(["vendor-file-added"]);
  });
});

describe("a go.sum that go reads is read", () => {
  const forgedSum = (): string => forge(readFileSync(join(world.repository, "go.sum"), "utf8"));

  test.each(["_examples", ".github/x", "testdata/y"])("in %s", async (folder) => {
    copy(clean);
    const place = join(world.repository, folder);
    mkdirSync(place, { recursive: true });
    for (const file of ["go.mod", "main.go"]) cpSync(join(world.repository, file), join(place, file));
    writeFileSync(join(place, "go.sum"), forgedSum());
    expect((await go("build", "-C", place, "-o", "/dev/null")).text).toContain("SECURITY ERROR");
    const { faults } = await look();
    expect(faults.map(({ kind, file }) => `${kind} ${file}`)).toEqual([`sum-differs ${folder}/go.sum`]);
  });

  test("beside the file of -modfile", async () => {
    copy(clean);
    cpSync(join(world.repository, "go.mod"), join(world.repository, "tools.mod"));
    writeFileSync(join(world.repository, "tools.sum"), forgedSum());
    expect((await go("build", "-modfile=tools.mod", "-o", "/dev/null")).text).toContain("SECURITY ERROR");
    const { faults } = await look();
    expect(faults.map(({ kind, file }) => `${kind} ${file}`)).toEqual(["sum-differs tools.sum"]);
  });

  test("without a go.mod, with the vendor folder beside it", async () => {
    copy(vendored);
    for (const end of ["mod", "sum"])
      renameSync(join(world.repository, `go.${end}`), join(world.repository, `vendor.${end}`));
    expect(await look()).toMatchObject({ verified: 1, vendoredFiles: 22, faults: [], unknowns: [] });
    edit(join(world.repository, "vendor", name, "uuid.go"), makeEvil);
    expect(kindsOf(await look())).toEqual(["vendor-file-changed"]);
  });

  test("but for a vendor folder of a module that go passes over, which is unknown", async () => {
    copy(vendored);
    const place = join(world.repository, "testdata/y");
    for (const file of ["go.mod", "go.sum", "vendor"])
      cpSync(join(world.repository, file), join(place, file), { recursive: true });
    const { faults, unknowns } = await look();
    expect(faults).toEqual([]);
    expect(unknowns.map(({ file }) => file)).toEqual(["testdata/y/vendor"]);
  });

  test("when git ignores it, and when it is a link out of the tree", async () => {
    copy(clean);
    writeFileSync(join(world.repository, ".gitignore"), "go.sum\n");
    expect(await look()).toMatchObject({ verified: 1, faults: [], unknowns: [] });
    writeFileSync(join(outside(), "f.sum"), forgedSum());
    rmSync(join(world.repository, "go.sum"));
    for (const ignored of ["go.sum\n", ""]) {
      writeFileSync(join(world.repository, ".gitignore"), ignored);
      rmSync(join(world.repository, "go.sum"), { force: true });
      symlinkSync(join(outside(), "f.sum"), join(world.repository, "go.sum"));
      expect((await go("build", "-o", "/dev/null")).text).toContain("SECURITY ERROR");
      expect(kindsOf(await look())).toEqual(["sum-differs"]);
    }
  });

  test("as go reads it: hashes of other algorithms are none", async () => {
    copy(clean);
    edit(join(world.repository, "go.sum"), (text) => text.replace("h1:NIva", "h2:NIva"));
    expect((await go("build", "-o", "/dev/null")).text).toContain("missing go.sum entry");
    const found = await look();
    expect(kindsOf(found)).toEqual(["sum-missing"]);
    expect(found.unknowns.map(({ reason }) => reason)).toEqual(["go knows only h1: and ignores this hash"]);
  });
});

describe("a zip that go takes", () => {
  test("is not called broken for a byte behind its end, or bytes before its start", async () => {
    copy(clean);
    const zip = join(world.cache, `${download}.zip`);
    appendFileSync(zip, "\n");
    expect((await go("mod", "verify")).text).toContain("all modules verified");
    expect(await verifyWholeCache()).toMatchObject({ verified: 1, faults: [] });
    writeFileSync(
      zip,
      Buffer.concat([Buffer.from("front"), readFileSync(join(clean.cache, `${download}.zip`))]),
    );
    expect((await go("mod", "verify")).text).toContain("all modules verified");
    expect(await verifyWholeCache()).toMatchObject({ verified: 1, faults: [] });
  });
});

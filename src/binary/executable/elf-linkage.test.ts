import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, realpathSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { plainGo } from "../../../scripts/plain-go.ts";
import { openFileBlob } from "../../cli/file-blob.ts";
import type { Linkage } from "./model.ts";
import { readExecutable } from "./read-executable.ts";
import { versionFloors } from "./version-floor.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-linkage-"));
const hasTools = Bun.which("readelf") !== null && Bun.which("gcc") !== null;
const source = `#include <math.h>
#include <stdio.h>
int main(int argc, char **argv) { printf("%f", pow(argc, 0.5)); return 0; }
`;

function linkageOf(file: string): Linkage {
  const blob = openFileBlob(file);
  try {
    const read = readExecutable(blob);
    if (read.kind === "unknown") throw new Error(`${file}: ${read.reason} ${read.detail}`);
    return read.executable.linkage;
  } finally {
    blob.close();
  }
}

/** What binutils says, in the same words as `ours`. */
function readelf(file: string): unknown {
  const run = (flag: string): string =>
    Bun.spawnSync(["readelf", "-W", flag, file], {
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C" },
    }).stdout.toString();
  const dynamic = run("-d");
  const all = (tag: string): string[] =>
    [...dynamic.matchAll(new RegExp(`\\(${tag}\\).*\\[(.*)\\]`, "g"))].map(([, text = ""]) => text);
  const versions = run("-V").split("Version needs section")[1] ?? "";
  const needs: { library: string; versions: string[] }[] = [];
  for (const [, library, name] of versions.matchAll(/File: (\S+)|Name: (\S+)/g)) {
    if (library !== undefined) needs.push({ library, versions: [] });
    else needs.at(-1)?.versions.push(name ?? "");
  }
  return {
    interpreter: /Requesting program interpreter: (.*)\]/.exec(run("-l"))?.[1],
    needed: all("NEEDED"),
    soname: all("SONAME")[0],
    rpath: all("RPATH").flatMap((path) => path.split(":")),
    runpath: all("RUNPATH").flatMap((path) => path.split(":")),
    needs,
  };
}

function ours(file: string): unknown {
  const { interpreter, needed, soname, rpath, runpath, versionNeeds } = linkageOf(file);
  const needs = versionNeeds.map(({ library, versions }) => ({
    library,
    versions: versions.map(({ name }) => name),
  }));
  return { interpreter, needed, soname, rpath, runpath, needs };
}

function compile(name: string, words: readonly string[]): string {
  const file = join(work, name);
  const done = Bun.spawnSync(["gcc", join(work, "main.c"), "-o", file, ...words]);
  if (done.exitCode !== 0) throw new Error(`${name}: ${done.stderr}`);
  return file;
}

beforeAll(() => writeFileSync(join(work, "main.c"), source));
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.skipIf(!hasTools)("interpreter, libraries, paths and versions are what readelf says", () => {
  test("of programs of C linked in every way", () => {
    const kinds = {
      plain: compile("plain", ["-lm"]),
      "fixed address": compile("fixed", [
        "-no-pie",
        "-lm",
        "-Wl,--disable-new-dtags,-rpath,/opt/a:$ORIGIN/../lib",
      ]),
      runpath: compile("runpath", ["-lm", "-Wl,--enable-new-dtags,-rpath,/opt/b"]),
      static: compile("static", ["-static", "-lm"]),
      "static pie": compile("static-pie", ["-static-pie", "-lm"]),
      library: compile("library", ["-shared", "-fPIC", "-lm", "-Wl,-soname,libx.so.1"]),
      stripped: compile("stripped", ["-s", "-lm", "-Wl,-z,nosectionheader"]),
    };
    for (const [kind, file] of Object.entries(kinds))
      expect({ kind, ...(ours(file) as object) }).toEqual({ kind, ...(readelf(file) as object) });
    expect(Object.values(kinds).map((file) => `${linkageOf(file).kind} ${linkageOf(file).isPie}`)).toEqual([
      "dynamic true",
      "dynamic false",
      "dynamic true",
      "static false",
      "static-pie true",
      "shared-library false",
      "dynamic true",
    ]);
  });

  test("of the programs and libraries of this system", () => {
    const files = ["/usr/bin", "/usr/lib/x86_64-linux-gnu", "/usr/lib/aarch64-linux-gnu"]
      .flatMap((folder) => {
        try {
          return readdirSync(folder).map((name) => join(folder, name));
        } catch {
          return [];
        }
      })
      .filter((file) => isElf(file))
      .filter((_, index) => index % 20 === 0)
      .slice(0, 60);
    for (const file of files)
      expect({ file, ...(ours(file) as object) }).toEqual({ file, ...(readelf(file) as object) });
    expect(files.length).toBeGreaterThan(10);
    console.log(`equal to readelf: ${files.length} files of this system`);
  });

  test.skipIf(Bun.which("go") === null)(
    "of a static program of Go that moves in memory and names an interpreter all the same",
    () => {
      writeFileSync(join(work, "main.go"), "package main\n\nfunc main() {}\n");
      writeFileSync(join(work, "go.mod"), "module x.test/pie\n");
      const file = join(work, "pie");
      const words = ["go", "build", "-buildmode=pie", "-o", file, "main.go"];
      const done = Bun.spawnSync(words, { cwd: work, env: plainGo({ CGO_ENABLED: "0" }) });
      expect(done.stderr.toString()).toBe("");
      expect(ours(file)).toEqual(readelf(file));
      const { kind, interpreter, needed } = linkageOf(file);
      expect({ kind, needed, hasInterpreter: interpreter !== undefined }).toEqual({
        kind: "static-pie",
        needed: [],
        hasInterpreter: true,
      });
    },
  );
});

test("the floor of a library is the highest version of each of its names, as numbers", () => {
  const versions = ["GLIBC_2.4", "GLIBC_2.34", "GLIBC_2.2.5", "GLIBC_PRIVATE", "GLIBC_ABI_DT_RELR"];
  const needs = [{ library: "libc.so.6", versions: versions.map((name) => ({ name, isWeak: false })) }];
  expect(versionFloors(needs)).toEqual([{ library: "libc.so.6", version: "GLIBC_2.34" }]);
});

function isElf(file: string): boolean {
  try {
    const path = realpathSync(file);
    if (!statSync(path).isFile()) return false;
    const blob = openFileBlob(path);
    const head = blob.read(0, 4);
    blob.close();
    return Buffer.from(head).toString("latin1") === "\u007fELF";
  } catch {
    return false;
  }
}

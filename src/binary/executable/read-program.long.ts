/** The whole comparison with `go version -m`: every esbuild package, every platform of go, every Go from 1.13. */
import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  esbuildPackages,
  esbuildPrograms,
  forgetEsbuildPrograms,
} from "../../../scripts/esbuild-programs.ts";
import { plainGo } from "../../../scripts/plain-go.ts";
import { ourGoVersion, realGoVersion } from "./_go-version.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-programs-long-"));
const releases =
  "1.13.15 1.14.15 1.15.15 1.16.15 1.17.13 1.19 1.20.14 1.21.13 1.23.4 1.24.1 1.25.1 1.26.0 1.27.1".split(
    " ",
  );
let compared = 0;

beforeAll(() => {
  writeFileSync(join(work, "main.go"), 'package main\n\nfunc main() { println("hello") }\n');
  writeFileSync(join(work, "go.mod"), "module x.test/hello\n\ngo 1.13\n");
});
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
  console.log(`programs equal to go version -m: ${compared}`);
});

function expectEqual(file: string): void {
  expect(`${file} ${ourGoVersion(file)}`).toBe(`${file} ${realGoVersion([file]).get(file)}`);
  compared++;
}

test("of esbuild", () => {
  for (let at = 0; at < esbuildPackages.length; at += 24) {
    const packages = esbuildPackages.slice(at, at + 24);
    const { files, missing } = esbuildPrograms(packages);
    expect(missing).toEqual([]);
    for (const file of files) expectEqual(file);
    forgetEsbuildPrograms(packages);
  }
});

function build(name: string, env: Readonly<Record<string, string>>): string | undefined {
  const file = join(work, name);
  const done = Bun.spawnSync(["go", "build", "-o", file, "."], {
    cwd: work,
    env: plainGo({ CGO_ENABLED: "0", ...env }),
  });
  if (done.exitCode !== 0) console.log(`not built: ${name}: ${done.stderr.toString().split("\n")[0]}`);
  return done.exitCode === 0 ? file : undefined;
}

test("of every platform that go names", () => {
  const pairs = Bun.spawnSync(["go", "tool", "dist", "list"], { env: plainGo() })
    .stdout.toString()
    .trim()
    .split("\n");
  let built = 0;
  for (const pair of pairs) {
    const [GOOS = "", GOARCH = ""] = pair.split("/");
    const file = build(pair.replace("/", "-"), { GOOS, GOARCH });
    if (file === undefined) continue;
    built++;
    expectEqual(file);
  }
  // Some need a C linker of their own: android, ios.
  expect(built).toBeGreaterThan(35);
});

test.each(releases)("of Go %s, on machines of both byte orders and word sizes", (release) => {
  for (const [GOOS, GOARCH] of [
    ["linux", "amd64"],
    ["linux", "mips"],
    ["linux", "386"],
    ["linux", "s390x"],
    ["darwin", "amd64"],
    ["windows", "386"],
  ] as const) {
    const file = build(`${release}-${GOOS}-${GOARCH}`, {
      GOOS,
      GOARCH,
      GOTOOLCHAIN: `go${release}`,
      GO111MODULE: "on",
    });
    expect(file).toBeDefined();
    if (file !== undefined) expectEqual(file);
  }
});

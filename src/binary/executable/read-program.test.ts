import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { esbuildPrograms, someEsbuildPackages } from "../../../scripts/esbuild-programs.ts";
import { plainGo } from "../../../scripts/plain-go.ts";
import { memoryBlob } from "../blob-reader.ts";
import { ourGoVersion, realGoVersion } from "./_go-version.ts";
import { readProgram } from "./read-program.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-program-info-"));
const pairs = ["linux/amd64", "linux/386", "linux/mips", "darwin/arm64", "windows/amd64", "plan9/386"];
const hasGo = Bun.which("go") !== null;

function build(name: string, words: readonly string[], env: Readonly<Record<string, string>>): string {
  const file = join(work, name);
  const done = Bun.spawnSync(["go", "build", ...words, "-o", file, "."], { cwd: work, env: plainGo(env) });
  if (done.exitCode !== 0) throw new Error(`${name}: ${done.stderr}`);
  return file;
}

beforeAll(() => {
  writeFileSync(join(work, "go.mod"), "module x.test/hello\n\ngo 1.21\n");
  // Nothing of the standard library but the runtime: a build takes a second for each platform.
  writeFileSync(join(work, "main.go"), 'package main\n\nfunc main() { println("hello") }\n');
});
afterAll(() => rmSync(work, { recursive: true, force: true }));

describe.skipIf(!hasGo)("a program says what go version -m says", () => {
  test.each(pairs)("on %s", (pair) => {
    const [GOOS = "", GOARCH = ""] = pair.split("/");
    const file = build(pair.replace("/", "-"), [], { GOOS, GOARCH, CGO_ENABLED: "0" });
    expect(ourGoVersion(file)).toBe(realGoVersion([file]).get(file) ?? "");
  });

  test("with settings that need quotes, and stripped", () => {
    const words = [
      "-trimpath=false",
      "-tags",
      "netgo,a1",
      "-ldflags",
      '-s -w -X "main.a=b c"',
      "-gcflags=-N",
    ];
    const file = build("quoted", words, { CGO_ENABLED: "0" });
    const said = ourGoVersion(file);
    expect(said).toBe(realGoVersion([file]).get(file) ?? "");
    expect(said).toContain('build\t-ldflags="-s -w -X \\"main.a=b c\\""');
  });

  test("for real programs of other people on many platforms", () => {
    const { files, missing } = esbuildPrograms(someEsbuildPackages(20));
    if (files.length === 0) console.log(`SKIPPED: npm brings no package: ${missing.join(", ")}`);
    const real = realGoVersion(files);
    for (const file of files) expect(`${file} ${ourGoVersion(file)}`).toBe(`${file} ${real.get(file)}`);
    console.log(`equal to go version -m: ${files.length} programs of esbuild, ${missing.length} missing`);
  });
});

describe.skipIf(!hasGo)("what is no program of Go is unknown in go's words", () => {
  test("a program of C, a cut file, and one with a hole where the build info was", () => {
    const whole = readFileSync(build("whole", [], { CGO_ENABLED: "0" }));
    const hole = Buffer.from(whole);
    hole.fill(0, hole.indexOf(" Go buildinf:") - 1, hole.indexOf(" Go buildinf:") + 16);
    const files = Object.entries({ cut: whole.subarray(0, 5000), short: whole.subarray(0, 100), hole }).map(
      ([name, bytes]) => {
        const file = join(work, name);
        writeFileSync(file, bytes);
        chmodSync(file, 0o755);
        return file;
      },
    );
    const all = [...files, "/bin/sh"];
    const real = realGoVersion(all);
    for (const file of all) expect(`${file} ${ourGoVersion(file)}`).toBe(`${file} ${real.get(file)}`);
    expect([...real.values()].sort()).toEqual([
      "not a Go executable",
      "not a Go executable",
      "unrecognized file format",
      "unrecognized file format",
    ]);
  });

  test("a program that bears the mark of UPX is said to be packed", () => {
    const bytes = readFileSync(build("packed", [], { CGO_ENABLED: "0" }));
    bytes.fill(0, bytes.indexOf(" Go buildinf:") - 1, bytes.indexOf(" Go buildinf:") + 16);
    // Behind the headers and before the code there is room.
    bytes.write("UPX!", 3800, "latin1");
    const { reason, detail } = readProgram(memoryBlob(bytes));
    expect({ reason, detail }).toEqual({
      reason: "not a Go executable",
      detail: "it is packed by UPX; unpack it with upx -d",
    });
  });

  test("text", () => {
    const { executable, go, reason } = readProgram(
      memoryBlob(new TextEncoder().encode("#!/bin/sh\necho hello\n")),
    );
    expect({ executable, go, reason }).toEqual({
      executable: undefined,
      go: undefined,
      reason: "unrecognized file format",
    });
  });
});

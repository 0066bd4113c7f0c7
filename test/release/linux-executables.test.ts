/** The Linux executables of a release: compiled for each machine, started from an empty folder. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildPlatform } from "../../scripts/build-platform.ts";
import { removeUnpackedRuntimes } from "../../scripts/bun-runtime.ts";
import { platforms, releaseFile } from "../../scripts/platforms.ts";
import { version } from "../../src/cli/version.ts";
import { missingRuntime } from "./missing-runtime.ts";
import { readElf } from "./read-elf.ts";
import { runBare, starterOf } from "./run-executable.ts";

setDefaultTimeout(180_000);

const work = mkdtempSync(join(tmpdir(), "breakwater-release-"));

afterAll(() => {
  removeUnpackedRuntimes();
  rmSync(work, { recursive: true, force: true });
});

for (const platform of platforms.filter(({ os }) => os === "linux")) {
  const { name, cpu, libc } = platform;
  const missing = await missingRuntime(platform);
  if (missing !== undefined) {
    test.skip(`${name} is not built: ${missing}`, () => undefined);
    continue;
  }
  const target = join(work, releaseFile(platform, version));

  test(`${name} is built for its machine, its loader and its libraries`, async () => {
    await buildPlatform(platform, target);
    const elf = readElf(readFileSync(target));
    const arch = cpu === "x64" ? "x86_64" : "aarch64";
    expect(elf?.machine).toBe(cpu);
    if (libc === "musl") {
      expect(elf?.interpreter).toBe(`/lib/ld-musl-${arch}.so.1`);
      expect([...(elf?.needed ?? [])].sort()).toEqual([`libc.musl-${arch}.so.1`, "libstdc++.so.6"]);
    } else {
      expect(elf?.interpreter).toBe(
        cpu === "x64" ? "/lib64/ld-linux-x86-64.so.2" : "/lib/ld-linux-aarch64.so.1",
      );
      // Nothing but the C library itself: any glibc image starts it.
      for (const library of elf?.needed ?? [])
        expect(library).toMatch(/^(libc|libm|libdl|libpthread|ld-linux-[\w-]+)\.so\.\d$/);
    }
  });

  const starter = starterOf(platform);
  if ("missing" in starter) {
    test.skip(`${name} is not started: ${starter.missing}`, () => undefined);
    continue;
  }

  test(`${name} runs from an empty folder with an empty environment`, () => {
    const folder = join(work, `empty-${name}`);
    mkdirSync(folder);
    const run = (...words: readonly string[]) => runBare([...starter.words, target, ...words], folder);
    expect(run("--version")).toEqual({ status: 0, stdout: `${version}\n`, stderr: "" });
    expect(run("check")).toMatchObject({ status: 2, stdout: "" });

    // The grammars are inside: a script and a Go file with an embedded C part are read.
    writeFileSync(join(folder, "go.mod"), "module example.com/a\n\ngo 1.25.0\n");
    writeFileSync(join(folder, "a.go"), 'package a\n\n// int one(void);\nimport "C"\n');
    writeFileSync(
      join(folder, "build.sh"),
      "#!/bin/sh\nset -e\nif true; then CGO_ENABLED=0 go build ./...; fi\n",
    );
    const env = run("env");
    expect(env.status).toBe(0);
    expect(env.stdout).toContain("build.sh");
    expect(run("explain", "toolchain/go-older-than-module").status).toBe(0);
  });
}

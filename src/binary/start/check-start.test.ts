import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { makeLayout, tarOf } from "../../../scripts/make-layout.ts";
import { folderRoot } from "../../cli/folder-root.ts";
import { openImage } from "../../cli/open-image.ts";
import { memoryBlob } from "../blob-reader.ts";
import { buildStartPrograms, type StartProgram } from "./_start-programs.ts";
import { makeStartRoots } from "./_start-roots.ts";
import { checkStart } from "./check-start.ts";
import type { StartQuestion, StartVerdict } from "./start-verdict.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-start-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));

const isRoot = process.getuid?.() === 0 && process.platform === "linux" && process.arch === "x64";
const missing = ["gcc", "go", "dpkg-deb", "apt-get"].filter((tool) => Bun.which(tool) === null);
const canRun = isRoot && missing.length === 0;
if (!canRun)
  console.log(`SKIPPED: real starts need root on linux/amd64 and ${missing.join(", ") || "nothing else"}`);

/** chroot and exec with the kernel's own error in words: the command chroot would try a shell. As in a container, there is /proc. */
const launcher = `#define _GNU_SOURCE
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>
int main(int argc, char **argv, char **env) {
  if (unshare(CLONE_NEWNS) || mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL)) return 97;
  if (chroot(argv[1]) || chdir("/")) return 99;
  mkdir("/proc", 0755);
  if (mount("proc", "/proc", "proc", 0, NULL)) return 96;
  execve(argv[2], argv + 2, env);
  fprintf(stderr, "%s", strerror(errno));
  return 98;
}
`;

describe.skipIf(!canRun)("a start is foretold", () => {
  test("for every program in every root, with the words that are then seen", async () => {
    mkdirSync(join(work, "build"));
    writeFileSync(join(work, "start.c"), launcher);
    const start = join(work, "start");
    expect(Bun.spawnSync(["gcc", "-static", join(work, "start.c"), "-o", start]).exitCode).toBe(0);
    const probe = Bun.spawnSync([start, "/", "/bin/true"]).exitCode;
    if (probe !== 0) {
      console.log(`SKIPPED: real starts need rights to mount and chroot (the launcher ends with ${probe})`);
      return;
    }
    const programs = buildStartPrograms(join(work, "build"));
    const roots = makeStartRoots(join(work, "roots"));
    const wrong: string[] = [];
    let [starts, stops, images] = [0, 0, 0];
    for (const { name, folder } of roots) {
      for (const program of programs) {
        for (const part of ["app", "opt"]) rmSync(join(folder, part), { recursive: true, force: true });
        place(program, folder);
        if (name.includes("cache")) Bun.spawnSync(["ldconfig", "-r", folder]);
        const verdict = await foretell(program, folder);
        const seen = Bun.spawnSync([start, folder, "/app/program"], { env: program.environment ?? {} });
        const said = `${seen.stdout}${seen.stderr}`;
        expect([96, 97, 99]).not.toContain(seen.exitCode);
        const hasReached = said.includes("reached");
        if (hasReached) starts++;
        else stops++;
        const problem = compare(verdict, { hasReached, said });
        if ((starts + stops) % 9 === 0) {
          images++;
          expect({ name, program: program.name, ...(await foretellInImage(program, folder)) }).toEqual({
            name,
            program: program.name,
            ...verdict,
          });
        }
        if (problem !== undefined) wrong.push(`${program.name} in ${name}: ${problem}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(roots.length).toBeGreaterThan(7);
    expect(starts).toBeGreaterThan(50);
    expect(stops).toBeGreaterThan(50);
    console.log(
      `real starts: ${programs.length} programs in ${roots.length} roots, ${starts} start, ${stops} do not, ${images} also as images`,
    );
  });
});

function place(program: StartProgram, folder: string): void {
  for (const [path, bytes] of Object.entries({ "/app/program": program.bytes, ...program.files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    if (typeof bytes === "string") symlinkSync(bytes, join(folder, path));
    else writeFileSync(join(folder, path), bytes, { mode: 0o755 });
  }
}

/** The same files as the layers of an image. */
async function foretellInImage(program: StartProgram, folder: string): Promise<StartVerdict> {
  const layout = join(work, "layout");
  rmSync(layout, { recursive: true, force: true });
  makeLayout(layout, { layers: [{ tar: tarOf(folder, ["--exclude=./proc"]), packed: "none" }] });
  const opened = await openImage(layout, { platform: undefined }, { folder: work });
  try {
    return await checkStart(questionOf(program, folder), await opened.root());
  } finally {
    opened.close();
  }
}

function foretell(program: StartProgram, folder: string): Promise<StartVerdict> {
  return checkStart(questionOf(program, folder), folderRoot(folder));
}

function questionOf(program: StartProgram, folder: string): StartQuestion {
  return {
    blob: memoryBlob(readFileSync(join(folder, "app/program"))),
    path: "/app/program",
    arch: "amd64",
    environment: program.environment ?? {},
    workingFolder: "/",
  };
}

function compare(
  verdict: StartVerdict,
  { hasReached, said }: { hasReached: boolean; said: string },
): string | undefined {
  const outcome = hasReached ? "starts" : "does-not-start";
  if (verdict.outcome !== outcome)
    return `${verdict.outcome} was foretold; it said ${said.trim()} (${JSON.stringify(verdict)})`;
  const plain = said.toLowerCase();
  const isSaid = verdict.causes.some(({ words }) => plain.includes(words.toLowerCase()));
  return hasReached || isSaid
    ? undefined
    : `it said ${said.trim()}, not ${verdict.causes.map(({ words }) => words).join("; ")}`;
}

import { expect, test } from "bun:test";
import { readdirSync, realpathSync, statSync } from "node:fs";
import { join } from "node:path";
import { openFileBlob } from "../../cli/file-blob.ts";
import { folderRoot } from "../../cli/folder-root.ts";
import { readExecutable } from "../executable/read-executable.ts";
import { checkStart } from "./check-start.ts";

const count = Number(process.env.BREAKWATER_PROGRAMS ?? 60);
const isGlibc = process.platform === "linux" && process.arch === "x64" && Bun.which("ldd") !== null;

/** Programs of this system that are linked dynamically by glibc, some of all. */
function systemPrograms(): readonly string[] {
  const found = ["/usr/bin", "/usr/sbin"].flatMap((folder) =>
    readdirSync(folder)
      .map((name) => join(folder, name))
      .filter((file) => isDynamic(file)),
  );
  const step = Math.max(1, Math.floor(found.length / count));
  return found.filter((_, index) => index % step === 0).slice(0, count);
}

function isDynamic(file: string): boolean {
  try {
    // The linker takes no orders from the environment of a set-user-id program: it would run.
    if ((statSync(file).mode & 0o6000) !== 0) return false;
    const blob = openFileBlob(file);
    try {
      const read = readExecutable(blob);
      return (
        read.kind === "executable" && (read.executable.linkage.interpreter ?? "").includes("ld-linux-x86-64")
      );
    } finally {
      blob.close();
    }
  } catch {
    return false;
  }
}

/** What the linker itself maps, without running the program. */
function realLibraries(file: string): readonly string[] {
  const done = Bun.spawnSync([file], { env: { LD_TRACE_LOADED_OBJECTS: "1" } });
  const paths = [...done.stdout.toString().matchAll(/(?:=> |^\s+)(\/\S+) \(/gm)].map(([, path = ""]) =>
    realpathSync(path),
  );
  return [...new Set(paths)].sort();
}

test.skipIf(!isGlibc)(
  "the linker maps the files that were foretold for programs of this system",
  async () => {
    const root = folderRoot("/");
    const programs = systemPrograms();
    for (const file of programs) {
      const blob = openFileBlob(file);
      const verdict = await checkStart(
        { blob, path: realpathSync(file), arch: "amd64", environment: {}, workingFolder: "/" },
        root,
      );
      blob.close();
      const loads = [...new Set(verdict.loads)].sort();
      expect({ file, outcome: verdict.outcome, causes: verdict.causes, loads }).toEqual({
        file,
        outcome: "starts",
        causes: [],
        loads: [...realLibraries(file)],
      });
    }
    expect(programs.length).toBeGreaterThan(10);
    console.log(`libraries as the linker maps them: ${programs.length} programs of this system`);
  },
);

/** Real starts in a whole Debian, made by debootstrap: the programs of check-start.test.ts and hundreds of its own. */
import { afterAll, expect, test } from "bun:test";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { debianPackageFolder } from "../../../scripts/debian-roots.ts";
import { folderRoot } from "../../cli/folder-root.ts";
import { memoryBlob } from "../blob-reader.ts";
import { buildStartPrograms } from "./_start-programs.ts";
import { checkStart } from "./check-start.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-start-long-"));
afterAll(() => rmSync(work, { recursive: true, force: true }));
const root = join(work, "debian");
const isRoot = process.getuid?.() === 0 && process.platform === "linux" && process.arch === "x64";
const problem = isRoot ? debootstrap() : "not root on linux/amd64";
if (problem !== undefined) console.log(`SKIPPED: a whole Debian cannot be made: ${problem}`);

/** Makes the root; says why it cannot. */
function debootstrap(): string | undefined {
  const folder = debianPackageFolder("debootstrap");
  if (folder === undefined) return "apt brings no debootstrap";
  const release = /^VERSION_CODENAME=(\w+)/m.exec(readFileSync("/etc/os-release", "utf8"))?.[1] ?? "stable";
  const done = Bun.spawnSync([join(folder, "usr/sbin/debootstrap"), "--variant=minbase", release, root], {
    env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBOOTSTRAP_DIR: join(folder, "usr/share/debootstrap") },
  });
  return done.exitCode === 0 ? undefined : `${done.stdout}${done.stderr}`.trim().split("\n").at(-1);
}

/** The environment is set inside: chroot itself would take it, too. */
function start(path: string, environment: Readonly<Record<string, string>>): string {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const done = Bun.spawnSync(["/usr/sbin/chroot", root, "/usr/bin/env", ...variables, path], { env: {} });
  return `${done.stdout}${done.stderr}`;
}

test.skipIf(problem !== undefined)("programs of every kind start or not as foretold", async () => {
  mkdirSync(join(work, "build"));
  const programs = buildStartPrograms(join(work, "build"));
  const wrong: string[] = [];
  Bun.spawnSync(["mount", "-t", "proc", "proc", join(root, "proc")]);
  try {
    for (const program of programs) {
      for (const part of ["app", "opt"]) rmSync(join(root, part), { recursive: true, force: true });
      for (const [path, bytes] of Object.entries({ "/app/program": program.bytes, ...program.files })) {
        mkdirSync(dirname(join(root, path)), { recursive: true });
        if (typeof bytes === "string") symlinkSync(bytes, join(root, path));
        else writeFileSync(join(root, path), bytes, { mode: 0o755 });
      }
      const environment = program.environment ?? {};
      const question = {
        blob: memoryBlob(program.bytes),
        path: "/app/program",
        arch: "amd64",
        environment,
        workingFolder: "/",
      };
      const { outcome } = await checkStart(question, folderRoot(root));
      const said = start("/app/program", environment);
      if (said.includes("reached") !== (outcome === "starts"))
        wrong.push(`${program.name}: ${outcome}, it said ${said}`);
    }
  } finally {
    Bun.spawnSync(["umount", join(root, "proc")]);
  }
  expect(wrong).toEqual([]);
  console.log(`real starts in a whole Debian: ${programs.length} programs`);
});

test.skipIf(problem !== undefined)(
  "its own programs find the libraries that were foretold, with and without some of them",
  async () => {
    const programs = ["usr/bin", "usr/sbin"].flatMap((folder) =>
      readdirSync(join(root, folder))
        .map((name) => `/${folder}/${name}`)
        .filter((path) => isOwnProgram(join(root, path))),
    );
    const wrong: string[] = [];
    let [starts, stops] = [0, 0];
    for (const without of [undefined, "libselinux.so.1", "libpcre2-8.so.0"]) {
      const library = without && join(root, "usr/lib/x86_64-linux-gnu", without);
      if (library) Bun.spawnSync(["mv", library, `${library}.away`]);
      for (const path of programs) {
        const blob = memoryBlob(readFileSync(join(root, path)));
        const question = { blob, path, arch: "amd64", environment: {}, workingFolder: "/" };
        const { outcome } = await checkStart(question, folderRoot(root));
        const said = start(path, { LD_TRACE_LOADED_OBJECTS: "1" });
        const isWhole = !/not found|No such file|cannot open/.test(said);
        if (isWhole) starts++;
        else stops++;
        if (isWhole !== (outcome === "starts"))
          wrong.push(`${path} without ${without}: ${outcome}, the linker says ${said}`);
      }
      if (library) Bun.spawnSync(["mv", `${library}.away`, library]);
    }
    expect(wrong).toEqual([]);
    expect(stops).toBeGreaterThan(10);
    console.log(`linker in a whole Debian: ${programs.length} programs, ${starts} start, ${stops} do not`);
  },
);

/** Programs that the linker may be asked about without running them. */
function isOwnProgram(file: string): boolean {
  const status = statSync(file, { throwIfNoEntry: false });
  // The linker itself is a library, not a program.
  if (file.endsWith("/ld.so")) return false;
  if (!status?.isFile() || (status.mode & 0o6000) !== 0 || (status.mode & 0o111) === 0) return false;
  return readFileSync(file).subarray(0, 4).toString("latin1") === "\u007fELF";
}

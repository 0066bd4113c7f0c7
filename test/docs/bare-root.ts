/** A root folder as a bare container has it: a shell, gzip, chmod, their libraries, a home, and nothing of this machine. */
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, realpathSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

export interface BareRoot {
  readonly folder: string;
  /** Runs a script of `sh` in `/home/newcomer/Downloads`, without network, with these programs alone on PATH. */
  run(script: string): { readonly status: number | null; readonly stdout: string; readonly stderr: string };
  remove(): void;
}

const programs = ["sh", "gzip", "chmod"];
/** New namespaces for users, mounts, processes and network: this user is root there, and nowhere else. */
const namespaces = ["--map-root-user", "--mount", "--net", "--pid", "--fork"];

/** Makes the root; a sentence says why when this machine does not let one. */
export function createBareRoot(executable: string): BareRoot | string {
  if (process.platform !== "linux") return "there are no namespaces on this system";
  for (const program of ["unshare", "ldd", ...programs])
    if (Bun.which(program) === null) return `there is no ${program}`;
  const folder = mkdtempSync(join(tmpdir(), "breakwater-newcomer-"));
  for (const name of ["proc", "bin", "home/newcomer/Downloads"])
    mkdirSync(join(folder, name), { recursive: true });
  for (const name of programs) {
    const program = Bun.which(name) ?? name;
    copyFileSync(realpathSync(program), join(folder, "bin", name));
    for (const library of librariesOf(program)) copyInto(folder, library);
  }
  // What any system with this C library has; the executable itself comes by its download.
  for (const library of librariesOf(executable)) copyInto(folder, library);
  const root: BareRoot = {
    folder,
    run: (script) =>
      spawnSync(
        "unshare",
        [...namespaces, `--root=${folder}`, "--mount-proc", "/bin/sh", "-c", `cd ~/Downloads\n${script}`],
        { env: { HOME: "/home/newcomer", PATH: "/bin" }, encoding: "utf8", timeout: 120_000 },
      ),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
  const tried = root.run("exit 0");
  if (tried.status === 0) return root;
  root.remove();
  return `this machine refuses namespaces: ${tried.stderr.trim() || tried.status}`;
}

/** The loader and the libraries that it would take. */
function librariesOf(program: string): readonly string[] {
  const { stdout } = spawnSync("ldd", [program], { encoding: "utf8" });
  return [...stdout.matchAll(/(?:=> |^\s*)(\/\S+)/gm)].map(([, path = ""]) => path);
}

function copyInto(folder: string, path: string): void {
  const target = join(folder, path);
  if (existsSync(target)) return;
  mkdirSync(dirname(target), { recursive: true });
  copyFileSync(realpathSync(path), target);
}

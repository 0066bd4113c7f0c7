/** Starts images with runc, as an engine would: read-only root, no network, the image's own user, folder and words. */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { UnpackedImage } from "./unpack-image.ts";

export interface ContainerResult {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Mount {
  readonly source: string;
  readonly at: string;
}

/** Words in front of an executable of another machine, and what must be mounted for them. */
export interface Emulator {
  readonly words: readonly string[];
  readonly mounts: readonly Mount[];
}

let count = 0;

/** Why no container can be started here; undefined where one starts. */
export function missingForContainers(): string | undefined {
  if (process.platform !== "linux") return "containers need Linux";
  if (Bun.which("runc") === null) return "runc is not installed";
  if (process.getuid?.() !== 0) return "not root";
  const root = mkdtempSync(join(tmpdir(), "breakwater-container-"));
  try {
    const folders = ["/bin", "/lib", "/lib64", "/usr"].filter((folder) => existsSync(folder));
    const mounts = folders.map((folder) => ({ source: folder, at: folder }));
    const tried = start({ root, mounts, args: ["/bin/true"], user: "0:0", env: [], folder: "/" });
    if (tried.status === 0) return undefined;
    return `runc starts nothing here: ${tried.stderr.trim().split("\n").at(-1)}`;
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

/** Runs the image's entrypoint with these words in place of its own, `repository` mounted where it looks for one. */
export function runContainer(
  image: UnpackedImage,
  options: {
    readonly words?: readonly string[];
    readonly repository?: string;
    readonly emulator?: Emulator;
  },
): ContainerResult {
  const { Entrypoint, Cmd, Env, User, WorkingDir } = image.config;
  const mounted = options.repository === undefined ? [] : [{ source: options.repository, at: WorkingDir }];
  return start({
    root: image.root,
    args: [...(options.emulator?.words ?? []), ...Entrypoint, ...(options.words ?? Cmd)],
    user: User,
    env: Env,
    folder: WorkingDir,
    mounts: [...mounted, ...(options.emulator?.mounts ?? [])],
  });
}

/**
 * qemu of this machine for executables of arm64, with the libraries that it needs, in `folder`; `missing` says why
 * there is none. It is called by name: nothing is registered with the kernel.
 */
export function emulatorIn(folder: string): Emulator | { readonly missing: string } {
  const qemu = Bun.which("qemu-aarch64");
  if (qemu === null) return { missing: "no qemu-user runs arm64 here" };
  const needed = Bun.spawnSync(["ldd", qemu]).stdout.toString();
  const files = [...needed.matchAll(/(\/\S+) \(0x/g)].flatMap(([, file]) => file ?? []);
  const loader = files.find((file) => /\/ld-linux[^/]*$/.test(file));
  if (loader === undefined) return { missing: `${qemu} is no dynamic executable` };
  mkdirSync(folder, { recursive: true });
  for (const file of [qemu, ...files]) copyFileSync(file, join(folder, basename(file)));
  const at = "/emulator";
  return {
    words: [`${at}/${basename(loader)}`, "--library-path", at, `${at}/${basename(qemu)}`],
    mounts: [{ source: folder, at }],
  };
}

function start(options: {
  readonly root: string;
  readonly args: readonly string[];
  readonly user: string;
  readonly env: readonly string[];
  readonly folder: string;
  readonly mounts: readonly Mount[];
}): ContainerResult {
  const bundle = mkdtempSync(join(tmpdir(), "breakwater-container-"));
  const [uid, gid] = options.user.split(":").map(Number);
  const specification = {
    ociVersion: "1.0.2",
    process: {
      user: { uid, gid },
      args: options.args,
      env: options.env,
      cwd: options.folder,
      noNewPrivileges: true,
    },
    root: { path: options.root, readonly: true },
    mounts: [
      { destination: "/proc", type: "proc", source: "proc" },
      { destination: "/dev", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=755"] },
      { destination: "/tmp", type: "tmpfs", source: "tmpfs", options: ["nosuid", "mode=1777"] },
      ...options.mounts.map(({ source, at }) => ({
        destination: at,
        type: "bind",
        source,
        options: ["bind", "ro"],
      })),
    ],
    linux: { namespaces: ["pid", "network", "ipc", "uts", "mount"].map((type) => ({ type })) },
  };
  try {
    writeFileSync(join(bundle, "config.json"), JSON.stringify(specification));
    const name = `breakwater-${process.pid}-${++count}`;
    const words = ["runc", "--root", join(bundle, "state"), "run", "--bundle", bundle, name];
    const { exitCode, stdout, stderr } = Bun.spawnSync(words, { stdin: "ignore", timeout: 120_000 });
    return { status: exitCode, stdout: stdout.toString(), stderr: stderr.toString() };
  } finally {
    rmSync(bundle, { recursive: true, force: true });
  }
}

/** Where Go's own published cases lie: the installed toolchain's source tree and golang.org/x/mod in a module cache. */
import { mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

const projectFolder = join(import.meta.dir, "../..");
const xModVersion = "v0.42.0";
const folders = new Map<string, string>();

/** The text of a file below `$(go env GOROOT)/src`. */
export function readGoSource(path: string): string {
  return readFileSync(join(goSourceFolder(), path), "utf8");
}

/** `$(go env GOROOT)/src`. */
export function goSourceFolder(): string {
  return remembered("src", () => join(run(["go", "env", "GOROOT"], {}).trim(), "src"));
}

/** The text of a file of golang.org/x/mod. */
export function readXMod(path: string): string {
  return readFileSync(join(xModFolder(), path), "utf8");
}

/** The folder of golang.org/x/mod, which the real go downloads and verifies on first use. */
export function xModFolder(version = xModVersion): string {
  return remembered(`x/mod ${version}`, () => {
    const cache = join(projectFolder, ".cache", "gomod");
    mkdirSync(cache, { recursive: true });
    const [GOPROXY = "", GOSUMDB = ""] = run(["go", "env", "GOPROXY", "GOSUMDB"], {}).split("\n");
    const output = run(["go", "mod", "download", "-json", `golang.org/x/mod@${version}`], {
      GOENV: "off",
      GOFLAGS: "-modcacherw",
      GOTOOLCHAIN: "local",
      GOWORK: "off",
      GOMODCACHE: cache,
      GOPROXY,
      GOSUMDB,
    });
    const { Dir } = JSON.parse(output) as { Dir: string };
    return Dir;
  });
}

function remembered(name: string, find: () => string): string {
  const known = folders.get(name) ?? find();
  folders.set(name, known);
  return known;
}

function run(command: readonly string[], settings: Record<string, string>): string {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...command], {
    cwd: projectFolder,
    env: { ...process.env, ...settings },
  });
  if (exitCode === 0) return stdout.toString();
  throw new Error(
    `Cannot get Go's published cases: ${command.join(" ")}: ${stderr.toString() || stdout.toString()}`,
  );
}

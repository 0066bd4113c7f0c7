import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type DebianPackage, debianArchives } from "./debian-packages.ts";

/** The C library, the roots of trust, and the texts of licences that the copyright files of both name. */
const wanted = ["base-files", "ca-certificates", "libc6"];
const architectures = ["amd64", "arm64"] as const;

/**
 * The packages of the container image as the archives among apt's sources have them today. apt takes sources and keys of
 * this machine and keeps everything else in a folder that is removed afterwards. Throws apt's words where one is missing.
 */
export function findDebianPackages(): readonly DebianPackage[] {
  const work = mkdtempSync(join(tmpdir(), "breakwater-apt-"));
  try {
    const found = new Map<string, DebianPackage>();
    for (const architecture of architectures)
      for (const one of candidates(architecture, join(work, architecture))) found.set(one.path, one);
    return [...found.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function keyOf({ name, architecture }: DebianPackage): string {
  return `${name} ${architecture}`;
}

function candidates(architecture: "amd64" | "arm64", state: string): readonly DebianPackage[] {
  mkdirSync(join(state, "lists", "partial"), { recursive: true });
  mkdirSync(join(state, "cache", "archives", "partial"), { recursive: true });
  writeFileSync(join(state, "status"), "");
  const options = [
    `Dir::State=${state}`,
    `Dir::State::lists=${state}/lists`,
    `Dir::State::status=${state}/status`,
    `Dir::Cache=${state}/cache`,
    `APT::Architecture=${architecture}`,
    `APT::Architectures=${architecture}`,
  ].flatMap((option) => ["-o", option]);
  // An archive that lacks an architecture fails the update although the others were read: what counts comes next.
  const updated = apt([...options, "update"], state);
  const named = apt([...options, "--print-uris", "download", ...wanted], state);
  if (named.exitCode !== 0)
    throw new Error(
      `apt finds no ${wanted.join(", ")} for ${architecture}: ${named.problem ?? updated.problem}`,
    );
  const archives = debianArchives(options);
  return named.stdout.split("\n").flatMap((line) => {
    const [, address = "", sha256 = ""] = /^'([^']+)' \S+ \d+ SHA256:([0-9a-f]{64})$/.exec(line) ?? [];
    const archive = archives.find((one) => address.startsWith(one));
    const [, name = "", version = "", of] =
      /\/([^/_]+)_([^/_]+)_([^/_]+)\.deb$/.exec(decodeURIComponent(address)) ?? [];
    if (archive === undefined || (of !== "all" && of !== architecture)) return [];
    return [{ name, version, architecture: of, path: address.slice(archive.length), sha256 } as const];
  });
}

function apt(
  words: readonly string[],
  folder: string,
): { readonly exitCode: number; readonly stdout: string; readonly problem: string | undefined } {
  const env = { ...process.env, LC_ALL: "C" };
  const { exitCode, stdout, stderr } = Bun.spawnSync(["apt-get", "-q", ...words], { env, cwd: folder });
  return { exitCode, stdout: stdout.toString(), problem: /^E: .*/m.exec(stderr.toString())?.[0] };
}

/**
 * What the container image has besides the executable: Debian packages, pinned in debian-packages.json by version and
 * SHA-256. They come from the archives that apt knows on this machine; nothing of this machine is changed.
 */
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import type { ArchiveMember } from "../src/workspace/tree/archive-error.ts";
import { readTar } from "../src/workspace/tree/read-tar.ts";
import { root } from "./_run.ts";
import recorded from "./debian-packages.json" with { type: "json" };

export interface DebianPackage {
  readonly name: string;
  readonly version: string;
  readonly architecture: "amd64" | "arm64" | "all";
  /** Below the address of an archive; the same in every mirror. */
  readonly path: string;
  readonly sha256: string;
}

export interface UnpackedPackage {
  readonly package: DebianPackage;
  readonly files: readonly ArchiveMember[];
  /** The fields that dpkg keeps of it. */
  readonly control: string;
}

/** Every pinned package. */
export const debianPackages: readonly DebianPackage[] = recorded.packages as readonly DebianPackage[];

/** The command that pins what the archives have today; said where a pinned version is gone. */
export const pinCommand = "node scripts/with-bun.mjs scripts/pin-debian-packages.ts";

const cache = join(root, ".cache", "debian-packages");
const helper = "/usr/lib/apt/apt-helper";

/** Why packages cannot be had on this machine; undefined where they can be asked for. */
export function missingForPackages(): string | undefined {
  const absent = [helper, "apt-get", "dpkg-deb"].filter((name) => Bun.which(name) === null);
  return absent.length === 0 ? undefined : `there is no ${absent.join(" and no ")}`;
}

/** Downloads a package where it is not there yet, verifies it and reads it. */
export function unpackDebian(wanted: DebianPackage): UnpackedPackage {
  const file = join(cache, basename(wanted.path));
  if (!existsSync(file)) download(wanted, file);
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  if (sha256 !== wanted.sha256) {
    rmSync(file);
    throw new Error(
      `${basename(file)} is not what debian-packages.json records: ${sha256} instead of ${wanted.sha256}`,
    );
  }
  const tar = run(["dpkg-deb", "--fsys-tarfile", file]);
  const control = run(["dpkg-deb", "--field", file]);
  for (const output of [tar, control])
    if (output.exitCode !== 0) throw new Error(`Cannot unpack ${basename(file)}: ${output.stderr}`);
  return { package: wanted, files: readTar(tar.stdout), control: control.stdout.toString() };
}

function download(wanted: DebianPackage, target: string): void {
  const { name, version, architecture, path, sha256 } = wanted;
  const what = `${name} ${version} (${architecture})`;
  const missing = missingForPackages();
  if (missing !== undefined)
    throw new Error(`Cannot download ${what}: ${missing}; the image is made on a machine with apt`);
  const archives = debianArchives();
  if (archives.length === 0)
    throw new Error(`Cannot download ${what}: apt has no archive of Debian among its sources`);
  mkdirSync(cache, { recursive: true });
  const unfinished = `${target}.${process.pid}`;
  const problems: string[] = [];
  for (const archive of archives) {
    const done = run([helper, "download-file", `${archive}${path}`, unfinished, `SHA256:${sha256}`]);
    if (done.exitCode === 0) {
      renameSync(unfinished, target);
      return;
    }
    // apt keeps what has another checksum under a second name.
    for (const rest of [unfinished, `${unfinished}.FAILED`]) rmSync(rest, { force: true });
    problems.push(/^E: .*/m.exec(done.stderr)?.[0] ?? `${helper} fails`);
  }
  const isGone = problems.every((problem) => / 404 /.test(problem));
  const reason = isGone
    ? `no archive has it any more; "${pinCommand}" pins what they have today`
    : problems.find((problem) => !/ 404 /.test(problem));
  throw new Error(`Cannot download ${what}: ${reason}`);
}

/**
 * Addresses of the archives of Debian among apt's sources, each with a slash at its end. Before the first apt-get update
 * nobody knows whose an archive is, and all are named: the checksum decides.
 */
export function debianArchives(options: readonly string[] = []): readonly string[] {
  const known = mainArchives(options).filter(({ origin }) => origin === "Debian");
  const archives = known.length > 0 ? known : mainArchives([...options, "--no-release-info"]);
  return [...new Set(archives.map(({ address }) => address))];
}

function mainArchives(
  options: readonly string[],
): readonly { readonly origin: string; readonly address: string }[] {
  const format = "$(ORIGIN)|$(COMPONENT)|$(REPO_URI)";
  const listed = run(["apt-get", "indextargets", ...options, "--format", format, "Created-By: Packages"]);
  const rows = listed.stdout
    .toString()
    .split("\n")
    .map((line) => line.split("|"));
  return rows.flatMap(([origin = "", component, address = ""]) =>
    component === "main" ? [{ origin, address: address.replace(/\/*$/, "/") }] : [],
  );
}

interface Output {
  readonly exitCode: number;
  readonly stdout: Buffer;
  readonly stderr: string;
}

function run(words: readonly string[]): Output {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...words], { env: { ...process.env, LC_ALL: "C" } });
  return { exitCode, stdout, stderr: stderr.toString().trim() };
}

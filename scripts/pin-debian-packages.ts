/**
 * Pins the packages of the container image to what the archives of Debian have today, for both architectures, and says
 * what changed: `node scripts/with-bun.mjs scripts/pin-debian-packages.ts`. apt reads its sources and keys from this
 * machine and keeps everything else in a folder that is removed afterwards.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { root } from "./_run.ts";
import { type DebianPackage, debianArchives, debianPackages } from "./debian-packages.ts";

/** The C library, the roots of trust, and the texts of licences that the copyright files of both name. */
const wanted = ["base-files", "ca-certificates", "libc6"];
const architectures = ["amd64", "arm64"] as const;
const target = join(root, "scripts", "debian-packages.json");

const work = mkdtempSync(join(tmpdir(), "breakwater-apt-"));
try {
  const found = new Map<string, DebianPackage>();
  for (const architecture of architectures)
    for (const one of candidates(architecture)) found.set(`${one.name} ${one.architecture}`, one);
  const packages = [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  for (const one of packages) {
    const before = debianPackages.find(
      ({ name, architecture }) => name === one.name && architecture === one.architecture,
    );
    const change =
      before?.version === one.version ? "as before" : `before: ${before?.version ?? "not there"}`;
    console.log(`${one.name} ${one.version} (${one.architecture}): ${change}`);
  }
  const lines = packages.map(
    (one) =>
      `    { ${JSON.stringify(one, undefined, 1)
        .slice(1, -1)
        .replaceAll(/\s*\n\s*/g, " ")
        .trim()} }`,
  );
  writeFileSync(target, `{\n  "packages": [\n${lines.join(",\n")}\n  ]\n}\n`);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function candidates(architecture: "amd64" | "arm64"): readonly DebianPackage[] {
  const state = join(work, architecture);
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
  apt([...options, "update"]);
  const archives = debianArchives(options);
  return apt([...options, "--print-uris", "download", ...wanted])
    .split("\n")
    .flatMap((line) => {
      const [, address = "", sha256 = ""] = /^'([^']+)' \S+ \d+ SHA256:([0-9a-f]{64})$/.exec(line) ?? [];
      const archive = archives.find((one) => address.startsWith(one));
      const [, name = "", version = "", of] =
        /\/([^/_]+)_([^/_]+)_([^/_]+)\.deb$/.exec(decodeURIComponent(address)) ?? [];
      if (archive === undefined || (of !== "all" && of !== architecture)) return [];
      const path = address.slice(archive.length);
      return [{ name, version, architecture: of, path, sha256 } as const];
    });
}

function apt(words: readonly string[]): string {
  const done = Bun.spawnSync(["apt-get", "-q", ...words], {
    env: { ...process.env, LC_ALL: "C" },
    cwd: work,
  });
  // An archive that lacks an architecture fails the update although the others were read.
  if (done.exitCode !== 0 && words.at(-1) !== "update")
    throw new Error(`apt-get ${words.slice(-wanted.length - 2).join(" ")} fails: ${done.stderr}`);
  return done.stdout.toString();
}

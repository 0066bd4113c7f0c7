/** The home of somebody who reads the documentation: a repository, a download folder, and a PATH with the executable first. */
import { createHash } from "node:crypto";
import {
  chmodSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { ownPlatform, releaseFile } from "../../scripts/platforms.ts";
import { version } from "../../src/cli/version.ts";
import { parseTxtar } from "../../src/text/txtar.ts";
import { compileOnce } from "../gate/compile-once.ts";
import { commit, git, gitEnvironment } from "../gate/git-world.ts";
import { writeFiles } from "../write-files.ts";
import { writeVault } from "./write-vault.ts";
import { zipStored } from "./zip-stored.ts";

export interface DocsHome {
  readonly folder: string;
  /** `~/src/ledger`. */
  readonly repository: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Names of the stand-ins that were called so far, each as often as it was. */
  standIns(): readonly string[];
  remove(): void;
}

/** The platform whose file a reader on this machine downloads; undefined where none is released. */
export const own = ownPlatform();

/** Makes a home; with `downloads` the files of a release lie in `~/Downloads`. */
export function createDocsHome({ downloads }: { readonly downloads: boolean }): DocsHome {
  const folder = mkdtempSync(join(tmpdir(), "breakwater-docs-"));
  const repository = join(folder, "src/ledger");
  writeRepository(folder, repository);
  writeVault(folder);
  writeFiles(join(folder, "src/bench"), filesOf("tools.txtar"));
  const called = join(folder, ".stand-ins");
  writeFileSync(called, "");
  const standIns = writeStandIns(folder, called);
  if (downloads) writeDownloads(join(folder, "Downloads"));
  const path = [dirname(compileOnce()), ...standIns, process.env.PATH ?? ""];
  return {
    folder,
    repository,
    environment: { ...gitEnvironment, HOME: folder, PATH: path.join(delimiter) },
    standIns: () => readFileSync(called, "utf8").split("\n").filter(Boolean),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** The repository with a remote that has its main branch, and two logs that git ignores. */
function writeRepository(folder: string, repository: string): void {
  mkdirSync(repository, { recursive: true });
  git(repository, "init", "-q", "-b", "main");
  const files = filesOf("ledger.txtar");
  commit(repository, files, "ledger");
  git(folder, "init", "-q", "--bare", "-b", "main", "origin.git");
  git(repository, "remote", "add", "origin", join(folder, "origin.git"));
  git(repository, "push", "-q", "origin", "main");
  const { docker = "", gh = "" } = filesOf("logs.txtar");
  writeFileSync(join(repository, "ci.log"), docker);
  // What GitHub's archive has for each job: the lines of the log behind their times.
  const lines = gh.split("\n").map((line) => line.split("\t").at(-1) ?? "");
  writeFileSync(join(repository, "logs.zip"), zipStored({ "0_image.txt": lines.join("\n") }));
}

/** Programs that print a log in the place of what they would do, and a VERSION file, which is all that is asked of go. */
function writeStandIns(folder: string, called: string): readonly string[] {
  const bin = join(folder, "stand-ins");
  const go = join(folder, "sdk/go/bin");
  mkdirSync(bin);
  mkdirSync(go, { recursive: true });
  writeFileSync(join(folder, "sdk/go/VERSION"), "go1.26.8\n");
  for (const [name, log] of Object.entries(filesOf("logs.txtar"))) {
    writeFileSync(join(folder, `${name}.log`), log);
    const program = join(name === "go" ? go : bin, name);
    // gh shows a log that failed; docker and go fail themselves, and complain.
    const end = name === "gh" ? "" : " >&2\nexit 1";
    const script = `#!/bin/sh\necho ${name} >> '${called}'\ncat '${join(folder, name)}.log'${end}\n`;
    writeFileSync(program, script);
    chmodSync(program, 0o755);
  }
  return [bin, go];
}

function writeDownloads(folder: string): void {
  mkdirSync(folder);
  if (own === undefined) return;
  const file = releaseFile(own, version);
  const { compressed, sums } = downloadOnce();
  copyFileSync(compressed, join(folder, `${file}.gz`));
  writeFileSync(join(folder, "checksums.txt"), `${sums.program}  ${file}\n${sums.compressed}  ${file}.gz\n`);
}

interface Download {
  readonly compressed: string;
  readonly sums: { readonly program: string; readonly compressed: string };
}

let download: Download | undefined;

/** The executable as it is released, compressed once for all homes; it goes when the executable does. */
function downloadOnce(): Download {
  if (download !== undefined) return download;
  const program = readFileSync(compileOnce());
  const bytes = gzipSync(program, { level: 1 });
  const compressed = join(dirname(compileOnce()), "download.gz");
  writeFileSync(compressed, bytes);
  const sum = (content: Uint8Array): string => createHash("sha256").update(content).digest("hex");
  download = { compressed, sums: { program: sum(program), compressed: sum(bytes) } };
  return download;
}

function filesOf(archive: string): Record<string, string> {
  const { files } = parseTxtar(readFileSync(join(import.meta.dir, archive), "utf8"));
  return Object.fromEntries(files.map(({ name, text }) => [name, text]));
}

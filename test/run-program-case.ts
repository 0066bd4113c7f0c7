import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Txtar } from "../src/text/txtar.ts";
import { gitEnvironment } from "./gate/git-world.ts";
import { writeFiles } from "./write-files.ts";

export interface ProgramResult {
  readonly exit: number | null;
  readonly wantedExit: number;
  /** `want/stdout`, `want/stderr` and `want/FILE` for every file a case wants. */
  readonly files: ReadonlyMap<string, string>;
}

const program = join(import.meta.dir, "../src/cli/main.ts");

/**
 * Runs a case: lines `run: ARGUMENTS` (the last one is judged), `git: ARGUMENTS` and `change: FILE LINE`
 * (appends a line) for set-up, and
 * `exit: N`, `folder: SUBFOLDER` to run in, `env: NAME=VALUE` (`$WORK` is the repository), then files. Times, the number of rules and absolute paths in the output are evened out.
 */
export function runProgramCase(archive: Txtar): ProgramResult {
  const work = mkdtempSync(join(tmpdir(), "breakwater-program-"));
  const folder = join(work, "repository");
  mkdirSync(folder);
  try {
    const given = archive.files.filter(({ name }) => !name.startsWith("want/"));
    writeFiles(folder, Object.fromEntries(given.map(({ name, text }) => [name, text])));
    let exit: number | null = null;
    let wantedExit = 0;
    let current = folder;
    let stdout = "";
    let stderr = "";
    const settings: Record<string, string> = {};
    for (const line of archive.comment.split("\n")) {
      const [, key, value = ""] = /^(run|git|exit|change|folder|env):\s*(.*)$/.exec(line) ?? [];
      if (key === "folder") current = join(folder, value);
      if (key === "env")
        settings[value.replace(/=.*/, "")] = value.replace(/^[^=]*=/, "").replaceAll("$WORK", folder);
      if (key === "exit") wantedExit = Number(value);
      if (key === "change")
        appendFileSync(join(folder, splitArguments(value)[0] ?? ""), `${splitArguments(value)[1]}\n`);
      if (key === "git") spawnChecked("git", splitArguments(value), folder);
      if (key !== "run") continue;
      const done = spawnSync(process.execPath, ["--no-install", program, ...splitArguments(value)], {
        cwd: current,
        env: { ...environment(folder), ...settings },
        encoding: "utf8",
      });
      exit = done.status;
      stdout = even(done.stdout, folder);
      stderr = even(done.stderr, folder);
    }
    const files = new Map([
      ["want/stdout", stdout],
      ["want/stderr", stderr],
    ]);
    for (const { name } of archive.files) {
      const path = join(folder, name.replace(/^want\//, ""));
      if (name.startsWith("want/") && !files.has(name) && existsSync(path))
        files.set(name, even(readFileSync(path, "utf8"), folder));
    }
    return { exit, wantedExit, files };
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** No go on PATH and no colours; git's identity and configuration are fixed. */
function environment(folder: string): Record<string, string> {
  return {
    ...gitEnvironment,
    PATH: "/usr/bin:/bin",
    HOME: dirname(folder),
    BREAKWATER_PROGRAM: "breakwater",
  };
}

function spawnChecked(command: string, words: readonly string[], folder: string): void {
  const done = spawnSync(command, words, { cwd: folder, env: environment(folder), encoding: "utf8" });
  if (done.status !== 0) throw new Error(`${command} ${words.join(" ")}: ${done.stderr}`);
}

function splitArguments(text: string): string[] {
  return [...text.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? "");
}

function even(text: string, folder: string): string {
  return text
    .replaceAll(folder, "$WORK")
    .replace(/\(\d+\.\d+ s\)/g, "(0.00 s)")
    .replace(/\d+ rules?\b/g, "N rules")
    .replace(/"rules": \d+/g, '"rules": 0')
    .replace(/"bytes(Read|Parsed)": \d+/g, '"bytes$1": 0');
}

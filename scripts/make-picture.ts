/**
 * `bun scripts/make-picture.ts [--check]`: docs/picture.svg, what the real executable shows in a terminal of 100
 * columns, on a real module that the go command downloads. A picture that differs in time and in the numbers of rules,
 * sites and unknowns alone is left as it is: remove the file to have it drawn anew. With --check nothing is written,
 * and one that is out of date fails.
 */
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fetchModule } from "./_fetch-module.ts";
import { root } from "./_run.ts";
import { compileWords } from "./compile-words.ts";
import { drawTerminal, readTerminal } from "./terminal-picture.ts";

const module = "github.com/influxdata/telegraf@v1.26.1";
const columns = 100;
const isCheck = process.argv.includes("--check");
const target = join(root, "docs/picture.svg");

const fetched = fetchModule(module);
if ("error" in fetched) stop(fetched.error);
const script = Bun.which("script") ?? stop("there is no script(1), which gives a program a terminal");
const work = mkdtempSync(join(tmpdir(), "breakwater-picture-"));
const repository = join(work, "telegraf");
try {
  const built = Bun.spawnSync([...compileWords(join(work, "breakwater"))], { cwd: root });
  if (built.exitCode !== 0) throw new Error(built.stderr.toString());
  // Away from this repository, which would be the one that is looked at.
  cpSync(fetched.folder, repository, { recursive: true });
  const line = "breakwater check";
  // The second run finds the files in memory: its time is that of the program, not of the disk.
  if (!isCheck) show(line);
  const picture = drawTerminal(readTerminal(`\u001b[2m~/telegraf $\u001b[22m ${line}\n${show(line)}`), {
    title: `${line} in ${module}`,
    columns,
  });
  const before = existsSync(target) ? readFileSync(target, "utf8") : "";
  const isFresh = even(before) === even(picture);
  console.log(`1 picture of ${module} looked at: ${isFresh ? "up to date" : "out of date"}`);
  if (!isFresh && isCheck) process.exitCode = 1;
  else if (!isFresh) writeFileSync(target, picture);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function show(line: string): string {
  const done = Bun.spawnSync([script, "-qec", `stty cols ${columns} rows 50; ${line}`, "/dev/null"], {
    cwd: repository,
    env: { PATH: `${work}:/usr/bin:/bin`, HOME: work, TERM: "xterm", LC_ALL: "C.UTF-8" },
    stdin: "ignore",
  });
  if (done.exitCode > 1) throw new Error(`${line}: ${done.stdout.toString()}`);
  return done.stdout.toString();
}

function even(picture: string): string {
  return (
    picture
      .replace(/\(\d+\.\d+ s\)/g, "(0.0 s)")
      .replace(/\b\d+ rules?\b/g, "N rules")
      // A reader that learns a form finds more sites, and leaves less unknown.
      .replace(/\b\d+ unknown, in \d+ sites\b/g, "N unknown, in N sites")
      .replace(/(?:x|textLength)="[\d.]+"/g, "")
  );
}

/** Ends where this machine lacks what it takes; what fails otherwise is an error with exit code 1. */
function stop(message: string): never {
  console.error(`make-picture: ${message}`);
  process.exit(2);
}

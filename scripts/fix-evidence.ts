/**
 * Runs `breakwater fix` on copies of real repositories: first as they are, then with a drift of each kind that
 * a safe fix mends.
 *
 *   bun scripts/fix-evidence.ts [--rows FILE] FOLDER…
 *
 * `--rows` keeps what each repository gave, one JSON line each, and passes over those that are there.
 * Prints the tables of docs/evidence/fix.md. For every copy: each finding that was fixed is gone, `git diff`
 * shows only lines that were reported or that the drift had changed, a second run changes nothing, and
 * `go list ./...` of the root module answers as before.
 */
import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import { type DriftResult, isMended, printFixTables, type Row } from "./_fix-tables.ts";
import { type Drift, seedDrifts } from "./_seed-drifts.ts";

interface Entry {
  readonly rule: string;
  readonly file: string;
  readonly line: number;
  readonly title: string;
}

interface FixAnswer {
  readonly fixed: readonly Entry[];
  readonly left: readonly (Entry & { readonly reason: string })[];
  readonly unsafe: readonly Entry[];
}

const root = join(import.meta.dir, "..");
const program = join(root, "src/cli/main.ts");
/** Downloads of a repository that take longer are not waited for. */
const listTimeoutMs = 30_000;
const { values, positionals } = parseArgs({ allowPositionals: true, options: { rows: { type: "string" } } });

const rows: Row[] = readRows(values.rows);
for (const folder of positionals) {
  const name = basename(folder).replace("+", "/");
  if (rows.some((row) => row.name === name)) continue;
  const copy = join(mkdtempSync(join(tmpdir(), "breakwater-fix-")), "repository");
  try {
    cpSync(folder, copy, { recursive: true, verbatimSymlinks: true });
    const row = tryRepository({ name, commit: commitOf(folder) }, startGit(copy));
    rows.push(row);
    if (values.rows !== undefined) appendFileSync(values.rows, `${JSON.stringify(row)}\n`);
    console.error(
      `${name}: ${row.drifts.map(describeDrift).join(", ")}; ${row.faults.join("; ") || "no fault"}`,
    );
  } finally {
    rmSync(join(copy, ".."), { recursive: true, force: true });
  }
}
if (rows.length === 0) throw new Error("No folder named: bun scripts/fix-evidence.ts FOLDER…");
printFixTables(rows.toSorted((one, other) => (one.name < other.name ? -1 : 1)));

function readRows(file: string | undefined): Row[] {
  if (file === undefined || !existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .filter(Boolean)
    .map((line) => JSON.parse(line));
}

function describeDrift({ rule, outcome, why }: DriftResult): string {
  return `${rule} ${outcome}${why === "" ? "" : ` (${why})`}`;
}

/** The commit that a checkout was made of: noted in it, or its own. */
function commitOf(folder: string): string {
  const note = join(folder, ".git", "CHECKOUT");
  if (existsSync(note)) return readFileSync(note, "utf8").trim().slice(0, 12) || "not noted";
  return git(folder, "rev-parse", "--short=12", "HEAD").trim();
}

/** A copy with one commit of everything in it, so that `git diff` shows what a fix changes. */
function startGit(copy: string): string {
  rmSync(join(copy, ".git"), { recursive: true, force: true });
  git(copy, "init", "-q");
  git(copy, "add", "-A", "-f");
  commitAll(copy);
  return copy;
}

function tryRepository({ name, commit }: Pick<Row, "name" | "commit">, copy: string): Row {
  const faults: string[] = [];
  const real = fix(copy);
  faults.push(...diffFaults(copy, real.fixed));
  if (real.fixed.length > 0) {
    if (fix(copy).fixed.length > 0) faults.push("a second run changes something");
    commitAll(copy);
  }
  const taken = real.unsafe.length > 0 ? takeChoices(copy, faults) : 0;
  const listed = goList(copy);
  const drifts = seedDrifts(readCandidates(copy));
  for (const { file, seeded } of drifts) writeFileSync(join(copy, file), seeded);
  const list = drifts.length > 0 && listed.isOk ? goList(copy) : listed;
  const answer = fix(copy);
  const results = drifts.map((drift) => judgeDrift(drift, answer, copy));
  const changed = git(copy, "diff", "--name-only").split("\n").filter(Boolean);
  for (const file of changed) {
    if (!drifts.some((drift) => drift.file === file)) faults.push(`${file} is changed and had no drift`);
  }
  for (const { rule, file, wanted } of drifts) {
    const now = readFileSync(join(copy, file), "utf8");
    const isFixed =
      answer.fixed.some((each) => each.rule === rule && each.file === file) ||
      results.some((each) => each.rule === rule && each.outcome === "named");
    if (isFixed && now !== wanted) faults.push(`${rule}: ${file} is not as it was`);
  }
  const before = git(copy, "diff");
  const again = fix(copy);
  if (again.fixed.length > 0 || git(copy, "diff") !== before) faults.push("a second run changes something");
  const found = findingsOf(copy);
  for (const { rule, file } of answer.fixed) {
    if (found.some((each) => each.rule === rule && each.file === file))
      faults.push(`${rule} is still found in ${file}`);
  }
  const after = listed.isOk ? goList(copy) : listed;
  if (listed.isOk && after.text !== listed.text && results.every(isMended))
    faults.push("go list answers something else");
  return {
    name,
    commit,
    fixed: real.fixed.length,
    left: real.left.length,
    choices: real.unsafe.length,
    taken,
    drifts: results,
    list: [listed, list, after].map(({ words }) => words).join(", "),
    faults,
  };
}

/** Every choice at once, in the copy; taken back afterwards. */
function takeChoices(copy: string, faults: string[]): number {
  const words = [process.execPath, program, "fix", "--unsafe", "--write", "--format", "json", copy];
  const answer: FixAnswer = JSON.parse(run(words, root).stdout);
  const found = findingsOf(copy);
  for (const { rule, file } of answer.fixed) {
    if (found.some((each) => each.rule === rule && each.file === file))
      faults.push(`${rule} is still found in ${file}`);
  }
  const again: FixAnswer = JSON.parse(run(words, root).stdout);
  if (again.fixed.length > 0) faults.push("a second run of --unsafe changes something");
  git(copy, "checkout", "-q", "-f", "HEAD", "--", ".");
  return answer.fixed.length;
}

function judgeDrift({ rule, file }: Drift, answer: FixAnswer, copy: string): DriftResult {
  const isOne = (each: Entry): boolean => each.rule === rule && each.file === file;
  if (answer.fixed.some(isOne)) return { rule, outcome: "restored", why: "" };
  const left = answer.left.find(isOne);
  if (left) return { rule, outcome: "left", why: left.reason };
  if (answer.unsafe.some(isOne)) return { rule, outcome: "a choice", why: "" };
  const isFound = findingsOf(copy).some((each) => each.rule === rule && each.file === file);
  if (isFound && fix(copy, ["--rule", rule]).fixed.some(isOne)) return { rule, outcome: "named", why: "" };
  return { rule, outcome: isFound ? "no fix" : "not found", why: "" };
}

/** Lines of `git diff` at which nothing was reported. */
function diffFaults(copy: string, fixed: readonly Entry[]): readonly string[] {
  let file = "";
  return git(copy, "diff", "--unified=0")
    .split("\n")
    .flatMap((line) => {
      file = /^\+\+\+ b\/(.*)$/.exec(line)?.[1] ?? file;
      const [, start, count = "1"] = /^@@ -(\d+)(?:,(\d+))?/.exec(line) ?? [];
      if (start === undefined) return [];
      const from = Number(start);
      const isReported = fixed.some(
        (entry) => entry.file === file && entry.line >= from - 1 && entry.line <= from + Number(count),
      );
      return isReported ? [] : [`${file}:${from} is changed and was not reported`];
    });
}

function* readCandidates(copy: string): Iterable<{ path: string; text: string }> {
  const paths = git(copy, "ls-files", "-z").split("\0").filter(Boolean);
  const isPlausible =
    /^(?:go\.(?:mod|sum)|\.github\/workflows\/.*\.ya?ml|(?:.*\/)?(?:Makefile|Dockerfile[^/]*)|.*\.go)$/;
  for (const path of paths.filter((each) => isPlausible.test(each))) {
    const full = join(copy, path);
    if (!existsSync(full)) continue;
    const text = readFileSync(full, "utf8");
    if (!text.includes("\r") && !text.includes("\uFFFD")) yield { path, text };
  }
}

function fix(copy: string, words: readonly string[] = []): FixAnswer {
  return JSON.parse(run([process.execPath, program, "fix", "--format", "json", ...words, copy], root).stdout);
}

function findingsOf(copy: string): readonly Entry[] {
  return JSON.parse(run([process.execPath, program, "check", "--format", "json", copy], root).stdout)
    .findings;
}

/** What go says about the packages of the root module; the proxy is the one of this machine. */
function goList(copy: string): { readonly isOk: boolean; readonly text: string; readonly words: string } {
  if (!existsSync(join(copy, "go.mod"))) return { isOk: false, text: "", words: "no root module" };
  const done = run(["go", "list", "./..."], copy, listTimeoutMs);
  if (done.status === undefined)
    return { isOk: false, text: "", words: `not within ${listTimeoutMs / 1000} s` };
  const count = done.stdout.split("\n").filter(Boolean).length;
  return {
    isOk: done.status === 0,
    text: done.stdout,
    words: done.status === 0 ? `${count} packages` : "stops",
  };
}

function commitAll(copy: string): void {
  git(
    copy,
    "-c",
    "user.name=evidence",
    "-c",
    "user.email=evidence@localhost",
    "commit",
    "-q",
    "-a",
    "-m",
    "fixed",
  );
}

function git(copy: string, ...words: string[]): string {
  return run(["git", "-c", "core.hooksPath=/dev/null", ...words], copy).stdout;
}

function run(
  [name = "", ...words]: readonly string[],
  cwd: string,
  timeout = 300_000,
): { readonly stdout: string; readonly status: number | undefined } {
  const env = { ...process.env, GOTOOLCHAIN: "local", GOFLAGS: "", GOENV: process.env.GOENV ?? "" };
  const done = spawnSync(name, words, { cwd, env, encoding: "utf8", timeout, maxBuffer: 256 << 20 });
  return { stdout: done.stdout ?? "", status: done.error || done.status === null ? undefined : done.status };
}

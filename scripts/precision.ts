/**
 * Runs `check` on checkouts of real repositories and joins its findings with the judgements of people.
 *
 *   bun scripts/precision.ts FOLDER… [--open]
 *
 * Prints the table of docs/evidence/check.md. docs/evidence/judged.tsv holds one line for each S0–S2 finding
 * that a person looked at: repository, rule, file, first words of the message, `true` or `wrong`, and the go
 * command or pair of files that shows it. `--open` prints the findings that nobody has judged yet; an open
 * finding counts as wrong.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";

interface Finding {
  readonly rule: string;
  readonly harm: string;
  readonly stage: string;
  readonly file: string;
  readonly line: number;
  readonly message: string;
}

interface Report {
  readonly findings: readonly Finding[];
  readonly counts: { readonly sites: number; readonly files: number; readonly unknown: number };
}

const { values, positionals } = parseArgs({ allowPositionals: true, options: { open: { type: "boolean" } } });
const root = join(import.meta.dir, "..");
const judgements = readJudgements(join(root, "docs/evidence/judged.tsv"));
const rows: string[] = [];
const total = { repositories: 0, sites: 0, findings: 0, judged: 0, wrong: 0, unknown: 0 };

for (const folder of positionals) {
  const report = check(folder);
  const name = basename(folder).replace("+", "/");
  const severe = report.findings.filter(({ harm }) => harm !== "S3");
  const open = severe.filter((finding) => !judgements.has(keyOf(name, finding)));
  const wrong =
    severe.filter((finding) => judgements.get(keyOf(name, finding)) === "wrong").length + open.length;
  if (values.open) for (const finding of open) console.log(describe(name, finding));
  rows.push(
    `| ${name} | ${commitOf(folder)} | ${report.counts.sites} | ${report.counts.files} | ${severe.length} | ${wrong} | ${report.findings.length - severe.length} | ${report.counts.unknown} |`,
  );
  total.repositories++;
  total.sites += report.counts.sites;
  total.findings += report.findings.length;
  total.judged += severe.length;
  total.wrong += wrong;
  total.unknown += report.counts.unknown;
}

if (total.repositories === 0) throw new Error("No folder named: bun scripts/precision.ts FOLDER…");
if (!values.open) {
  console.log("| repository | commit | sites | files | findings S0–S2 | judged wrong | S3 | unknown |");
  console.log("| --- | --- | ---: | ---: | ---: | ---: | ---: | ---: |");
  console.log(rows.join("\n"));
  const precision =
    total.judged === 0 ? "–" : `${((100 * (total.judged - total.wrong)) / total.judged).toFixed(1)} %`;
  console.log(
    `\n${total.repositories} repositories, ${total.sites} sites, ${total.judged} findings of S0–S2, ${total.wrong} judged wrong or open: precision ${precision}. ${total.unknown} unknowns.`,
  );
}

function check(folder: string): Report {
  const run = Bun.spawnSync([
    process.execPath,
    join(root, "src/cli/main.ts"),
    "check",
    folder,
    "--format",
    "json",
  ]);
  if (run.exitCode === 2) {
    console.error(`${folder}: ${run.stderr.toString().trim()}`);
    return { findings: [], counts: { sites: 0, files: 0, unknown: 0 } };
  }
  return JSON.parse(run.stdout.toString()) as Report;
}

/** Lines move between commits of a repository; rule, file and message do not. */
function keyOf(repository: string, { rule, file, message }: Finding): string {
  return [repository, rule, file, firstWords(message)].join("\t");
}

function firstWords(message: string): string {
  return message.replace(/\s+/g, " ").slice(0, 60);
}

function describe(repository: string, finding: Finding): string {
  return `${keyOf(repository, finding)}\t?\tline ${finding.line} ${finding.harm} ${finding.stage}: ${finding.message.replace(/\s+/g, " ")}`;
}

function readJudgements(path: string): ReadonlyMap<string, string> {
  const judged = new Map<string, string>();
  if (!existsSync(path)) return judged;
  for (const line of readFileSync(path, "utf8").split("\n").slice(1)) {
    const fields = line.split("\t");
    const verdict = fields[4];
    if (fields.length < 6 || (verdict !== "true" && verdict !== "wrong")) continue;
    judged.set(fields.slice(0, 4).join("\t"), verdict);
  }
  return judged;
}

/** The commit a checkout was made from: HEAD, or the note that stands beside a bare work tree. */
function commitOf(folder: string): string {
  const note = join(folder, ".git", "CHECKOUT");
  if (existsSync(note)) return readFileSync(note, "utf8").trim();
  const run = Bun.spawnSync(["git", "-C", folder, "rev-parse", "--short=12", "HEAD"]);
  return run.exitCode === 0 ? run.stdout.toString().trim() : "?";
}

/**
 * Runs `breakwater verify` on checkouts and prints the table of docs/evidence/verify.md, then each finding.
 *
 *   bun scripts/verify-evidence.ts FOLDER … [--program dist/breakwater]
 *
 * It needs the network: the checksum log is asked, and modules that are not in the module cache are fetched.
 */
import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { parseArgs } from "node:util";
import type { VerifyFinding, VerifyUnknown } from "../src/report/verify-report.ts";

interface Answer {
  readonly modules: number;
  readonly verified: number;
  readonly vendoredFiles: number;
  readonly findings: readonly VerifyFinding[];
  readonly unknown: readonly VerifyUnknown[];
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { program: { type: "string" } },
});
const program = values.program
  ? [values.program]
  : [process.execPath, join(import.meta.dir, "../src/cli/main.ts")];

const grave = ["S0", "S1", "S2"] as const;
const all: { readonly name: string; readonly answer: Answer }[] = [];
console.log("| repository | at | modules | verified | vendored files | S0 to S2 | S3 | unknown | time |");
console.log("| --- | --- | --- | --- | --- | --- | --- | --- | --- |");
for (const folder of positionals) {
  const name = basename(folder).replace("+", "/");
  const startedAt = performance.now();
  const { stdout } = Bun.spawnSync([...program, "verify", folder, "--format", "json"]);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(0);
  // Without a go.mod there is nothing to verify.
  if (stdout.length === 0) continue;
  const answer = JSON.parse(stdout.toString()) as Answer;
  all.push({ name, answer });
  const at = commitOf(folder);
  const { modules, verified, vendoredFiles, findings, unknown } = answer;
  const least = findings.filter(({ harm }) => harm === "S3").length;
  console.log(
    `| ${[name, at, modules, verified, vendoredFiles, findings.length - least, least, unknown.length, `${seconds} s`].join(" | ")} |`,
  );
}
/** The commit a checkout was made from: the note that stands beside a bare work tree, or HEAD. */
function commitOf(folder: string): string {
  const note = join(folder, ".git", "CHECKOUT");
  if (existsSync(note)) return readFileSync(note, "utf8").trim();
  return Bun.spawnSync(["git", "-C", folder, "rev-parse", "--short=12", "HEAD"]).stdout.toString().trim();
}
const sum = (of: (answer: Answer) => number): string =>
  all.reduce((total, { answer }) => total + of(answer), 0).toLocaleString("en-US");
console.log(
  `\n${all.length} repositories, ${sum(({ modules }) => modules)} module versions, ${sum(({ verified }) => verified)} verified, ${sum(({ vendoredFiles }) => vendoredFiles)} vendored files, ${sum(({ findings }) => findings.length)} findings, ${sum(({ unknown }) => unknown.length)} unknown.\n`,
);
const kinds = Map.groupBy(
  all.flatMap(({ name, answer }) => answer.findings.map((finding) => ({ name, ...finding }))),
  ({ kind, harm }) => `${harm} ${kind}`,
);
for (const [kind, group] of [...kinds].sort(([a], [b]) => a.localeCompare(b))) {
  const names = [...new Set(group.map(({ name }) => name))];
  console.log(`- ${kind}: ${group.length} in ${names.join(", ")}`);
  const isShown = grave.some((harm) => kind.startsWith(harm));
  for (const { name, file, line, message } of isShown ? group : [])
    console.log(`  - ${name} ${file}${line === undefined ? "" : `:${line}`}: ${message}`);
}

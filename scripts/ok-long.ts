/**
 * `npm run ok:long`: what does not fit into `npm run ok`: every `*.long.ts`, the tests of random cases from a seed
 * that no run has had, and the benchmarks. Its last result stays in docs/evidence/long.md.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { root, run } from "./_run.ts";
import { installSystemPackages } from "./_system-packages.ts";

const bun = process.execPath;
console.log(`system: ${await installSystemPackages()}`);
const files = ["src", "test", "lab"].flatMap((folder) =>
  readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name).replaceAll("\\", "/"))
    .filter((name) => name.endsWith(".long.ts") || hasRandomCases(name)),
);
process.env.BREAKWATER_SEED ??= String(Date.now() % 1_000_000_007);
console.log(`random cases start at BREAKWATER_SEED=${process.env.BREAKWATER_SEED}`);
const rows: string[] = [];
let failed = 0;
let passed = 0;
for (const file of files.sort()) {
  const done = await run(
    [bun, "test", "--timeout", "7200000", `./${file}`],
    (line) => !line.startsWith("(pass)"),
  );
  const countOf = (word: string): number =>
    Number(new RegExp(`^\\s*(\\d+) ${word}$`, "m").exec(done.output)?.[1] ?? 0);
  const isGood = done.exitCode === 0 && countOf("pass") > 0;
  passed += countOf("pass");
  failed += isGood ? 0 : Math.max(1, countOf("fail"));
  const notes = done.output.split("\n").filter((line) => /^[a-z][\w /-]*: .*\d/.test(line));
  rows.push(
    `| ${file} | ${countOf("pass")} | ${countOf("fail")} | ${done.seconds.toFixed(0)} s | ${notes.join("<br>").replaceAll("|", "\\|")} |`,
  );
}
for (const bench of readdirSync(join(root, "bench")).filter(
  (name) => name.endsWith(".ts") && !/^(_|make-)/.test(name),
)) {
  const file = relative(root, join(root, "bench", bench));
  const done = await run([bun, file]);
  if (done.exitCode === 0) passed++;
  else failed++;
  const last = done.output.trim().split("\n").at(-1) ?? "";
  rows.push(
    `| ${file} | ${done.exitCode === 0 ? 1 : 0} | ${done.exitCode === 0 ? 0 : 1} | ${done.seconds.toFixed(0)} s | ${last.replaceAll("|", "\\|")} |`,
  );
}
const commit = Bun.spawnSync(["git", "rev-parse", "--short=12", "HEAD"], { cwd: root })
  .stdout.toString()
  .trim();
mkdirSync(join(root, "docs/evidence"), { recursive: true });
writeFileSync(
  join(root, "docs/evidence/long.md"),
  [
    "# The long checks",
    "",
    `Last run of \`npm run ok:long\`: ${new Date().toISOString().slice(0, 10)}, commit ${commit}: ${passed} passed, ${failed} failed.`,
    "",
    "| file | passed | failed | time | counts |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n"),
);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

function hasRandomCases(file: string): boolean {
  return (
    file.endsWith(".test.ts") &&
    /\bseedOfRun\b|\.env\.BREAKWATER_SEED\b|from "fast-check"/.test(readFileSync(join(root, file), "utf8"))
  );
}

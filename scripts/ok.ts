/**
 * `npm run ok`: every check. Each step prints what it looked at, and one that looked at nothing fails.
 * The last line alone counts tests; a failed step counts as one failed test.
 */

import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run, tool } from "./_run.ts";
import { installSystemPackages } from "./_system-packages.ts";
import { installCheckTools } from "./check-tools.ts";

interface Step {
  readonly name: string;
  run(): Promise<StepResult>;
}

interface StepResult {
  readonly isGood: boolean;
  readonly looked: string;
}

const bun = process.execPath;
const counts = { passed: 0, failed: 0, skipped: 0 };

const steps: readonly Step[] = [
  { name: "types", run: checkTypes },
  { name: "format and lint", run: checkFormat },
  { name: "imports", run: () => checkLastLine(["scripts/check-imports.ts"]) },
  { name: "generated files", run: () => checkLastLine(["scripts/generate.ts", "--check"]) },
  { name: "tests", run: runTests },
];

console.log(`system: ${await installSystemPackages()}`);
console.log(`tools of others: ${installCheckTools()}`);
for (const step of steps) {
  const startedAt = performance.now();
  const { isGood, looked } = await step.run();
  if (!isGood && step.name !== "tests") counts.failed++;
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  console.log(`${isGood ? "ok  " : "FAIL"} ${step.name}: ${looked} (${seconds} s)`);
}
console.log(`${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`);
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0;

async function checkTypes(): Promise<StepResult> {
  const done = await run([tool("tsc"), "-p", ".", "--listFiles"], (line) => /error TS/.test(line));
  const own = done.output
    .split("\n")
    .filter((line) => line.endsWith(".ts") && !line.includes("/node_modules/"));
  return { isGood: done.exitCode === 0 && own.length > 0, looked: `${own.length} files` };
}

async function checkFormat(): Promise<StepResult> {
  const done = await run([tool("biome"), "ci", "--colors=off", "."], () => false);
  if (done.exitCode !== 0) console.log(done.output);
  const files = Number(/Checked (\d+) files/.exec(done.output)?.[1] ?? 0);
  return { isGood: done.exitCode === 0 && files > 0, looked: `${files} files` };
}

/** A script of this folder whose last line says what it looked at, and which fails by itself on nothing. */
async function checkLastLine(words: readonly string[]): Promise<StepResult> {
  const done = await run([bun, ...words], () => false);
  const lines = done.output.trim().split("\n");
  if (done.exitCode !== 0) console.log(lines.join("\n"));
  return { isGood: done.exitCode === 0, looked: lines.find((line) => / looked at/.test(line)) ?? "nothing" };
}

async function runTests(): Promise<StepResult> {
  const words = [bun, "test", "--timeout", "180000", "./src", "./lab", "./test", "./scripts"];
  // A temporary folder of their own shows what they leave behind.
  const temporary = mkdtempSync(join(tmpdir(), "breakwater-ok-"));
  chmodSync(temporary, 0o755);
  const done = await run(
    words,
    (line) => !line.startsWith("(pass)") && line.trim() !== "" && !/\.test\.ts:$/.test(line),
    { TMPDIR: temporary },
  );
  const left = readdirSync(temporary);
  for (const name of left) console.log(`The tests leave ${name} behind: whoever makes it must remove it`);
  rmSync(temporary, { recursive: true, force: true });
  const countOf = (word: string): number =>
    Number(new RegExp(`^\\s*(\\d+) ${word}$`, "m").exec(done.output)?.[1] ?? 0);
  counts.passed = countOf("pass");
  counts.skipped = countOf("skip") + countOf("todo");
  counts.failed += countOf("fail");
  const files = Number(/Ran \d+ tests? across (\d+) files?/.exec(done.output)?.[1] ?? 0);
  const isGood = done.exitCode === 0 && files > 0 && counts.passed > 0 && left.length === 0;
  // A runner that stops early, or a file that cannot be loaded, fails no single test.
  if (!isGood && countOf("fail") === 0) counts.failed++;
  return { isGood, looked: `${counts.passed} tests in ${files} files` };
}

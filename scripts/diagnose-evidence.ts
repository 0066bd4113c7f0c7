/**
 * `bun scripts/diagnose-evidence.ts [--set tune|report]`: how often the first cause of real logs is the true one, and what
 * a claimed confidence was worth. The table of docs/evidence/diagnose.md.
 */
import { diagnoseText } from "../test/diagnose/log-cases.ts";
import { readRealLogs } from "../test/diagnose/real-logs.ts";

const asked = process.argv.includes("--set") ? process.argv[process.argv.indexOf("--set") + 1] : undefined;
const logs = readRealLogs().filter(({ set }) => asked === undefined || set === asked);
const buckets = [0.3, 0.5, 0.7, 0.85, 0.95, 1.01];
const claimed = buckets.map((below) => ({ below, causes: 0, sum: 0, right: 0 }));
const wrong: string[] = [];
let right = 0;
let related = 0;
let silent = 0;
let unrelated = 0;

for (const log of logs) {
  const [first] = (await diagnoseText(log.text)).diagnosis.causes;
  const isRight = first !== undefined && first.pattern.id === log.pattern;
  if (log.pattern === undefined) {
    unrelated++;
    if ((first?.confidence ?? 0) <= 0.3) silent++;
  } else {
    related++;
    if (isRight) right++;
  }
  if (first) {
    const bucket = claimed.find(({ below }) => first.confidence < below);
    if (bucket) {
      bucket.causes++;
      bucket.sum += first.confidence;
      if (isRight) bucket.right++;
    }
  }
  const isMissed = log.pattern === undefined ? (first?.confidence ?? 0) > 0.3 : !isRight;
  if (isMissed)
    wrong.push(
      `${log.file}\t${log.pattern ?? "-"}\t${first ? `${first.pattern.id} ${first.confidence}` : "nothing"}`,
    );
}

console.log("| claimed | first causes | mean claim | true |\n| --- | --: | --: | --: |");
for (const [index, { below, causes, sum, right: good }] of claimed.entries()) {
  if (causes === 0) continue;
  const from = index === 0 ? 0 : buckets[index - 1];
  console.log(
    `| ${from}–${Math.min(below, 1)} | ${causes} | ${(sum / causes).toFixed(2)} | ${(good / causes).toFixed(2)} |`,
  );
}
const patterns = new Set(logs.flatMap(({ pattern }) => pattern ?? []));
console.log(
  `\n${right} of ${related} logs of ${patterns.size} patterns have their true cause first (${percent(right, related)}).`,
);
console.log(`${silent} of ${unrelated} unrelated failures have no cause above 0.3.`);
for (const line of wrong) console.log(`missed: ${line}`);
if (logs.length === 0) process.exitCode = 1;

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}

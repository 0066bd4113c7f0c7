/**
 * `bun scripts/diagnose-evidence.ts [--set tune|report]`: how often the first cause of real logs is the true one, and what
 * a claimed confidence was worth. The table of docs/evidence/diagnose.md. Logs written after real threads do not count:
 * their numbers stand apart below.
 */
import { diagnoseText } from "../test/diagnose/log-cases.ts";
import { type RealLog, readRealLogs, realLogsFolder, rebuiltLogsFolder } from "../test/diagnose/real-logs.ts";

interface Bucket {
  readonly from: number;
  readonly below: number;
  causes: number;
  sum: number;
  right: number;
}

const asked = process.argv.includes("--set") ? process.argv[process.argv.indexOf("--set") + 1] : undefined;
const isAsked = ({ set }: RealLog): boolean => asked === undefined || set === asked;
const real = readRealLogs(realLogsFolder).filter(isAsked);

await report(real);
console.log("\nNot counted (logs written after real threads):\n");
await report(readRealLogs(rebuiltLogsFolder).filter(isAsked));
if (real.length === 0) process.exitCode = 1;

/** Prints the table, the two sums and what was missed. */
async function report(logs: readonly RealLog[]): Promise<void> {
  const bounds = [0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.01];
  const buckets: Bucket[] = bounds
    .slice(1)
    .map((below, index) => ({ from: bounds[index] ?? 0, below, causes: 0, sum: 0, right: 0 }));
  const missed: string[] = [];
  let right = 0;
  let related = 0;
  let silent = 0;
  let unrelated = 0;

  for (const log of logs) {
    const [first] = (await diagnoseText(log.text)).diagnosis.causes;
    const claim = first?.confidence ?? 0;
    const isRight = first !== undefined && first.pattern.id === log.pattern;
    const isGood = log.pattern === undefined ? claim <= 0.3 : isRight;
    if (log.pattern === undefined) {
      unrelated++;
      if (isGood) silent++;
    } else {
      related++;
      if (isGood) right++;
    }
    const bucket = first && buckets.find(({ below }) => claim < below);
    if (bucket) {
      bucket.causes++;
      bucket.sum += claim;
      if (isRight) bucket.right++;
    }
    if (!isGood)
      missed.push(
        `${log.file}\t${log.pattern ?? "-"}\t${first ? `${first.pattern.id} ${claim}` : "nothing"}`,
      );
  }

  console.log("| claimed | first causes | mean claim | true |\n| --- | --: | --: | --: |");
  for (const { from, below, causes, sum, right: good } of buckets) {
    if (causes === 0) continue;
    const [mean, share] = [sum, good].map((total) => (total / causes).toFixed(2));
    console.log(`| ${from}–${Math.min(below, 1)} | ${causes} | ${mean} | ${share} |`);
  }
  const ids = new Set(logs.flatMap(({ pattern }) => pattern ?? []));
  console.log(
    `\n${right} of ${related} logs of ${ids.size} patterns have their true cause first (${percent(right, related)}).`,
  );
  console.log(`${silent} of ${unrelated} unrelated failures have no cause above 0.3.`);
  for (const line of missed) console.log(`missed: ${line}`);
}

function percent(part: number, whole: number): string {
  return whole === 0 ? "-" : `${((100 * part) / whole).toFixed(1)} %`;
}

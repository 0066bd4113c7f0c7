/**
 * `bun bench/diagnose.ts [--program FILE]`: `diagnose` on two logs of 100 MB, one in which nothing is wrong until its last
 * lines and one in which every line holds the words of a failure; wall and processor time, and the most memory.
 * Peer: `grep -c -F -f WORDS` with the words of all patterns, which finds lines and understands none.
 */
import { closeSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { patterns } from "../src/diagnose/patterns.gen.ts";

const sizeBytes = 100_000_000;
const rounds = 3;
const folder = mkdtempSync(join(tmpdir(), "breakwater-bench-log-"));
const named = process.argv.indexOf("--program");
const program =
  named > 0
    ? [process.argv[named + 1] ?? ""]
    : [process.execPath, join(import.meta.dir, "../src/cli/main.ts")];
const loudLines = [
  "go: example.com/a/b%@v1.0.0: missing go.sum entry; to add it:\n",
  "main.go:%:2: no required module provides package example.com/x/y%; to add it:\n",
  "./x.go:%:3: undefined: foo%\n",
  "dial tcp: lookup proxy%.example: no such host\n",
  "make: *** [Makefile:%: build] Error 1\n",
  "pkg/a.go:%:1: import cycle not allowed\n",
];
const failure = "go: go.mod requires go >= 1.26.0 (running go 1.24.9; GOTOOLCHAIN=local)\n";

try {
  const words = join(folder, "words");
  writeFileSync(words, [...new Set(patterns.flatMap(({ needles }) => needles))].join("\n"));
  const logs = [
    [
      "quiet",
      writeLog(
        "quiet",
        (index) =>
          `2026-05-01T12:00:00.1234567Z #12 3.456 go: downloading example.com/m${index % 100} v0.1.2 and more words\n`,
      ),
    ],
    [
      "loud",
      writeLog("loud", (index) => loudLines[index % loudLines.length]?.replaceAll("%", String(index)) ?? ""),
    ],
  ] as const;
  for (const [name, log] of logs) {
    for (let round = 0; round < rounds; round++) {
      measure(`${name} diagnose`, [...program, "diagnose", log, "--no-repository"]);
      measure(`${name} grep -F`, ["grep", "-c", "-F", "-f", words, log]);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}

function writeLog(name: string, line: (index: number) => string): string {
  const path = join(folder, `${name}.log`);
  const file = openSync(path, "w");
  let written = 0;
  for (let index = 0; written < sizeBytes; ) {
    let text = "";
    while (text.length < 1 << 20) text += line(index++);
    written += writeSync(file, text);
  }
  writeSync(file, failure);
  closeSync(file);
  return path;
}

function measure(title: string, words: readonly string[]): void {
  const startedAt = performance.now();
  const [first = "", ...rest] = words;
  // Not to /dev/null: grep would stop at its first hit.
  const done = Bun.spawnSync([first, ...rest], { stdout: "pipe", stderr: "ignore" });
  const wall = (performance.now() - startedAt) / 1000;
  const usage = done.resourceUsage;
  const cpu = Number(usage?.cpuTime.total ?? 0) / 1e6;
  const megabytes = (usage?.maxRSS ?? 0) / 1e6;
  console.log(
    `${title.padEnd(18)} ${wall.toFixed(2)} s wall  ${cpu.toFixed(2)} s processor  ${megabytes.toFixed(0)} MB`,
  );
}

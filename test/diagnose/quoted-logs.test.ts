/**
 * Real logs inside of what logs show: documents, commits, expectations of tests. Nothing failed by them there. Beside them
 * stands the reverse: the same logs behind a document, or passed on by another program, are what failed.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { join } from "node:path";
import { Glob } from "bun";
import type { Cause } from "../../src/diagnose/cause.ts";
import { Diagnoser } from "../../src/diagnose/diagnosis.ts";
import { patterns } from "../../src/diagnose/patterns.gen.ts";
import { readRealLogs, realLogsFolder } from "./real-logs.ts";

const root = join(import.meta.dir, "../..");
const logs = readRealLogs(realLogsFolder).filter(
  ({ set, pattern }) => set === "tune" && pattern !== undefined,
);
const before = Array.from({ length: 20 }, (_, index) => `Line ${index} of another program`);
const stamp = (lines: readonly string[]): readonly string[] =>
  lines.map((line) => `2026-05-01T12:00:00.1234567Z ${line}`);
const step = (script: string): readonly string[] => [
  `##[group]Run ${script}`,
  script,
  "shell: bash",
  "##[endgroup]",
];
const failed = "##[error]Process completed with exit code 1.";
const text = ["# Ledger", "", "A service that books payments, see [its manual](docs).", ""];
const document = (log: readonly string[]): readonly string[] => [
  ...text,
  "If the build stops like this, then update your Go:",
  "",
  "```",
  ...log,
  "```",
  "",
  "After that it works again.",
];
const commit = [
  "commit 3b8c0f5a9d1e2c3b4a5f60718293a4b5c6d7e8f9",
  "Author: A B <a@b.example>",
  "Date:   Mon May 1",
];

type Host = (log: readonly string[]) => readonly string[];

const quoting: readonly (readonly [string, Host])[] = [
  ["a document that a terminal shows", (log) => ["$ cat README.md", ...document(log), "$ npm test", failed]],
  [
    "a document that a step shows",
    (log) => stamp([...step("cat README.md; npm test"), ...document(log), failed]),
  ],
  ["a document that something prints", (log) => [...before, ...document(log), "Done in 3.2s."]],
  ["HTML", (log) => [...before, "<p>It stops:</p>", "<pre><code>", ...log, "</code></pre>", "<p>Then:</p>"]],
  [
    "the message of a commit",
    (log) => [...before, ...commit, "", ...log.map((line) => `    ${line}`), "", "Done."],
  ],
];

const failing: readonly (readonly [string, Host])[] = [
  ["as printed", (log) => log],
  ["between two fences", (log) => ["```", ...log, "```"]],
  ["behind a document", (log) => ["$ cat README.md", ...text, "```", "ls", "```", "Bye.", "$ make", ...log]],
  [
    "behind a document in one step",
    (log) => stamp([...step("cat README.md; make"), ...text, ...log, failed]),
  ],
  ["behind a commit", (log) => ["$ git log -1", ...commit, "", "    Update go", "", "$ make", ...log]],
];

let looked = 0;

afterAll(() => {
  console.log(`quoted logs: ${looked} looked at`);
});

/** The first cause above a guess of each log, by the log's name. */
function diagnose(named: Iterable<readonly [string, string]>): ReadonlyMap<string, Cause> {
  const diagnoser = new Diagnoser(patterns);
  for (const [name, log] of named) {
    const sink = diagnoser.open(name);
    sink.push(Buffer.from(log));
    sink.end();
    looked++;
  }
  const found = new Map<string, Cause>();
  for (const cause of diagnoser.finish().causes) {
    if (cause.confidence <= 0.3) continue;
    for (const log of [cause.log ?? "", ...cause.also.map((each) => each.log)])
      if (!found.has(log)) found.set(log, cause);
  }
  return found;
}

function inside(host: Host): ReadonlyMap<string, Cause> {
  return diagnose(logs.map((log) => [log.file, host(log.text.trimEnd().split(/\r?\n/)).join("\n")]));
}

test.each(quoting)("nothing fails by a log in %s", (_, host) => {
  expect([...inside(host)].map(([log, { pattern }]) => `${log}: ${pattern.id}`)).toEqual([]);
});

test.each(failing)("a log fails %s", (_, host) => {
  const found = inside(host);
  expect(logs.flatMap(({ file }) => (found.has(file) ? [] : [file]))).toEqual([]);
});

describe("own documents", () => {
  test("explain no failure", async () => {
    const files = ["*.md", "docs/**/*.md"].flatMap((form) => [...new Glob(form).scanSync({ cwd: root })]);
    expect(files.length).toBeGreaterThan(100);
    const texts = await Promise.all(files.map((file) => Bun.file(join(root, file)).text()));
    const found = diagnose(files.map((file, index) => [file, texts[index] ?? ""]));
    expect([...found].map(([file, { lines }]) => `${file}:${lines[0]}`)).toEqual([]);
  });
});

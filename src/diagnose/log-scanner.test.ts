import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { createLogFinder, LogScanner } from "./log-scanner.ts";

interface Seen {
  readonly number: number;
  readonly text: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
  readonly needles: readonly number[];
  readonly step: string | undefined;
}

function scan(log: string, needles: readonly string[], sizes: readonly number[]): readonly Seen[] {
  const seen: Seen[] = [];
  const scanner = new LogScanner({
    finder: createLogFinder(needles),
    onHit: ({ line, at }, found) =>
      seen.push({
        number: line.number,
        text: line.text,
        before: at(-1)?.text,
        after: at(1)?.text,
        needles: [...found].sort(),
        step: line.step?.title,
      }),
  });
  const bytes = Buffer.from(log);
  for (let at = 0, turn = 0; at < bytes.length; turn++) {
    const size = sizes[turn % sizes.length] ?? 1;
    scanner.push(bytes.subarray(at, at + size));
    at += size;
  }
  scanner.end();
  return seen;
}

describe("a log scanner", () => {
  test("gives a line with its neighbours and number", () => {
    expect(scan("a\nb\nneedle here\nc\n", ["needle"], [4096])).toEqual([
      { number: 3, text: "needle here", before: "b", after: "c", needles: [0], step: undefined },
    ]);
  });

  test("finds a text that a colour runs through", () => {
    expect(scan("go: \u001b[31mre\u001b[1;2mquires\u001b[0m go\n", ["requires go"], [3])[0]?.text).toBe(
      "go: requires go",
    );
  });

  test("knows the command that printed a line", () => {
    const log =
      "##[group]Run make all\nmake all\nshell: bash\n##[endgroup]\nneedle\n+ go test ./...\nneedle\n";
    expect(scan(log, ["needle"], [7]).map(({ step }) => step)).toEqual(["make all", "go test ./..."]);
  });

  test("reads a line without end in pieces", () => {
    const log = `${"x".repeat(100_000)} needle ${"y".repeat(100_000)}\nneedle\n`;
    expect(scan(log, ["needle"], [1 << 16]).map(({ number }) => number)).toEqual([1, 2]);
  });

  test("sees the same in pieces of any size", () => {
    const word = fc.constantFrom(
      "needle",
      "pin",
      "x",
      "",
      "\u001b[1m",
      "Run go build ./...",
      "##[group]",
      "é",
      "\r",
      "nee",
    );
    const line = fc.array(word, { maxLength: 4 }).map((words) => words.join(""));
    const log = fc.array(line, { maxLength: 60 }).map((lines) => lines.join("\n"));
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(log, sizes, (text, some) => {
        const whole = scan(text, ["needle", "pin"], [1 << 20]);
        expect(scan(text, ["needle", "pin"], some)).toEqual(whole);
        const wanted = text.split("\n").flatMap((each, index) => {
          const plain = each.replaceAll("\u001b[1m", "");
          return plain.includes("needle") || plain.includes("pin") ? [index + 1] : [];
        });
        expect(whole.map(({ number }) => number)).toEqual(wanted);
      }),
      { numRuns: 400 },
    );
  });
});

import { expect, test } from "bun:test";
import { formatDiagnoseHuman } from "./diagnose-human.ts";
import type { DiagnosedCause } from "./diagnose-report.ts";

const cause: DiagnosedCause = {
  pattern: "missing-go-sum-entry",
  title: "go.sum lacks lines that the build needs",
  rule: undefined,
  confidence: 0.98,
  log: undefined,
  lines: [1],
  count: 1,
  quote: "missing go.sum entry",
  message: "go.sum lacks lines, and this run may not write it",
  fix: "Run go mod tidy where go.mod is and commit go.sum",
  doubt: undefined,
  step: undefined,
  site: undefined,
  evidence: [7, 8, 9].map((line) => ({
    file: "go.mod",
    line,
    says: "confirms",
    shows: "Builds stop, because there is no go.sum",
  })),
  echoes: 0,
  also: [],
};

test("places that say the same are one line with a count", () => {
  const counts = { lines: 1, logs: 1, patterns: 1 };
  const text = formatDiagnoseHuman(
    { causes: [cause], counts, repository: "gin", elapsedMs: 10 },
    { hasColor: false, width: 100 },
  );
  expect(text.split("\n").filter((line) => line.includes("confirms"))).toEqual([
    "   here       go.mod:7   Builds stop, because there is no go.sum   confirms   and 2 more places",
  ]);
  expect(text).not.toContain("rule");
});

import { describe, expect, test } from "bun:test";
import type { Finding } from "../finding/finding.ts";
import { sampleReport } from "./_sample-report.ts";
import { formatPlain } from "./plain.ts";
import { formatSummary } from "./summary.ts";

const sample = sampleReport();

/** As many findings as asked for, each of a cause of its own. */
function many(count: number, change: Partial<Finding> = {}): readonly Finding[] {
  const [first] = sample.findings;
  if (!first) throw new Error("The sample has no finding");
  return Array.from({ length: count }, (_, index) => ({ ...first, group: `cause ${index}`, ...change }));
}

describe("the summary", () => {
  test("has the counts, the worst first with place, message and fix, and what was looked at", () => {
    const lines = formatSummary(sample).split("\n");
    expect(lines[0]).toMatch(/^### Breakwater: \d+ findings, /);
    const causes = lines.filter((line) => line.startsWith("- "));
    const fails = causes.map((line) => line.startsWith("- **fails**"));
    expect(fails).toEqual(fails.toSorted((a, b) => Number(b) - Number(a)));
    expect(lines.filter((line) => line.startsWith("  Fix: "))).toHaveLength(causes.length);
    expect(lines.at(-2)).toMatch(/^Looked at \d+ sites?, \d+ files?, \d+ rules?: \d+ unknown/);
  });

  test("stays below sixty lines however much is found, and says how much is left out", () => {
    const text = formatSummary({ ...sample, findings: many(500) });
    expect(text.split("\n").length).toBeLessThan(60);
    expect(text).toStartWith("### Breakwater: 500 findings, ");
    expect(text).toContain("484 more findings in the log of the job.");
  });

  test("says of a gate what is new, what it was compared with, and that nothing is", () => {
    const since = { revision: "origin/main", known: 7 };
    expect(formatSummary({ ...sample, since })).toMatch(/^### Breakwater: \d+ new findings/);
    const clean = formatSummary({ ...sample, findings: [], since });
    expect(clean).toStartWith("### Breakwater: no new findings\n");
    expect(clean).toContain("What `origin/main` has already is not listed (7 places).");
  });

  test("cannot be made to show markup, to call people or to break out of its line", () => {
    const text = formatSummary({
      ...sample,
      findings: many(1, {
        message: "a <img src=x> @team **b**\n# c [d](e) `f` ${{ g }} | \u001b[2J &lt;",
        remedy: "x\n\n## y",
        at: { file: "a`b\nc.yml", span: { start: 0, end: 0 } },
      }),
    });
    expect(text).not.toMatch(/(?<!\\)<img|@team|\u001b|&lt;/);
    expect(text).toContain("a \\<img src=x\\> @&#8203;team \\*\\*b\\*\\* \\# c \\[d\\](e) \\`f\\`");
    expect(text).toContain("`` a`b c.yml:1 ``");
    expect(text.split("\n").filter((line) => /^#/.test(line))).toHaveLength(1);
  });

  test("shortens a message that is longer than a comment should be", () => {
    const text = formatSummary({ ...sample, findings: many(1, { message: "x".repeat(5000) }) });
    expect(text.length).toBeLessThan(1200);
    expect(text).toContain("x …");
  });
});

test("the plain report has one line for each place, whatever stands in it, and a last one with the counts", () => {
  const [first, ...rest] = formatPlain({ ...sample, findings: many(2, { message: "a\n  b\u0007c" }) }).split(
    "\n",
  );
  expect(first).toMatch(/^\S+:\d+:\d+: (?:error|warning|notice): a b\ufffdc\. Fix: .* \[[a-z-]+\/[a-z-]+\]$/);
  expect(rest).toHaveLength(3);
  expect(rest[1]).toMatch(/^2 places, \d+ unknown, in /);
});

import { describe, expect, test } from "bun:test";
import type { FailOn } from "../finding/verdict.ts";
import { sourceFromText } from "../text/source-file.ts";
import { sampleReport } from "./_sample-report.ts";
import { excerptOf } from "./excerpt.ts";
import { formatGithub } from "./github.ts";
import { formatGitlab } from "./gitlab.ts";
import { formatCheckHuman } from "./human.ts";
import { formatCheckJson } from "./json.ts";
import { formatJunit } from "./junit.ts";
import { toPrintable, wrapText } from "./layout.ts";

const plain = { hasColor: false, width: 80, showUnknowns: false };
const empty = { findings: [], suppressed: [], hidden: [], unknowns: [], verdicts: [] };

describe("the human report", () => {
  test("says place, consequence, proof, action, and counts at the end", () => {
    expect(
      formatCheckHuman(sampleReport({ suppressed: [] }), plain),
    ).toBe(`S1  An operator in -tags makes one strange tag             tags/operator-in-tags
    Makefile:2      go build -tags 'prod+metrics' ./...
                             ^^^^^^^^^^^^^^^^^^^^
    -tags has no operators
    Fix: Use an image of the version in go.mod.           breakwater fix does it

S2  The go of a site is older than its module asks for, so every command stops
                                                  toolchain/go-older-than-module
    Dockerfile:1    FROM golang:1.24-alpine
                         ^^^^^^^^^^^^^^^^^^
    This stage runs go 1.24.x, go.mod wants 1.25.0; the image sets
    GOTOOLCHAIN=local, so "go build" stops: 100% <sure> & "quoted"
      go.mod:3  the module wants 1.25.0
    Fix: FROM golang:1.25-alpine
    Also: deploy dir/Dockerfile:1
    Site: Dockerfile/build, deploy/0

  ✓ module files  consistent in 1 module

1 more at stage observe: --stage observe shows them.
2 findings (3 places), 1 unknown, in 2 sites, 4 files, 3 rules (0.04 s).
`);
  });

  test("says what breakwater fix does without a choice, on a line of its own where the action is long", () => {
    const report = sampleReport({ suppressed: [] });
    const [first, ...others] = report.findings;
    if (!first) throw new RangeError("The sample has no finding");
    const remedy = "Write the tags with commas between them, as go help build says it";
    const text = formatCheckHuman({ ...report, findings: [{ ...first, remedy }, ...others] }, plain);
    expect(text).toContain(`    Fix: ${remedy}\n${" ".repeat(58)}breakwater fix does it\n`);
    expect(text.match(/breakwater fix/g)).toHaveLength(1);
  });

  test("promises nothing for a rule that breakwater fix only asks when it is named", () => {
    const report = sampleReport({ suppressed: [] });
    const findings = report.findings.map((finding) => ({ ...finding, stage: "observe" as const }));
    expect(formatCheckHuman({ ...report, findings }, plain)).not.toContain("breakwater fix");
  });

  test("counts the places that breakwater fix mends when it cannot mend all of a cause", () => {
    const report = sampleReport({ suppressed: [] });
    const findings = report.findings.map((finding) => ({ ...finding, group: "one" }));
    expect(formatCheckHuman({ ...report, findings }, plain)).toContain("breakwater fix does 1 of 3");
  });

  test("keeps its words when it has colours", () => {
    const colored = formatCheckHuman(sampleReport(), { ...plain, hasColor: true });
    expect(colored).toContain("\u001b[");
    expect(colored.replace(/\u001b\[\d+m/g, "")).toBe(formatCheckHuman(sampleReport(), plain));
  });

  test("with nothing found says how much was looked at", () => {
    expect(formatCheckHuman(sampleReport(empty), plain)).toBe(
      "No findings, 0 unknown, in 2 sites, 4 files, 3 rules (0.04 s).\n",
    );
  });

  test("lists what could not be known when asked", () => {
    const text = formatCheckHuman(sampleReport(), { ...plain, showUnknowns: true });
    expect(text).toContain(
      "  ? Makefile:2\n      cannot be known here: the value comes from $(shell date)\n",
    );
  });

  test("says a cause once that leaves several things open, with every place", () => {
    const open = (line: number, subject: string) => ({
      file: "lib.sh",
      line,
      reason: `${subject}: $FLAGS is not known`,
      code: "mode",
      subject,
      cause: "$FLAGS is not known",
    });
    const unknowns = [1, 1, 7, 9].map((line, index) => open(line, `the mode of Makefile/${index}`));
    const report = sampleReport({ ...empty, unknowns });
    expect(formatCheckHuman(report, { ...plain, showUnknowns: true })).toStartWith(`  ? lib.sh:1
      cannot be known here: $FLAGS is not known
      Open: the mode of Makefile/0, the mode of Makefile/1, the mode of
      Makefile/2 and 1 more
      Also: lib.sh:7, lib.sh:9

No findings, 4 unknown`);
    const single = sampleReport({ ...empty, unknowns: unknowns.slice(0, 1) });
    expect(formatCheckHuman(single, { ...plain, showUnknowns: true })).toContain(
      "cannot be known here: the mode of Makefile/0: $FLAGS is not known\n",
    );
  });

  test("cannot be made to move the cursor by a file's text", () => {
    expect(toPrintable("a\u001b[2Jb\u202ec\td")).toBe("a\ufffd[2Jb\ufffdc d");
  });

  test("wraps at blanks only", () => {
    expect(wrapText("aa bb cccccc d", 5)).toEqual(["aa bb", "cccccc", "d"]);
  });

  test("cuts a long line around what it marks", () => {
    const text = `${"x".repeat(100)} MARK ${"y".repeat(100)}`;
    const excerpt = excerptOf(sourceFromText({ path: "f", text }), { start: 101, end: 105 }, 40);
    expect(excerpt.line).toHaveLength(40);
    expect(excerpt.line.slice(excerpt.carets.indexOf("^"), excerpt.carets.length)).toBe("MARK");
  });
});

describe("the JSON report", () => {
  test("says which findings have a fix, and whether it is safe", () => {
    const { findings } = JSON.parse(formatCheckJson(sampleReport({ suppressed: [] })));
    expect(findings.map(({ fix }: { fix?: unknown }) => fix)).toEqual([
      { title: "Write -tags prod,metrics", safe: true },
      { title: "Raise Go to 1.25", safe: false },
      undefined,
    ]);
  });

  test("has the fields that others rely on", () => {
    const report = JSON.parse(formatCheckJson(sampleReport()));
    expect(report.schema).toBe(1);
    expect(report.findings[1]).toMatchObject({
      rule: "toolchain/go-older-than-module",
      harm: "S2",
      severity: "warning",
      stage: "enforce",
      outcome: "contradicted",
      file: "Dockerfile",
      line: 1,
      column: 6,
      remedy: "FROM golang:1.25-alpine",
      site: "Dockerfile/build",
    });
    expect(report.findings[2].group).toBe(report.findings[1].group);
    expect(report.findings[0]).not.toHaveProperty("site");
    expect(report.unknown).toEqual([
      { file: "Makefile", line: 2, reason: "the value comes from $(shell date)", code: "make-shell" },
    ]);
    expect(report.counts).toEqual({
      sites: 2,
      files: 4,
      rules: 3,
      findings: 3,
      unknown: 1,
      suppressed: 1,
      excluded: 0,
      off: [],
      bytesRead: 200,
      bytesParsed: 150,
    });
  });
});

describe("the JUnit report", () => {
  const text = formatJunit(sampleReport());

  test("counts its cases as it prints them", () => {
    const count = (pattern: RegExp): number => [...text.matchAll(pattern)].length;
    expect(text).toContain(`tests="${count(/<testcase /g)}" failures="${count(/<failure /g)}"`);
    expect(count(/<failure /g)).toBe(3);
  });

  test("escapes what XML would read", () => {
    expect(text).toContain("100% &lt;sure&gt; &amp; &quot;quoted&quot;");
    expect(text).not.toContain("<sure>");
  });
});

test("GitHub annotations come worst first, with the other side in the message and escapes", () => {
  const lines = formatGithub(sampleReport()).split("\n");
  expect(lines[0]).toStartWith(
    "::error file=Makefile,line=2,endLine=2,col=11,endColumn=31,title=S1 tags/operator-in-tags::",
  );
  expect(lines[1]).toStartWith("::error file=Dockerfile,line=1,");
  expect(lines[1]).toContain("100%25 <sure>");
  expect(lines[1]).toContain("%0Ago.mod:3: the module wants 1.25.0%0AFix: FROM golang:1.25-alpine");
  expect(lines.at(-2)).toBe("3 findings, 1 unknown, in 2 sites, 4 files, 3 rules.");
});

test("GitHub annotations are errors where they fail the run, and only there", () => {
  const levels = (failOn: FailOn): readonly (string | undefined)[] => {
    const { findings, hidden } = sampleReport();
    const report = sampleReport({ findings: [...hidden, ...findings], failOn });
    return formatGithub(report)
      .split("\n")
      .map((line) => /^::(\w+) .*title=(S\d)/.exec(line)?.slice(1).join(" "))
      .filter((level) => level !== undefined);
  };
  expect(levels("enforce")).toEqual(["error S1", "error S2", "error S2", "notice S3"]);
  expect(levels("observe")).toEqual(["error S1", "error S2", "error S2", "error S3"]);
});

test("GitLab entries have what Code Quality needs, and different fingerprints", () => {
  const entries = JSON.parse(formatGitlab(sampleReport()));
  expect(entries[1]).toMatchObject({
    check_name: "toolchain/go-older-than-module",
    severity: "major",
    location: { path: "Dockerfile", lines: { begin: 1 } },
  });
  expect(new Set(entries.map(({ fingerprint }: { fingerprint: string }) => fingerprint)).size).toBe(3);
});

test("the daily list, also the line of --full, is in the formats for machines and cannot start a command there", () => {
  const answer = "1 file would stamp +dirty: a\n::error::b";
  const report = sampleReport({
    ...empty,
    verdicts: [{ question: "work tree", outcome: "contradicted", answer }],
  });
  const line = "contradicted: work tree: 1 file would stamp +dirty: a ::error::b";
  expect(formatGithub(report).split("\n")).toContain(line);
  expect(formatJunit(report)).toContain(line);
});

test("evidence on the finding's own line does not repeat the line or its place", () => {
  const [finding] = sampleReport().findings;
  if (!finding) throw new Error("the sample has no finding");
  const own =
    sampleReport().sourceOf(finding.at.file)?.text.slice(finding.at.span.start, finding.at.span.end) ?? "";
  const evidence = [
    { at: finding.at, shows: own },
    { at: finding.at, shows: "GOTOOLCHAIN allows no switch" },
  ];
  const text = formatCheckHuman(sampleReport({ ...empty, findings: [{ ...finding, evidence }] }), plain);
  expect(text).toContain("      this line:  GOTOOLCHAIN allows no switch\n");
  expect(text.match(/this line:/g)?.length).toBe(1);
  expect(text.split(`${finding.at.file}:`).length - 1).toBe(1);
});

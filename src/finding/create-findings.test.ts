import { expect, test } from "bun:test";
import { sourceFromText } from "../text/source-file.ts";
import { formatBaseline, matchBaseline, parseBaseline } from "./baseline.ts";
import { createFindings } from "./create-findings.ts";
import type { Problem } from "./finding.ts";
import type { RuleInfo } from "./rule-info.ts";

function rule(id: string, harm: RuleInfo["harm"], proof: readonly string[] = ["x"]): RuleInfo {
  return { id, harm, proof, status: "stable", since: "0.1.0", summary: "s", why: "w", remedy: "fix it" };
}

function problem(file: string, start: number, more: Partial<Problem> = {}): Problem {
  return { at: { file, span: { start, end: start + 1 } }, message: "m", ...more };
}

const source = sourceFromText({ path: "f", text: "one\ntwo\nthree\n" });
const sourceOf = () => source;

test("findings come worst first, then by file and place", () => {
  const findings = createFindings({
    sourceOf,
    problems: [
      { rule: rule("b/s3", "S3"), problem: problem("a", 0) },
      { rule: rule("b/s0", "S0"), problem: problem("b", 4) },
      { rule: rule("b/s0", "S0"), problem: problem("b", 0) },
      { rule: rule("b/s0", "S0"), problem: problem("a", 8) },
    ],
  });
  expect(findings.map(({ harm, at }) => `${harm} ${at.file} ${at.span.start}`)).toEqual([
    "S0 a 8",
    "S0 b 0",
    "S0 b 4",
    "S3 a 0",
  ]);
});

test("one line that several sites run is one finding with all its sites", () => {
  const findings = createFindings({
    sourceOf,
    problems: [
      { rule: rule("a/b", "S2"), problem: problem("f", 0, { site: "one", message: "go 1.21 is too old" }) },
      { rule: rule("a/b", "S2"), problem: problem("f", 0, { site: "two", message: "go 1.22 is too old" }) },
    ],
  });
  expect(findings.map(({ sites, message }) => [sites, message])).toEqual([
    [["one", "two"], "go 1.21 is too old"],
  ]);
});

test("two things said of one place by one site stay two findings", () => {
  const at = (message: string) => ({
    rule: rule("a/b", "S2"),
    problem: problem("f", 0, { site: "one", message }),
  });
  expect(createFindings({ sourceOf, problems: [at("x"), at("y"), at("x")] })).toHaveLength(2);
});

test("a case may be less harmful than its rule, and its stage follows", () => {
  const [finding] = createFindings({
    sourceOf,
    problems: [{ rule: rule("a/b", "S1"), problem: problem("f", 0, { harm: "S3" }) }],
  });
  expect([finding?.harm, finding?.severity, finding?.stage]).toEqual(["S3", "note", "warn"]);
});

test("configuration decides the stage of a rule", () => {
  const stages = new Map([["a/b", "observe"]] as const);
  const [finding] = createFindings({
    sourceOf,
    stages,
    problems: [{ rule: rule("a/b", "S0"), problem: problem("f", 0) }],
  });
  expect(finding?.stage).toBe("observe");
});

test("a written baseline holds every finding when it is read again, and reports its slack", () => {
  const findings = createFindings({
    sourceOf,
    problems: [0, 4, 8].map((start) => ({ rule: rule("a/b", "S2"), problem: problem("f", start) })),
  });
  const read = parseBaseline(formatBaseline(findings));
  if ("problem" in read) throw new TypeError(read.problem);
  expect(matchBaseline(findings, read.baseline).known.size).toBe(3);
  const fewer = matchBaseline(findings.slice(1), read.baseline);
  expect(fewer.slack.map(({ fingerprint }) => fingerprint)).toEqual([findings[0]?.fingerprint ?? "none"]);
});

test("a baseline that is no baseline is said to be so", () => {
  expect(parseBaseline("{")).toHaveProperty("problem");
  expect(parseBaseline("[]")).toEqual({ problem: 'no "schema": 1 (--write-baseline writes one)' });
  expect(parseBaseline('{"schema":1}')).toEqual({ problem: 'no list "findings"' });
  expect(parseBaseline('{"schema":1,"findings":[{}]}')).toEqual({
    problem: "entry 1 needs the texts fingerprint, rule and file",
  });
});

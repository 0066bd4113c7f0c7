import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../text/source-file.ts";
import { type AllowEntry, applySuppressions } from "./apply-suppressions.ts";
import { createFindings } from "./create-findings.ts";
import type { RuleInfo } from "./rule-info.ts";
import { commentMarkOf, findAllowComments } from "./suppression.ts";

const rule: RuleInfo = {
  id: "image/thing",
  aliases: ["image/old-name"],
  status: "stable",
  since: "0.1.0",
  harm: "S2",
  proof: ["x"],
  summary: "s",
  why: "w",
  remedy: "r",
};

/** Runs one finding at `needle` in `text` through the suppressions of that text. */
function run(input: {
  file: string;
  text: string;
  needle: string;
  entries?: readonly AllowEntry[];
  site?: string;
}) {
  const source = sourceFromText({ path: input.file, text: input.text });
  const start = input.text.indexOf(input.needle);
  const at = { file: input.file, span: { start, end: start + input.needle.length } };
  const site = input.site === undefined ? {} : { site: input.site };
  const findings = createFindings({
    problems: start === -1 ? [] : [{ rule, problem: { at, message: "m", ...site } }],
    sourceOf: () => source,
  });
  const result = applySuppressions({
    findings,
    files: [source],
    entries: input.entries ?? [],
    today: "2026-11-21",
    resolveRule: (id) => (id === rule.id || rule.aliases?.includes(id) ? rule.id : undefined),
    ran: new Set([rule.id]),
  });
  return {
    reason: result.findings[0]?.suppression?.reason,
    evidence: result.findings[0]?.evidence?.map(({ shows }) => shows) ?? [],
    problems: result.problems.map((problem) => problem.rule.id),
  };
}

describe("a suppression comment", () => {
  test.each([
    ["on the line itself", "Dockerfile", "FROM golang:1 # breakwater:allow image/thing needed here\n"],
    ["on the line above", "Dockerfile", "# breakwater:allow image/thing needed here\nFROM golang:1\n"],
    [
      "above other comments",
      "Makefile",
      "# breakwater:allow image/thing needed here\n# more\nFROM golang:1\n",
    ],
    ["in a go.mod", "go.mod", "// breakwater:allow image/thing needed here\nFROM golang:1\n"],
    [
      "inside a block scalar",
      "ci.yml",
      "run: |\n  # breakwater:allow image/thing needed here\n  FROM golang:1\n",
    ],
    [
      "above a continued command",
      "build.sh",
      "# breakwater:allow image/thing needed here\ngo build \\\n  FROM golang:1\n",
    ],
    ["with CRLF line ends", "Dockerfile", "# breakwater:allow image/thing needed here\r\nFROM golang:1\r\n"],
    ["by an old rule id", "Dockerfile", "# breakwater:allow image/old-name needed here\nFROM golang:1\n"],
    [
      "with a day still to come",
      "Dockerfile",
      "# breakwater:allow image/thing needed until=2026-11-21 here\nFROM golang:1\n",
    ],
  ])("counts %s", (_, file, text) => {
    expect(run({ file, text, needle: "FROM golang:1" })).toEqual({
      reason: "needed here",
      evidence: [],
      problems: [],
    });
  });

  test("behind another line's code does not speak for the next line", () => {
    const text = "RUN x # breakwater:allow image/thing needed here\nFROM golang:1\n";
    expect(run({ file: "Dockerfile", text, needle: "FROM golang:1" })).toEqual({
      reason: undefined,
      evidence: [],
      problems: ["suppressions/unused"],
    });
  });

  test.each([
    "until=2027-01-01",
    "\u00a0\u200b",
    "\u2060 \u200d",
  ])("without a reason that can be read (%j) is not honoured and is reported", (words) => {
    const text = `FROM golang:1 # breakwater:allow image/thing ${words}\n`;
    expect(run({ file: "Dockerfile", text, needle: "FROM golang:1" })).toEqual({
      reason: undefined,
      evidence: [],
      problems: ["suppressions/without-reason"],
    });
  });

  test.each([
    "2026-13-01",
    "2025-1-1",
    "tomorrow",
    "2027-02-30",
    "",
  ])("with the day %p is not honoured and is reported", (day) => {
    const text = `FROM golang:1 # breakwater:allow image/thing slow mirror until=${day}\n`;
    expect(run({ file: "Dockerfile", text, needle: "FROM golang:1" })).toEqual({
      reason: undefined,
      evidence: [],
      problems: ["suppressions/invalid-until"],
    });
  });

  test("past its day lets the finding return with the old reason", () => {
    const text = "FROM golang:1 # breakwater:allow image/thing slow mirror until=2026-11-20\n";
    expect(run({ file: "Dockerfile", text, needle: "FROM golang:1" })).toEqual({
      reason: undefined,
      evidence: ["was allowed until 2026-11-20: slow mirror"],
      problems: [],
    });
  });

  test("of a rule that does not exist is reported", () => {
    const text = "FROM golang:1 # breakwater:allow image/think because,image/thing\n";
    expect(run({ file: "Dockerfile", text, needle: "nothing" }).problems).toEqual([
      "suppressions/unknown-rule",
    ]);
  });

  test("that matches no finding is reported", () => {
    const text = "FROM golang:1 # breakwater:allow image/thing because\n";
    expect(run({ file: "Dockerfile", text, needle: "nothing" }).problems).toEqual(["suppressions/unused"]);
  });

  test("inside a string, or in a file kind without comments, is no comment", () => {
    expect(
      findAllowComments(sourceFromText({ path: "a.go", text: 'x := "# breakwater:allow a/b c"' })),
    ).toEqual([]);
    expect(findAllowComments(sourceFromText({ path: "go.sum", text: "# breakwater:allow a/b c" }))).toEqual(
      [],
    );
    expect(commentMarkOf("vendor/modules.txt")).toBeUndefined();
  });
});

describe("an allow entry of the configuration", () => {
  const entry: AllowEntry = {
    rule: "image/thing",
    path: "deploy/**",
    site: undefined,
    reason: "base image of the platform team",
    owner: "@platform",
    until: undefined,
    at: { file: ".breakwater.yaml", span: { start: 0, end: 1 } },
  };

  test("covers the paths of its glob and names its owner", () => {
    const found = run({
      file: "deploy/Dockerfile",
      text: "FROM golang:1",
      needle: "FROM golang:1",
      entries: [entry],
    });
    expect(found).toEqual({
      reason: "base image of the platform team (@platform)",
      evidence: [],
      problems: [],
    });
  });

  test("elsewhere does nothing and is reported", () => {
    const found = run({
      file: "Dockerfile",
      text: "FROM golang:1",
      needle: "FROM golang:1",
      entries: [entry],
    });
    expect(found).toEqual({ reason: undefined, evidence: [], problems: ["suppressions/unused"] });
  });

  test("for a site covers that site only", () => {
    const forSite = { ...entry, path: undefined, site: "Dockerfile/*" };
    const input = { file: "Dockerfile", text: "FROM golang:1", needle: "FROM golang:1", entries: [forSite] };
    expect(run({ ...input, site: "Dockerfile/build" }).reason).toBe(
      "base image of the platform team (@platform)",
    );
    expect(run({ ...input, site: "ci.yml/build" }).reason).toBeUndefined();
    expect(run(input).reason).toBeUndefined();
  });
});

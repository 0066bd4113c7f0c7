import { describe, expect, test } from "bun:test";
import type { Finding } from "../finding/finding.ts";
import { sourceFromText } from "../text/source-file.ts";
import { judgeFixes } from "./judge-fixes.ts";
import { contentsOf, type FixableFinding, planFixes } from "./plan-fixes.ts";

const text = "one two three\n";

function finding(rule: string, [start, end, replacement]: readonly [number, number, string]): FixableFinding {
  const at = { file: "a.yml", span: { start, end } };
  return {
    rule,
    at,
    message: rule,
    remedy: "",
    harm: "S3",
    severity: "note",
    stage: "warn",
    outcome: "contradicted",
    group: rule,
    fingerprint: `${rule}${start}`,
    sites: [],
    suppression: undefined,
    fix: { title: rule, isSafe: true, edits: [{ at, text: replacement }] },
  };
}

async function plan(
  findings: readonly FixableFinding[],
  judge: (text: string, fixed: readonly Finding[]) => string | undefined = () => undefined,
) {
  const sourceOf = (file: string) => (file === "a.yml" ? sourceFromText({ path: file, text }) : undefined);
  const result = await planFixes({
    findings,
    sourceOf,
    refuse: () => undefined,
    judge: async (contents, fixed) => judge(contents.get("a.yml") ?? text, fixed),
  });
  return {
    text: contentsOf(result.edits, { sourceOf }).get("a.yml") ?? text,
    fixed: result.fixed.map(({ rule }) => rule),
    left: result.left.map(({ finding: { rule }, reason }) => `${rule}: ${reason}`),
  };
}

describe("fixes that are planned together", () => {
  test("all change their own place", async () => {
    const got = await plan([finding("b", [8, 13, "3"]), finding("a", [0, 3, "1"])]);
    expect(got).toEqual({ text: "1 two 3\n", fixed: ["b", "a"], left: [] });
  });

  test("do not change the same text twice", async () => {
    const got = await plan([finding("a", [0, 7, "1"]), finding("b", [4, 7, "2"])]);
    expect(got.text).toBe("1 three\n");
    expect(got.left).toEqual(["b: another fix changes the same text: run fix again"]);
  });

  test("and are the same edit count both", async () => {
    const got = await plan([finding("a", [0, 3, "1"]), finding("b", [0, 3, "1"])]);
    expect(got).toEqual({ text: "1 two three\n", fixed: ["a", "b"], left: [] });
  });

  test("leave out the one that breaks something, and keep the rest", async () => {
    const got = await plan([finding("bad", [0, 3, "!"]), finding("good", [4, 7, "2"])], (result) =>
      result.startsWith("!") ? "go would stop" : undefined,
    );
    expect(got).toEqual({ text: "one 2 three\n", fixed: ["good"], left: ["bad: go would stop"] });
  });

  test("are refused at a place that is not there", async () => {
    const got = await plan([finding("a", [0, 99, ""])]);
    expect(got.left).toEqual(["a: a.yml has no such place"]);
  });
});

describe("a fixed tree is judged", () => {
  const a = finding("a", [0, 3, ""]);
  const b = finding("b", [4, 7, ""]);
  const state = (
    findings: readonly Finding[],
    open: readonly string[] = [],
    sites: readonly string[] = ["s"],
  ) => ({
    findings,
    unknowns: open.map((reason) => ({ file: "a.yml", reason, site: "s" })),
    sites,
  });

  test.each([
    ["as promised when the finding is gone", state([b]), undefined],
    ["unchanged when the finding is still there", state([a, b]), "a would still be found in a.yml"],
    [
      "worse with a finding of another kind",
      state([b, finding("c", [0, 1, ""])]),
      "c would be found in a.yml",
    ],
    ["worse with more unknown", state([b], ["why"]), "more would be unknown: why"],
    ["worse without one of its sites", state([b], [], []), "the site s would be gone"],
  ])("%s", (_, after, wanted) => {
    expect(judgeFixes(state([a, b]), after, [a])).toBe(wanted);
  });

  test.each([
    ["may show drift that a stopped command hid", "S2", "S3", ["s"], undefined],
    ["may not show drift in another site", "S2", "S3", ["t"], "c would be found in a.yml"],
    ["may not show more than drift", "S2", "S2", ["s"], "c would be found in a.yml"],
    ["may not show drift in the place of drift", "S3", "S3", ["s"], "c would be found in a.yml"],
  ] as const)("%s", (_, fixedHarm, newHarm, sites, wanted) => {
    const stopped: Finding = { ...a, harm: fixedHarm, sites: ["s"] };
    const shown: Finding = { ...finding("c", [0, 1, ""]), harm: newHarm, sites: [...sites] };
    expect(judgeFixes(state([stopped]), state([shown]), [stopped])).toBe(wanted);
  });

  test("may leave open what only a site that no longer stops has to know", () => {
    const stopped: Finding = { ...a, harm: "S2", sites: ["s"] };
    const elsewhere: Finding = { ...stopped, sites: ["t"] };
    expect(judgeFixes(state([stopped]), state([], ["why"]), [stopped])).toBeUndefined();
    expect(judgeFixes(state([elsewhere]), state([], ["why"]), [elsewhere])).toBe(
      "more would be unknown: why",
    );
  });
});

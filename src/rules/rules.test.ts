import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readConfig } from "../cli/config.ts";
import { fixRuleCase } from "../cli/fix-rule-case.ts";
import { parseTxtar } from "../text/txtar.ts";
import { rules } from "./index.gen.ts";
import { parseRuleCases, runRuleCase } from "./rule-cases.ts";

const folder = import.meta.dir;
const root = join(folder, "../..");

/** Ids of all rule files: `subject/name.ts` beside `subject/name.txtar`. */
const files = readdirSync(folder, { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .flatMap(({ name }) => readdirSync(join(folder, name)).map((file) => `${name}/${file}`));
const archives = files.filter((file) => file.endsWith(".txtar")).map((file) => file.replace(/\.txtar$/, ""));
const sources = files
  .filter((file) => file.endsWith(".ts") && !file.endsWith(".test.ts") && !file.includes("/_"))
  .map((file) => file.replace(/\.ts$/, ""));
const versions = [...readFileSync(join(root, "CHANGELOG.md"), "utf8").matchAll(/^## (\d+\.\d+\.\d+)/gm)].map(
  ([, version]) => version,
);

describe("the inventory", () => {
  test("has rules, and every rule file is in the index under its own name", () => {
    expect(sources.length).toBeGreaterThan(0);
    expect(rules.map(({ id }) => id)).toEqual([...sources].sort());
  });

  test("has one archive of cases beside every rule", () => {
    expect([...archives].sort()).toEqual([...sources].sort());
  });

  test("gives no two rules one id or alias", () => {
    const ids = rules.flatMap(({ id, aliases }) => [id, ...(aliases ?? [])]);
    expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  });
});

describe.each(rules.map((rule) => [rule.id, rule] as const))("the rule %s", (id, rule) => {
  const cases = parseRuleCases(parseTxtar(readFileSync(join(folder, `${id}.txtar`), "utf8")));

  test("has a bad case, a good case and one that only looks similar", () => {
    const names = cases.map(({ name }) => name);
    expect(names).toContain("bad");
    expect(names).toContain("good");
    expect(cases.filter(({ want }) => want !== "").length).toBeGreaterThan(0);
    expect(cases.filter(({ name, want }) => name !== "good" && want === "").length).toBeGreaterThan(0);
  });

  test("shows in a case what it can fix", () => {
    const source = readFileSync(join(folder, `${id}.ts`), "utf8");
    const canFix = /\bisSafe\b|\braiseVersion\(|\bfixSetting\(/.test(source);
    expect(cases.some(({ fix }) => fix !== "")).toBe(canFix);
  });

  test("has words for people, a version that exists and proof that exists", () => {
    for (const text of [rule.summary, rule.why, rule.remedy]) expect(text.length).toBeGreaterThan(10);
    expect(versions).toContain(rule.since);
    for (const name of rule.proof) expect(existsSync(join(root, "lab", `${name}.txtar`))).toBe(true);
  });

  test.each(
    cases.map((each) => [each.name, each] as const),
  )("says what is wanted to the case %s", async (_, each) => {
    const got = await runRuleCase(rule, each, async (tree) => (await readConfig(tree)).contract);
    expect(got).toBe(each.want);
  });

  test.each(
    cases.map((each) => [each.name, each] as const),
  )("is fixed as wanted in the case %s, and a second time nothing changes", async (_, each) => {
    const got = await fixRuleCase(rule, each);
    expect(got).toEqual({ text: each.fix, left: [], again: "" });
  });
});

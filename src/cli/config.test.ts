import { describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sourceFromText } from "../text/source-file.ts";
import { createFolderTree } from "../workspace/tree/folder-tree.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { parseConfig, readConfig } from "./config.ts";
import { configJsonSchema } from "./config-schema.ts";

const parse = (text: string) => parseConfig(sourceFromText({ path: ".breakwater.yaml", text }));

test("an empty configuration is the default one", async () => {
  expect(await parse("")).toMatchObject({ contract: { policy: "floor", exceptions: [] }, allow: [] });
  expect(await parse("# nothing yet\n")).toMatchObject({ contract: { policy: "floor" } });
});

test("a full configuration is read with the places of its entries", async () => {
  const text = `go:
  policy: lockstep
  sites:
    - site: "*.github/workflows/nightly*"
      reason: tries the next Go
tags:
  exclusive: [[prod, test]]
rules:
  image/unpinned-base-image: { stage: off, reason: Renovate pins them }
allow:
  - rule: tags/x
    path: examples/**
    reason: shows the mistake
    owner: "@docs"
    until: 2027-01-31
exclude: [third_party]
baseline: breakwater-baseline.json
`;
  const config = await parse(text);
  expect(config.contract.policy).toBe("lockstep");
  expect(config.contract.exceptions.map(({ site }) => site)).toEqual(["*.github/workflows/nightly*"]);
  expect(config.contract.exclusiveTags).toEqual([["prod", "test"]]);
  expect(config.stages.get("image/unpinned-base-image")?.stage).toBe("off");
  const [entry] = config.allow;
  expect(entry).toMatchObject({ rule: "tags/x", path: "examples/**", owner: "@docs", until: "2027-01-31" });
  expect(text.slice(entry?.at.span.start).startsWith("rule: tags/x")).toBe(true);
  expect(config.exclude).toEqual(["third_party"]);
  expect(config.baseline).toBe("breakwater-baseline.json");
});

describe("a mistake is one line with its place:", () => {
  test.each([
    ["an unknown key", "go: floor\nrulez: {}\n", '.breakwater.yaml:2:1: unknown key "rulez"'],
    [
      "an unknown key further in",
      "go:\n  policy: floor\n  site: []\n",
      '.breakwater.yaml:3:3: unknown key "site" in go',
    ],
    ["a policy that does not exist", "go: sometimes\n", ".breakwater.yaml:1:5: "],
    ["a suppression without reason", "allow:\n  - rule: a/b\n    owner: me\n", ".breakwater.yaml:2:5: "],
    ["a number where text belongs", "baseline: 1.20\n", ".breakwater.yaml:1:11: "],
    [
      "a reason of blanks",
      'rules:\n  a/b: { stage: off, reason: "  " }\n',
      ".breakwater.yaml:2:30: only blanks where words belong in rules.a/b.reason",
    ],
    [
      "a key that JavaScript hides",
      "rules:\n  __proto__: { stage: off }\n",
      '.breakwater.yaml:2:3: unknown key "__proto__"',
    ],
    ["broken YAML", "go: [\n", ".breakwater.yaml:"],
    ["a list instead of a mapping", "- go\n", ".breakwater.yaml:1:1: "],
    [
      "a date that is none",
      "allow:\n  - { rule: a/b, reason: r, owner: o, until: soon }\n",
      ".breakwater.yaml:2:46: ",
    ],
    [
      "a day that no calendar has",
      "allow:\n  - { rule: a/b, reason: r, owner: o, until: 2027-02-30 }\n",
      ".breakwater.yaml:2:46: there is no such day",
    ],
    [
      "a month that no calendar has",
      "allow:\n  - { rule: a/b, reason: r, owner: o, until: 2026-13-41 }\n",
      ".breakwater.yaml:2:46: there is no such day",
    ],
  ])("%s", async (_, text, expected) => {
    const error = await parse(text).catch((thrown: unknown) => thrown);
    expect(error).toHaveProperty("code", "bad-config");
    expect(error instanceof Error ? error.message : "").toStartWith(`Cannot use ${expected}`);
    expect(error instanceof Error ? error.message : "").not.toContain("\n");
  });
});

test("a value of the wrong kind comes with the form that is right", async () => {
  const error = await parse("rules: { tags/x: off }\n").catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({
    hint: "it is written rules: { RULE: { stage: off, reason: … } }, the stage one of off, observe, warn, enforce; docs/configuration.md lists every key",
  });
  const list = await parse("exclude: third_party\n").catch((thrown: unknown) => thrown);
  expect(list).toMatchObject({ hint: expect.stringContaining("exclude: [third_party/**]") });
});

test("the JSON Schema knows every key and refuses others", () => {
  const schema = configJsonSchema();
  expect(schema).toMatchObject({ type: "object", additionalProperties: false });
  expect(Object.keys((schema as { properties: object }).properties).sort()).toEqual([
    "allow",
    "baseline",
    "exclude",
    "go",
    "rules",
    "tags",
  ]);
});

test("a folder in the place of the configuration is a mistake, also an empty one", async () => {
  const reason = "Cannot read .breakwater.yaml: it is a folder";
  await expect(readConfig(createMemoryTree({ ".breakwater.yaml/rules": "" }))).rejects.toThrow(reason);
  const folder = mkdtempSync(join(tmpdir(), "breakwater-config-"));
  try {
    mkdirSync(join(folder, ".breakwater.yaml"));
    await expect(readConfig(createFolderTree(folder))).rejects.toThrow(reason);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

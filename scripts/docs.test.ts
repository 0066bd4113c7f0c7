import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { suppressionRules } from "../src/finding/suppression-rules.ts";
import { rules } from "../src/rules/index.gen.ts";

const root = join(import.meta.dir, "..");
const guides = [
  "README.md",
  "CONTRIBUTING.md",
  ...readdirSync(join(root, "docs"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/${name}`),
  ...readdirSync(join(root, "docs/guides"))
    .filter((name) => name.endsWith(".md"))
    .map((name) => `docs/guides/${name}`),
];
const ids = new Set([...rules, ...suppressionRules].map(({ id }) => id));
const scripts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts as Record<
  string,
  string
>;

describe.each(guides)("%s", (guide) => {
  const text = readFileSync(join(root, guide), "utf8");

  test("links only to files that exist", () => {
    const links = [...text.matchAll(/\]\(([^)#]+)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^https?:/.test(link));
    expect(links.filter((link) => !existsSync(join(root, dirname(guide), link)))).toEqual([]);
  });

  test("names only rules that exist", () => {
    const named = [...text.matchAll(/(?:breakwater explain|breakwater:allow|rule:) ([a-z]+\/[a-z-]+)/g)].map(
      ([, id = ""]) => id,
    );
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  test("names only npm scripts that exist", () => {
    const named = [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

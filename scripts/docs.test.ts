import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { version } from "../src/cli/version.ts";
import { suppressionRules } from "../src/finding/suppression-rules.ts";
import { rules } from "../src/rules/index.gen.ts";
import { pages, root } from "../test/docs/pages.ts";

/** The page of releases, beside the repository on a forge: no file. */
const releases = "../../releases";
const ids = new Set([...rules, ...suppressionRules].map(({ id }) => id));
const scripts = JSON.parse(readFileSync(join(root, "package.json"), "utf8")).scripts as Record<
  string,
  string
>;

const guides = pages.filter(({ isGenerated }) => !isGenerated);

test("there are guides to read", () => {
  expect(guides.length).toBeGreaterThan(10);
});

describe.each(guides)("$path", ({ path: guide, text }) => {
  test("links only to files that exist", () => {
    const links = [...text.matchAll(/\]\(([^)#]+)/g)]
      .map(([, link = ""]) => link)
      .filter((link) => !/^https?:/.test(link) && link !== releases);
    expect(links.filter((link) => !existsSync(join(root, dirname(guide), link)))).toEqual([]);
  });

  test("names only rules that exist", () => {
    const named = [...text.matchAll(/(?:breakwater explain|breakwater:allow|rule:) ([a-z]+\/[a-z-]+)/g)].map(
      ([, id = ""]) => id,
    );
    expect(named.filter((id) => !ids.has(id))).toEqual([]);
  });

  test("names the version of today", () => {
    const named = [...text.matchAll(/(?:breakwater@v|ref: v)(\d+\.\d+\.\d+)/g)].map(
      ([, found = ""]) => found,
    );
    expect(named.filter((found) => found !== version)).toEqual([]);
  });

  test("names only npm scripts that exist", () => {
    const named = [...text.matchAll(/npm run ([a-z:-]+)/g)].map(([, name = ""]) => name);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  });
});

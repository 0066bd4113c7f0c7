/** The configuration that the documentation shows is one that Breakwater takes. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { createDocsHome, type DocsHome } from "./docs-home.ts";
import { pages } from "./pages.ts";
import { parseBlocks } from "./shell-blocks.ts";

setDefaultTimeout(120_000);

const shown = pages.flatMap(({ path, text }) =>
  parseBlocks(text)
    .filter(
      ({ language, text: inside }) => language === "yaml" && /^(?:go|rules|allow|exclude):/m.test(inside),
    )
    .map(({ line, text: inside }) => ({ name: `${path}:${line}`, text: inside })),
);
let home: DocsHome | undefined;

beforeAll(() => {
  home = createDocsHome({ downloads: false });
});

afterAll(() => home?.remove());

function check(text: string): { readonly status: number | null; readonly stderr: string } {
  if (home === undefined) throw new Error("There is no home to run it in");
  const options = { cwd: home.repository, env: { ...home.environment }, encoding: "utf8" } as const;
  spawnSync("breakwater", ["check", "--write-baseline", "breakwater-baseline.json"], options);
  writeFileSync(join(home.repository, ".breakwater.yaml"), text);
  return spawnSync("breakwater", ["check"], options);
}

test("pages show configuration", () => {
  expect(shown.length).toBeGreaterThan(1);
});

test.each(shown)("$name is taken", ({ text }) => {
  expect(check(text)).toMatchObject({ stderr: "" });
  expect(check(text).status).toBeLessThan(2);
});

test("a key that nobody knows is not taken", () => {
  expect(check(`${shown[0]?.text}\ngoo: floor\n`).status).toBe(2);
});

test("the README counts what the evidence counts", () => {
  const readme = pages.find(({ path }) => path === "README.md")?.text ?? "";
  const evidence = pages.find(({ path }) => path === "docs/evidence/check.md")?.text ?? "";
  const [, repositories, places] =
    /^(\d+) repositories, (\d+) sites, \d+ findings of S0–S2/m.exec(evidence) ?? [];
  expect(Number(repositories)).toBeGreaterThan(0);
  expect(readme.replace(/(\d),(\d)/g, "$1$2")).toContain(`In ${repositories} repositories, ${places} places`);
});

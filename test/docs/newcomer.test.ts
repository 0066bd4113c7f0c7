/** A newcomer's walk: from the download folder to the first true answer, by the commands of the README and nothing else. */
import { afterAll, expect, setDefaultTimeout, test } from "bun:test";
import { cpSync, existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { compileOnce } from "../gate/compile-once.ts";
import { createBareRoot } from "./bare-root.ts";
import { createDocsHome, own } from "./docs-home.ts";
import { pages } from "./pages.ts";
import { asReader } from "./run-block.ts";
import { parseBlocks } from "./shell-blocks.ts";

setDefaultTimeout(180_000);

const readme = pages.find(({ path }) => path === "README.md")?.text ?? "";
const first = parseBlocks(readme).find(({ folder }) => folder === "~/Downloads");
const commands = (first?.text ?? "").split("\n").filter((line) => /^[^#\s]/.test(line));
const root = own === undefined ? "nothing is released for this machine" : createBareRoot(compileOnce());

afterAll(() => {
  if (typeof root !== "string") root.remove();
});

test("the README's way to the first answer is at most three commands", () => {
  expect(commands.length).toBeGreaterThan(0);
  expect(commands.length).toBeLessThanOrEqual(3);
});

if (typeof root === "string") {
  test.skip(`the walk is SKIPPED: ${root}`, () => undefined);
} else {
  test("a bare machine without Node, Bun and Go gets a true answer within a minute", () => {
    const home = createDocsHome({ downloads: true });
    const there = join(root.folder, "home/newcomer");
    cpSync(join(home.folder, "Downloads"), join(there, "Downloads"), { recursive: true });
    cpSync(home.repository, join(there, "src/ledger"), { recursive: true });
    home.remove();
    expect(readdirSync(there).sort()).toEqual(["Downloads", "src"]);
    for (const program of ["node", "npm", "bun", "go", "git", "breakwater"])
      expect(root.run(`command -v ${program}`).stdout).toBe("");

    const startedAt = performance.now();
    const { status, stdout, stderr } = root.run(asReader(commands.join("\n")));
    const seconds = (performance.now() - startedAt) / 1000;
    expect(stderr).toBe("");
    // Two findings that fail a build: so says the exit code, too.
    expect(status).toBe(1);
    expect(stdout).toContain("Makefile:2      CGO_ENABLED=0 go build -tags 'prod+metrics'");
    expect(stdout).toContain("go.mod requires go\n    >= 1.25.0 (running go 1.24.x; GOTOOLCHAIN=local)");
    expect(stdout).toMatch(/^2 findings, 0 unknown, in 3 sites, \d+ files, \d+ rules \([\d.]+ s\)\.\n$/m);
    expect(seconds).toBeLessThan(60);
    expect(existsSync(join(there, ".cache"))).toBe(false);
    console.log(`docs: a newcomer's walk of ${commands.length} commands took ${seconds.toFixed(1)} s`);
  });
}

/** Every shell block of the documentation, run as it stands. */
import { afterAll, beforeAll, describe, expect, setDefaultTimeout, test } from "bun:test";
import { createDocsHome, type DocsHome, own } from "./docs-home.ts";
import { pages } from "./pages.ts";
import { runBlock } from "./run-block.ts";
import { indentedCode, isShell, parseBlocks } from "./shell-blocks.ts";

setDefaultTimeout(180_000);

/** What a block may be that is not run: data and output. */
const silent = ["yaml", "dockerfile", "json", "text", "toml", "diff", "go"];
const shellPages = pages
  .map((page) => ({ ...page, blocks: parseBlocks(page.text).filter(isShell) }))
  .filter(({ blocks }) => blocks.length > 0);
const counts = { run: 0, notRun: [] as string[], standIns: 0 };

describe("the documentation", () => {
  test("has shell blocks", () => {
    expect(shellPages.length).toBeGreaterThan(0);
    expect(shellPages.map(({ path }) => path)).toContain("README.md");
  });

  test.each(
    pages.filter(({ isGenerated }) => !isGenerated).map(({ path, text }) => [path, text] as const),
  )("says of each block of %s what it is", (_, text) => {
    const unnamed = parseBlocks(text).filter((block) => !isShell(block) && !silent.includes(block.language));
    expect(unnamed.map(({ line, language }) => `line ${line}: ${language || "no language"}`)).toEqual([]);
    expect(indentedCode(text)).toEqual([]);
  });

  test("has no command in a generated page outside of the help texts", () => {
    const blocks = pages
      .filter(({ isGenerated, path }) => isGenerated && path !== "docs/cli.md")
      .flatMap(({ path, text }) =>
        parseBlocks(text).map(({ text: inside, line }) => ({ path, line, inside })),
      );
    expect(blocks.length).toBeGreaterThan(0);
    expect(blocks.filter(({ inside }) => /^\$? ?breakwater /m.test(inside))).toEqual([]);
  });
});

for (const { path, text, blocks } of shellPages) {
  describe(path, () => {
    let home: DocsHome | undefined;
    // A reader goes from the top of a page to its end in one folder.
    beforeAll(() => {
      if (blocks.some(({ notRun }) => notRun === undefined))
        home = createDocsHome({ downloads: text.includes("<!-- run in ~/Downloads -->") });
    });
    afterAll(() => {
      counts.standIns += home?.standIns().length ?? 0;
      home?.remove();
    });

    for (const block of blocks) {
      const name = `line ${block.line}: ${block.text.split("\n")[0]}`;
      const reason =
        block.notRun ??
        (block.folder === "~/Downloads" && own === undefined
          ? "nothing is released for this machine"
          : undefined);
      if (reason !== undefined) {
        counts.notRun.push(`${path}:${block.line}: ${reason}`);
        test.skip(`${name} (not run: ${reason})`, () => undefined);
        continue;
      }
      test(name, () => {
        if (home === undefined) throw new Error("There is no home to run it in");
        const outcome = runBlock(block, home);
        if (outcome.kind === "not here") {
          counts.notRun.push(`${path}:${block.line}: ${outcome.reason}`);
          return;
        }
        expect(outcome).toEqual({ kind: "good" });
        counts.run++;
      });
    }
  });
}

afterAll(() => {
  for (const reason of counts.notRun) console.log(`docs: not run: ${reason}`);
  const total = shellPages.reduce((sum, { blocks }) => sum + blocks.length, 0);
  console.log(
    `docs: ${total} shell blocks in ${shellPages.length} pages, ${counts.run} run, ${counts.notRun.length} not run; ${counts.standIns} calls of stand-ins`,
  );
});

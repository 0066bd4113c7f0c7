/** The examples below the help of each command, run as they stand. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { runGo } from "../differential/go-command.ts";
import { createDocsHome, type DocsHome } from "./docs-home.ts";
import { pages } from "./pages.ts";
import { runBlock } from "./run-block.ts";
import { parseBlocks } from "./shell-blocks.ts";

setDefaultTimeout(120_000);

const help = pages.find(({ path }) => path === "docs/cli.md")?.text ?? "";
const examples = parseBlocks(help).flatMap(({ text, line }) => {
  const [before = "", after = ""] = text.split(/^Examples:\n/m);
  const first = line + before.split("\n").length;
  return after.split("\n").flatMap((example, index) => {
    const words = example.trim();
    return words === "" ? [] : [{ name: `line ${first + index}: ${words}`, words, line: first + index }];
  });
});
let home: DocsHome | undefined;

beforeAll(async () => {
  home = createDocsHome({ downloads: false });
  // What `inspect` looks at.
  const built = await runGo(["build", "-o", "bin/ledger", "./cmd/ledger"], { folder: home.repository });
  if (built.exitCode !== 0) throw new Error(`Cannot build bin/ledger: ${built.stderr}`);
});

afterAll(() => {
  home?.remove();
  console.log(`docs: ${examples.length} examples of the help run`);
});

test("every command has examples", () => {
  const commands = [...help.matchAll(/^## breakwater/gm)].length;
  expect(commands).toBeGreaterThan(0);
  expect(help.match(/^Examples:$/gm)).toHaveLength(commands);
  expect(examples.length).toBeGreaterThanOrEqual(commands);
});

for (const { name, words, line } of examples) {
  const language = /completion (bash|zsh|fish)/.exec(words)?.[1] ?? "sh";
  const missing = language !== "sh" && Bun.which(language) === null;
  test.skipIf(missing)(`${name}${missing ? `: SKIPPED, there is no ${language}` : ""}`, () => {
    if (home === undefined) throw new Error("There is no home to run it in");
    expect(runBlock({ language, line, text: `${words}\n` }, home)).toEqual({ kind: "good" });
  });
}

/** The examples below the help of each command, run as they stand. */

import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
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
  const built = await runGo(["build", "-tags", "netgo", "-o", "bin/ledger", "./cmd/ledger"], {
    folder: home.repository,
    // As its Dockerfile promises.
    environment: { CGO_ENABLED: "0" },
  });
  if (built.exitCode !== 0) throw new Error(`Cannot build bin/ledger: ${built.stderr}`);
  saveImage(home.repository);
});

afterAll(() => {
  home?.remove();
  const run = examples.filter(({ words }) => whyNotRun(words) === undefined).length;
  console.log(
    `docs: ${run} examples of the help run, ${examples.length - run} not: they need a registry, or serve until they are stopped`,
  );
});

test("every command has examples", () => {
  const commands = [...help.matchAll(/^## breakwater/gm)].length;
  expect(commands).toBeGreaterThan(0);
  expect(help.match(/^Examples:$/gm)).toHaveLength(commands);
  expect(examples.length).toBeGreaterThanOrEqual(commands);
});

function whyNotRun(words: string): string | undefined {
  if (words.includes("registry.example.com")) return "needs a registry";
  // test/proxy starts it, on ports of its own.
  return /^breakwater proxy(?! \w)/.test(words) ? "serves until it is stopped" : undefined;
}

/** `ledger.tar` as `docker save` writes it: one layer that holds the program. */
function saveImage(repository: string): void {
  const folder = mkdtempSync(join(tmpdir(), "image-"));
  const tar = (...words: string[]): void => {
    const done = Bun.spawnSync(["tar", ...words]);
    if (done.exitCode !== 0) throw new Error(`tar ${words.join(" ")}: ${done.stderr}`);
  };
  const layer = join(folder, "layer.tar");
  tar("-cf", layer, "-C", repository, "bin/ledger");
  const diffId = `sha256:${createHash("sha256").update(readFileSync(layer)).digest("hex")}`;
  const architecture = process.arch === "x64" ? "amd64" : "arm64";
  const config = { Entrypoint: ["/bin/ledger"] };
  const rootfs = { type: "layers", diff_ids: [diffId] };
  writeFileSync(join(folder, "config.json"), JSON.stringify({ architecture, os: "linux", config, rootfs }));
  const manifest = [{ Config: "config.json", RepoTags: ["ledger:1.4"], Layers: ["layer.tar"] }];
  writeFileSync(join(folder, "manifest.json"), JSON.stringify(manifest));
  tar("-cf", join(repository, "ledger.tar"), "-C", folder, "manifest.json", "config.json", "layer.tar");
}

for (const { name, words, line } of examples) {
  const reason = whyNotRun(words);
  if (reason !== undefined) {
    test.skip(`${name} (not run: ${reason})`, () => undefined);
    continue;
  }
  const language = /completion (bash|zsh|fish)/.exec(words)?.[1] ?? "sh";
  const missing = language !== "sh" && Bun.which(language) === null;
  test.skipIf(missing)(`${name}${missing ? `: SKIPPED, there is no ${language}` : ""}`, () => {
    if (home === undefined) throw new Error("There is no home to run it in");
    expect(runBlock({ language, line, text: `${words}\n` }, home)).toEqual({ kind: "good" });
  });
}

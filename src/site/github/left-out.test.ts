/** What a step or job that may be left out, or never runs, means for the rest. */
import { beforeAll, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { loadShellGrammar } from "../../workspace/shell/grammar.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

beforeAll(loadShellGrammar);

async function sitesOf(jobs: string) {
  const files = {
    "go.mod": "module example.com/m\n\ngo 1.24.0\n",
    "main.go": "package main\n\nfunc main() {}\n",
    ".github/workflows/ci.yml": `on: push\njobs:\n${jobs}`,
  };
  return resolveSites(await readWorkspace(createMemoryTree(files))).sites;
}

test.each([
  "failure()",
  "hashFiles('x.lock') != ''",
])("what a step behind %s installs and writes is open", async (condition) => {
  const [site] = await sitesOf(
    `  a:\n    runs-on: ubuntu-latest\n    container: golang:1.24-alpine\n    steps:\n      - run: go build ./a\n      - if: ${condition}\n        run: apk add gcc musl-dev\n      - run: go build ./b\n      - if: ${condition}\n        run: go env -w GOFLAGS=-mod=mod\n      - run: go build ./c\n`,
  );
  expect(
    site?.commands
      .filter(({ text }) => text.startsWith("go build"))
      .map(({ cgo, mode }) => [cgo.value, mode.value]),
  ).toEqual([
    ["off", "readonly"],
    ["unknown", "readonly"],
    ["unknown", "unknown"],
  ]);
});

test("a job that needs one that never runs is no site, unless it asks for the outcome", async () => {
  const job = (name: string, lines: string): string =>
    `  ${name}:\n    runs-on: ubuntu-latest\n${lines}    steps:\n      - run: go build ./${name}\n`;
  const sites = await sitesOf(
    job("a", "    if: false\n") +
      job("b", "    needs: a\n") +
      job("c", "    needs: [b]\n") +
      job("d", "    needs: a\n    if: always()\n") +
      job("e", ""),
  );
  expect(sites.map(({ id }) => id)).toEqual(["ci.yml/d", "ci.yml/e"]);
});

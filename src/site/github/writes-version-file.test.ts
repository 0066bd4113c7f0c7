import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

async function goAfter(script: string, file = ".go-version"): Promise<string | undefined> {
  const workflow = `on: push
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
      - run: |
${script.replace(/^/gm, "          ")}
      - uses: actions/setup-go@v5
        with: {go-version-file: ${file}}
      - run: go build .
`;
  const files = {
    "go.mod": "module m\n\ngo 1.22.0\n",
    ".go-version": "1.23.4\n",
    Makefile: "pin:\n\tcp .github/go-version .go-version\n",
    ".github/workflows/ci.yml": workflow,
  };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  return sites.find(({ kind }) => kind === "github-job")?.commands.at(-1)?.go.installed?.version;
}

test("a version file that a step writes first names a version that files do not show", async () => {
  for (const script of [
    "echo 1.25.1 > .go-version",
    'echo "$GO" >"./.go-version"',
    "echo 1.25.1 | tee .go-version",
    "cp .github/go-version .go-version",
    "sed -i s/1.23/1.24/ .go-version",
    "make pin",
  ])
    expect([script, await goAfter(script)]).toEqual([script, undefined]);
  for (const script of [
    "cat .go-version",
    "cp .go-version /tmp/x",
    "sed s/1.23/1.24/ .go-version",
    'echo "go=$(cat .go-version)" >> $GITHUB_OUTPUT',
    "echo 1.25.1 > .node-version",
  ])
    expect([script, await goAfter(script)]).toEqual([script, "1.23.4"]);
  expect(await goAfter("go mod edit -go=1.24", "go.mod")).toBeUndefined();
  expect(await goAfter("go mod edit -replace=a=b", "go.mod")).toBe("1.22.0");
});

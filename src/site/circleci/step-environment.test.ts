import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** The tags of the second step, when the first wrote GOFLAGS to $BASH_ENV. */
async function tagsOf(image: string, shell: string | undefined): Promise<string> {
  const named = shell === undefined ? "" : `          shell: ${shell}\n`;
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.24.0\n",
    ".circleci/config.yml": `version: 2.1
jobs:
  build:
    docker: [{ image: ${image} }]
    steps:
      - checkout
      - run: echo 'export GOFLAGS=-tags=x' >> $BASH_ENV
      - run:
${named}          command: go build .
workflows: { w: { jobs: [build] } }
`,
  });
  const { sites } = resolveSites(await readWorkspace(tree));
  const tags = sites.find(({ kind }) => kind === "circleci-job")?.commands[0]?.tags;
  return tags?.value ? `[${tags.value}]` : (tags?.why.at(-1)?.text ?? "none");
}

// Seen with bash 5.2 and dash 0.5: which of them read the file that BASH_ENV names.
for (const shell of [undefined, "bash", "/bin/bash -eo pipefail", "bash --login -e", "/usr/bin/env bash"])
  test(`${shell ?? "the own shell"} reads $BASH_ENV`, async () => {
    expect(await tagsOf("golang:1.24.1", shell)).toBe("[x]");
  });

for (const shell of ["/bin/sh", "sh -e", "/bin/dash -e", "bash --posix", "bash -p"])
  test(`${shell} does not read $BASH_ENV`, async () => {
    expect(await tagsOf("golang:1.24.1", shell)).toBe("[]");
  });

test("an image that may lack bash leaves it open", async () => {
  expect(await tagsOf("golang:1.24.1-alpine", undefined)).toContain("only bash reads $BASH_ENV");
  expect(await tagsOf("golang:1.24.1-alpine", "bash")).toBe("[x]");
});

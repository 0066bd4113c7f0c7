import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const files = {
  "go.mod": "module github.com/acme/ledger\n\ngo 1.25.0\n",
  "tools/go.mod": "module github.com/acme/ledger/tools\n\ngo 1.25.0\n",
};

/** The module of the last go command of a job, and of a make target, that run these lines. */
async function modulesAfter(...lines: readonly string[]) {
  const workflow = `on: push\njobs:\n  a:\n    runs-on: ubuntu-24.04\n    steps:\n      - run: |\n${lines.map((line) => `          ${line}\n`).join("")}`;
  const makefile = `a:\n\t${lines.join(" && ")}\n`;
  return Promise.all(
    [{ ".github/workflows/ci.yml": workflow }, { Makefile: makefile }].map(async (more) => {
      const { sites } = resolveSites(await readWorkspace(createMemoryTree({ ...files, ...more })));
      return sites[0]?.commands.at(-1)?.module?.file;
    }),
  );
}

describe("behind a clone", () => {
  test.each([
    ["git clone https://github.com/acme/other", "cd other"],
    ["git clone https://github.com/acme/other.git", "cd other/cmd"],
    ["git clone --depth 1 -b v1.2.0 git@github.com:acme/other.git there", "cd there"],
    ["gh repo clone acme/other", "cd other"],
    ["git clone -b v1.2.0 https://github.com/acme/ledger", "cd ledger"],
  ])("a build in the clone is none of this tree: %s", async (clone, cd) => {
    expect(await modulesAfter(clone, cd, "go build ./...")).toEqual([undefined, undefined]);
  });

  test("a build beside the clone is one of this tree", async () => {
    const clone = "git clone https://github.com/acme/other";
    expect(await modulesAfter(clone, "go build ./...")).toEqual(["go.mod", "go.mod"]);
    expect(await modulesAfter(clone, "cd tools", "go build ./...")).toEqual(["tools/go.mod", "tools/go.mod"]);
    expect(await modulesAfter(clone, "cd other", "cd ..", "go build ./...")).toEqual(["go.mod", "go.mod"]);
  });

  test("a clone into a folder of the tree fails, and changes nothing", async () => {
    const clone = "git clone https://github.com/acme/other tools || true";
    expect(await modulesAfter(clone, "cd tools", "go build ./...")).toEqual(["tools/go.mod", "tools/go.mod"]);
  });
});

test("a clone stays in an image for the instructions behind it", async () => {
  const Dockerfile =
    "FROM golang:1.25.1\nWORKDIR /src\nCOPY . .\nRUN git clone https://github.com/acme/other\nWORKDIR other\nRUN go build .\n";
  const { sites } = resolveSites(await readWorkspace(createMemoryTree({ ...files, Dockerfile })));
  expect(sites[0]?.commands[0]?.module).toBeUndefined();
});

test("a clone in a subshell stays", async () => {
  expect(await modulesAfter("(git clone https://github.com/acme/other)", "cd other", "go build .")).toEqual([
    undefined,
    undefined,
  ]);
});

import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

/** Folder and module of the only go command of a job with these steps. */
async function commandAfter(...steps: readonly string[]) {
  const tree = createMemoryTree({
    "go.mod": "module github.com/acme/ledger\n\ngo 1.25.1\n",
    "tools/go.mod": "module github.com/acme/ledger/tools\n\ngo 1.25.1\n",
    ".github/workflows/ci.yml": `on: push\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n${steps.map((step) => `      - ${step}\n`).join("")}`,
  });
  const command = resolveSites(await readWorkspace(tree)).sites[0]?.commands[0];
  return { folder: command?.folder, module: command?.module?.file, mode: command?.mode.value };
}

const checkout = (inputs = ""): string => `{uses: actions/checkout@v5, with: {${inputs}}}`;
const build = "run: go build ./...";
const buildIn = (folder: string): string => `{run: go build ./..., working-directory: ${folder}}`;
const nowhere = { module: undefined, mode: "unknown" } as const;

test("a checkout of another repository puts another tree into the workspace", async () => {
  expect(await commandAfter(checkout("repository: acme/other"), build)).toMatchObject(nowhere);
  expect(await commandAfter(checkout(), checkout("repository: acme/other"), build)).toMatchObject(nowhere);
});

test("a repository that a matrix, an input or another job names is another one", async () => {
  for (const name of ["matrix.repository", "inputs.repository", "needs.plan.outputs.repository"]) {
    const step = checkout(`repository: "\${{ ${name} }}"`);
    expect(await commandAfter(step, build)).toMatchObject(nowhere);
  }
});

test("a repository that a step put into the environment is taken for this one", async () => {
  const step = checkout(`repository: "\${{ env.CHECKOUT_REPO }}"`);
  expect(await commandAfter(step, build)).toMatchObject({ module: "go.mod" });
});

test("the repository of the workflow, of its pull request, and by its own name is this tree", async () => {
  for (const name of [
    `"\${{ github.repository }}"`,
    `"\${{ github.event.pull_request.head.repo.full_name }}"`,
    `"\${{ inputs.repository || github.repository }}"`,
    "acme/ledger",
    "Acme/Ledger",
    '""',
  ]) {
    expect(await commandAfter(checkout(`repository: ${name}`), build)).toMatchObject({ module: "go.mod" });
  }
});

test("another repository in a folder of its own covers the tree there and only there", async () => {
  const other = checkout("repository: acme/other, path: tools");
  expect(await commandAfter(checkout(), other, build)).toMatchObject({ module: "go.mod" });
  expect(await commandAfter(checkout(), other, buildIn("tools"))).toMatchObject(nowhere);
  expect(await commandAfter(checkout(), other, buildIn("tools/cmd"))).toMatchObject(nowhere);
});

test("a second checkout of this repository leaves the first one where it is", async () => {
  const base = checkout("ref: v1.2.0, path: base");
  expect(await commandAfter(checkout(), base, build)).toMatchObject({ module: "go.mod" });
  expect(await commandAfter(checkout(), base, buildIn("base"))).toMatchObject(nowhere);
});

test("a checkout with a path alone leaves nothing in the workspace itself", async () => {
  expect(await commandAfter(checkout("path: src"), buildIn("src/tools"))).toMatchObject({
    module: "tools/go.mod",
  });
  expect(await commandAfter(checkout("path: src"), build)).toMatchObject(nowhere);
});

test("a checkout clears what lay below its folder", async () => {
  const steps = [checkout("path: src"), checkout("repository: acme/other"), buildIn("src")];
  expect(await commandAfter(...steps)).toMatchObject(nowhere);
});

test("a checkout of the trunk or of a pull request is this tree, that of a tag or another branch is not", async () => {
  for (const ref of ["main", "refs/heads/master", "refs/pull/12/merge", `"\${{ github.sha }}"`])
    expect(await commandAfter(checkout(`ref: ${ref}`), build)).toMatchObject({ module: "go.mod" });
  for (const ref of ["release-1.2", "v1.2.0", `"\${{ needs.plan.outputs.ref }}"`])
    expect(await commandAfter(checkout(`ref: ${ref}`), build)).toMatchObject(nowhere);
});

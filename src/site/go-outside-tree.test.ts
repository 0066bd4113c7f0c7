import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

const root = "module m\n\ngo 1.22.0\n";

/** The Go of the last command of a job whose machine has 1.23.4. */
async function goAfter(steps: string, { sub = "1.24.1", checkout = "" } = {}) {
  const workflow = `on: {workflow_call: {inputs: {dir: {type: string}}}}
jobs:
  a:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v4
${checkout}      - uses: actions/setup-go@v5
        with: {go-version: 1.23.4}
${steps}`;
  const files = {
    "go.mod": root,
    "sub/go.mod": `module m/sub\n\ngo ${sub}\n`,
    "sub/main.go": "package main\n",
    ".github/workflows/ci.yml": workflow,
  };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  return sites.find(({ kind }) => kind === "github-job")?.commands.at(-1)?.go;
}

const run = (script: string): string => `      - run: |\n${script.replace(/^/gm, "          ")}\n`;

for (const steps of [
  run('for f in */go.mod; do cd "${f%/go.mod}"; go list .; cd -; done'),
  run('cd "$(cat where)"\ngo build .'),
  run("cd */ && go build ."),
  run("ls sub/go.mod | xargs -n1 dirname | xargs -I% go -C % vet"),
  run("ls sub/go.mod | xargs -n1 dirname | xargs -I{} sh -c 'cd {} && go test ./...'"),
  run("find . -mindepth 2 -name go.mod -execdir go build . \\;"),
  run("find . -name go.mod -exec sh -c 'cd $(dirname {}) && go build .' \\;"),
  "      - run: go build .\n        working-directory: ${{ inputs.dir }}\n",
]) {
  test(`where the folder is not known, so is what its go.mod asks for: ${steps.trim()}`, async () => {
    expect((await goAfter(steps))?.version).toBeUndefined();
    // Where every module leaves the decision to the same Go, it is known.
    expect((await goAfter(steps, { sub: "1.23.0" }))?.version).toBe("1.23.4");
  });
}

test("what another checkout asks for is not known, a tool by its version asks it for nothing", async () => {
  for (const [checkout, folder] of [
    ["        with: {ref: v1}\n", "."],
    ["        with: {repository: other/repo}\n", "."],
    ["      - uses: actions/checkout@v4\n        with: {repository: other/repo, path: o}\n", "o"],
  ] as const) {
    const go = await goAfter(run(`cd ${folder} && go build .`), { checkout });
    expect([checkout, go?.version]).toEqual([checkout, undefined]);
    const tool = await goAfter(run(`cd ${folder} && go install example.com/tool@v1.0.0`), { checkout });
    expect(tool?.version).toBe("1.23.4");
  }
  const beside = "      - uses: actions/checkout@v4\n        with: {repository: other/repo, path: o}\n";
  expect((await goAfter(run("cd sub && go build ."), { checkout: beside }))?.version).toBe("1.24.1");
});

test("a folder outside of every checkout has no go.mod", async () => {
  expect((await goAfter(run("cd /tmp && go env GOROOT")))?.version).toBe("1.23.4");
});

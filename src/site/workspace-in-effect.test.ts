import { expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

/** What `go build` in app/ resolves to with this GOWORK; the tree has go.work and ci/go.work. */
async function withGowork(gowork: string, run = "go build ./...") {
  const tree = createMemoryTree({
    "go.work": "go 1.25.0\n\nuse ./app\n",
    "ci/go.work": "go 1.26.0\n\nuse ../app\n",
    "app/go.mod": "module example.com/app\n\ngo 1.24.0\n",
    ".github/workflows/ci.yml": `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    env:
      GOTOOLCHAIN: local
      GOWORK: ${gowork}
    steps:
      - uses: actions/checkout@v5
      - uses: actions/setup-go@v6
        with: {go-version: 1.25.3}
      - run: ${run}
        working-directory: app
`,
  });
  const command = resolveSites(await readWorkspace(tree)).sites[0]?.commands[0];
  return `${command?.workspace?.file} ${command?.go.outcome} ${command?.mode.value}`;
}

test("without GOWORK, empty or auto, the nearest go.work holds", async () => {
  expect(await withGowork('""')).toBe("go.work runs readonly");
  expect(await withGowork("auto")).toBe("go.work runs readonly");
});

test("GOWORK=off turns the workspace off", async () => {
  expect(await withGowork("off")).toBe("undefined runs readonly");
});

test("GOWORK=FILE decides which workspace holds, and with it which Go is wanted", async () => {
  expect(await withGowork("${{ github.workspace }}/ci/go.work")).toBe("ci/go.work refuses readonly");
  expect(await withGowork('""', "GOWORK=$PWD/../ci/go.work go build ./...")).toBe(
    "ci/go.work refuses readonly",
  );
});

test("a go.work that was not read, and one that is not known, leave the mode open", async () => {
  expect(await withGowork("/etc/go.work")).toBe("undefined unknown unknown");
  expect(await withGowork("${{ github.workspace }}/ci.work")).toBe("undefined unknown unknown");
  expect(await withGowork("${{ vars.GOWORK }}")).toBe("undefined unknown unknown");
});

test("go refuses a relative GOWORK", async () => {
  expect(await withGowork("../ci/go.work")).toBe("undefined unknown unknown");
});

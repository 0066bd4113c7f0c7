import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

async function tableOf(shell: string, line: string) {
  const workflow = `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/setup-go@v6
        with: {go-version: 1.25.1}
      - shell: ${shell}
        run: |
          ${line}
      - run: go vet ./...
`;
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    ".github/workflows/ci.yml": workflow,
  });
  return resolveSites(await readWorkspace(tree));
}

describe("a step of another language", () => {
  test.each([
    "python",
    "python3",
    "/usr/bin/python3.12 -u {0}",
    "node {0}",
    "perl {0}",
  ])("is no shell: %s", async (shell) => {
    const { sites } = await tableOf(shell, "go build -tags e2e ./...");
    expect(sites[0]?.commands.map(({ text }) => text)).toEqual(["go vet ./..."]);
  });

  test("that starts go is not followed, and that is said", async () => {
    const { unknowns } = await tableOf("python", 'subprocess.run(["go", "build", "./..."])');
    expect(unknowns.map(({ code }) => code)).toContain("not-followed");
    expect((await tableOf("python", 'print("done")')).unknowns).toEqual([]);
  });

  test("that writes GITHUB_ENV leaves the environment open", async () => {
    const { sites } = await tableOf(
      "python",
      'open(os.environ["GITHUB_ENV"], "a").write("GOFLAGS=-mod=mod")',
    );
    expect(sites[0]?.commands[0]?.environment.openReason).toContain("GITHUB_ENV");
  });
});

test.each([
  "bash",
  "sh",
  "pwsh",
  "cmd",
  "bash -l {0}",
  "msys2 {0}",
  "nix develop -c bash -e {0}",
])("a shell is read: %s", async (shell) => {
  const { sites } = await tableOf(shell, "go build ./...");
  expect(sites[0]?.commands.map(({ text }) => text)).toEqual(["go build ./...", "go vet ./..."]);
});

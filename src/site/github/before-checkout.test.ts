import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

async function goOf(steps: string): Promise<readonly (string | undefined)[]> {
  const workflow = `on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n${steps}`;
  const files = { "go.mod": "module m\n\ngo 1.22.0\n", ".github/workflows/ci.yml": workflow };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  return sites.flatMap(({ commands }) => commands.map(({ go }) => go.version));
}

const setup = "      - uses: actions/setup-go@v5\n        with: {go-version: 1.21.13}\n";
const checkout = "      - uses: actions/checkout@v4\n";
const build = "      - run: go build .\n";

test("before the checkout there is no go.mod to switch for", async () => {
  expect(await goOf(setup + build + checkout + build)).toEqual(["1.21.13", "1.22.0"]);
  expect(await goOf(checkout + setup + build)).toEqual(["1.22.0"]);
  // What brings the tree in another way does so before.
  expect(await goOf(`${setup}      - run: git clone $URL .\n${build}${checkout}`)).not.toEqual(["1.21.13"]);
  expect(await goOf(setup + build)).toEqual(["1.22.0"]);
  const beside = "      - uses: actions/checkout@v4\n        with: {path: src}\n";
  expect(await goOf(`${setup}${beside}      - run: cd src && go build .\n`)).toEqual(["1.22.0"]);
});

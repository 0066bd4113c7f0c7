import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const setUp = (spec: string): string =>
  `      - uses: actions/setup-go@v5\n        with:\n          go-version: ${spec}\n      - run: go build ./...\n`;
const checkout = "      - uses: actions/checkout@v4\n";

async function versionsOf(workflow: string, files: Record<string, string> = {}) {
  const all = { "go.mod": "module m\n\ngo 1.22\n", ".go-version": "1.24.1\n", ...files };
  const tree = createMemoryTree({ ...all, ".github/workflows/ci.yml": `on: push\njobs:\n${workflow}` });
  const { sites } = resolveSites(await readWorkspace(tree));
  const jobs = sites.filter(({ kind }) => kind === "github-job");
  return jobs.map(({ go }) => go.installed?.version ?? "unknown");
}

async function versionAfter(script: string): Promise<string | undefined> {
  const step = `      - id: x\n        run: |\n          ${script.replaceAll("\n", "\n          ")}\n`;
  const job = `  t:\n    runs-on: ubuntu-latest\n    steps:\n${checkout}${step}`;
  return (await versionsOf(job + setUp("${{ steps.x.outputs.v }}")))[0];
}

test("what a step echoes into GITHUB_OUTPUT is the output of the step", async () => {
  expect(await versionAfter('echo "v=$(cat .go-version)" >> "$GITHUB_OUTPUT"')).toBe("1.24.1");
  expect(await versionAfter("echo v=1.23.x >>$GITHUB_OUTPUT")).toBe("1.23");
  expect(await versionAfter('echo "v=1.23" >> $GITHUB_OUTPUT\necho "v=1.24" >> $GITHUB_OUTPUT')).toBe("1.24");
});

test("an output written in a way that is not followed, or perhaps, is unknown", async () => {
  expect(await versionAfter("curl -s example.com >> $GITHUB_OUTPUT")).toBe("unknown");
  expect(await versionAfter('echo v=1.23 >> $GITHUB_OUTPUT\n{ echo "v=$X"; } >> $GITHUB_OUTPUT')).toBe(
    "unknown",
  );
  expect(await versionAfter("if test -f x; then\necho v=1.23 >> $GITHUB_OUTPUT\nfi")).toBe("unknown");
  expect(await versionAfter("printf 'v=%s\\n' 1.23 >> $GITHUB_OUTPUT")).toBe("unknown");
});

test("an action hands on the outputs of its own steps, and a job those of its steps", async () => {
  const action =
    'runs:\n  using: composite\n  steps:\n    - id: read\n      shell: bash\n      run: |\n        source "${GITHUB_ACTION_PATH}/../go.env"\n' +
    '        echo "v=${GO}" >> "$GITHUB_OUTPUT"\noutputs:\n  go:\n    value: ${{ steps.read.outputs.v }}\n';
  const setup =
    "  setup:\n    runs-on: ubuntu-latest\n    outputs:\n      go: ${{ steps.a.outputs.go }}\n      none: ${{ steps.read.outputs.v }}\n    steps:\n" +
    `${checkout}      - id: a\n        uses: ./ci/action\n`;
  const job = (name: string, rest: string, spec: string): string =>
    `  ${name}:\n    needs: setup\n    runs-on: ubuntu-latest\n${rest}    steps:\n${checkout}${setUp(spec)}`;
  const matrix = '    strategy:\n      matrix:\n        go: ["${{ needs.setup.outputs.go }}"]\n';
  const jobs = [
    job("direct", "", "${{ needs.setup.outputs.go }}"),
    job("cell", matrix, "${{ matrix.go }}"),
    job("inner", "", "${{ needs.setup.outputs.none }}"),
  ];
  const files = { "ci/action/action.yml": action, "ci/go.env": "GO=1.25.3\n" };
  expect(await versionsOf([setup, ...jobs].join(""), files)).toEqual(["1.25.3", "1.25.3", "unknown"]);
});

test("jobs that need each other have no outputs", async () => {
  const job = (name: string, other: string): string =>
    `  ${name}:\n    needs: ${other}\n    runs-on: ubuntu-latest\n    outputs:\n      go: ${"$"}{{ needs.${other}.outputs.go }}\n    steps:\n` +
    `${checkout}${setUp(`\${{ needs.${other}.outputs.go }}`)}`;
  expect(await versionsOf(job("a", "b") + job("b", "a"))).toEqual(["unknown", "unknown"]);
});

test("a Go that a step puts in front of PATH may be the one that runs: whether it lies there is not known", async () => {
  const job = (script: string, spec = "1.23"): Promise<readonly string[]> =>
    versionsOf(
      `  t:\n    runs-on: ubuntu-latest\n    steps:\n${checkout}` +
        setUp(spec).replace("run: go build", `run: ${script}\n      - run: go build`),
    );
  expect(await job('echo "$HOME/sdk/gotip/bin" >> "$GITHUB_PATH"')).toEqual(["unknown"]);
  expect(await job("echo $HOME/sdk/go1.24.2/bin >> $GITHUB_PATH")).toEqual(["unknown"]);
  expect(await job('echo "$HOME/go/bin" >> $GITHUB_PATH')).toEqual(["1.23"]);
  expect(await job('echo "/opt/go/bin" >> $GITHUB_PATH')).toEqual(["unknown"]);
  expect(await job('echo "GOROOT=$HOME/sdk/gotip" >> $GITHUB_ENV')).toEqual(["unknown"]);
  expect(await job("export PATH=$HOME/sdk/gotip/bin:$PATH")).toEqual(["1.23"]);
});

test("a script's own PATH holds to its end", async () => {
  const job = (path: string): Promise<readonly string[]> =>
    versionsOf(
      `  t:\n    runs-on: ubuntu-latest\n    steps:\n${checkout}` +
        setUp("1.23").replace("run: go build", `run: |\n          export PATH="${path}"\n          go build`),
    );
  expect(await job("$HOME/sdk/gotip/bin:$PATH")).toEqual(["unknown"]);
  expect(await job("$PATH:$HOME/sdk/gotip/bin")).toEqual(["1.23"]);
});

test("on a runner that no file names the compiler is open, for that reason", async () => {
  const tree = createMemoryTree({
    "go.mod": "module m\n\ngo 1.22\n",
    ".github/workflows/ci.yml":
      "on: push\njobs:\n  t:\n    runs-on: ${{ vars.RUNNER }}\n    steps:\n      - run: go build ./...\n",
  });
  const { sites } = resolveSites(await readWorkspace(tree));
  expect(sites[0]?.cgo.value).toBe("unknown");
  expect(sites[0]?.cgo.why.map(({ text }) => text).join("; ")).toContain("runs-on: ");
});

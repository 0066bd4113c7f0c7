import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const ci = ".github/workflows/ci.yml";

async function sitesOf(files: Readonly<Record<string, string>>) {
  const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.24.0\n", ...files });
  return resolveSites(await readWorkspace(tree)).sites;
}

async function textsOf(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const sites = await sitesOf(files);
  return sites.flatMap(({ commands }) =>
    commands.map(({ text, isConditional }) => `${text}${isConditional ? " ?" : ""}`),
  );
}

const job = (steps: string, on = "push"): Readonly<Record<string, string>> => ({
  [ci]: `on: ${on}\njobs:\n  build:\n    runs-on: ubuntu-24.04\n    steps:\n${steps}`,
});
const setup = (version: string, condition?: string): string =>
  `      - uses: actions/setup-go@v6\n        with: {go-version: "${version}"}\n${condition ? `        if: ${condition}\n` : ""}`;
const build = "      - run: go build ./...\n";

describe("inputs of a reusable workflow", () => {
  const reusable = `on:
  workflow_call:
    inputs:
      cgo: {type: boolean, default: true}
      shards: {type: number, default: 0}
jobs:
  j:
    runs-on: ubuntu-24.04
    steps:
      - if: inputs.cgo
        run: go vet ./...
      - if: "!inputs.cgo"
        run: go build ./...
      - if: inputs.shards > 1
        run: go test ./...
      - if: inputs.cgo == true
        run: go generate ./...
`;
  const call = (given: string): Readonly<Record<string, string>> => ({
    [ci]: `on: push\njobs:\n  a:\n    uses: ./.github/workflows/re.yml\n${given}`,
    ".github/workflows/re.yml": reusable,
  });

  test("have the types that it declares", async () => {
    expect(await textsOf(call(""))).toEqual(["go vet ./...", "go generate ./..."]);
    expect(await textsOf(call("    with: {cgo: false, shards: 2}\n"))).toEqual([
      "go build ./...",
      "go test ./...",
    ]);
  });

  test("of an action are texts, and every text but the empty one is true", async () => {
    const action = {
      ".github/actions/go/action.yml":
        "inputs: {race: {default: 'false'}}\nruns:\n  using: composite\n  steps:\n    - {if: inputs.race, run: go vet ./..., shell: bash}\n    - {if: inputs.race == 'true', run: go test ./..., shell: bash}\n",
    };
    expect(await textsOf({ ...action, ...job("      - uses: ./.github/actions/go\n") })).toEqual([
      "go vet ./...",
    ]);
  });
});

describe("inputs that only one of the events gives", () => {
  const on = "\n  push:\n  workflow_dispatch:\n    inputs: {go: {default: 1.24.1}}";

  test("are one of two texts", async () => {
    const [site] = await sitesOf(job(setup("${{ inputs.go || '1.25.1' }}") + build, on));
    expect(site?.go.installed).toBeUndefined();
    const [same] = await sitesOf(job(setup("${{ inputs.go || '1.24.1' }}") + build, on));
    expect(same?.go.installed?.version).toBe("1.24.1");
  });

  test("decide no condition", async () => {
    const step = "      - {if: inputs.go == '1.24.1', run: go vet ./...}\n";
    expect(await textsOf(job(step, on))).toEqual(["go vet ./... ?"]);
    const alone = "\n  workflow_dispatch:\n    inputs: {go: {default: 1.24.1}}";
    expect(await textsOf(job(step, alone))).toEqual(["go vet ./..."]);
    // Who starts it by hand may choose another text.
    const other = step.replace("==", "!=");
    expect(await textsOf(job(other, alone))).toEqual(["go vet ./... ?"]);
  });
});

describe("a step that may be left out", () => {
  const maybe = "github.event_name == 'schedule'";
  const versionOf = async (steps: string) =>
    (await sitesOf(job(steps)))[0]?.commands.at(-1)?.go.installed?.version;

  test("leaves the Go open that it replaces", async () => {
    expect(await versionOf(setup("1.25.1") + setup("1.26.1", maybe) + build)).toBeUndefined();
    expect(await versionOf(setup("1.25.1") + setup("1.25.1", maybe) + build)).toBe("1.25.1");
  });

  test("brings what was not there: mostly the steps behind it have the same condition", async () => {
    expect(await versionOf(setup("1.25.1", maybe) + build)).toBe("1.25.1");
  });

  test("leaves a setting open that it changes", async () => {
    const write = (value: string, condition = ""): string =>
      `      - run: echo "GOFLAGS=${value}" >> $GITHUB_ENV\n${condition}`;
    const guarded = write("-mod=mod", `        if: ${maybe}\n`);
    const [site] = await sitesOf(job(write("-mod=vendor") + guarded + build));
    expect(site?.mode.value).toBe("unknown");
  });

  test("is run under the conditions that hold when nothing fails", async () => {
    for (const condition of ["success()", "always()", "'!cancelled()'", "success() || failure()"]) {
      const step = `      - {if: ${condition}, run: go build ./...}\n`;
      expect(await textsOf(job(step))).toEqual(["go build ./..."]);
    }
    expect(await textsOf(job("      - {if: failure(), run: go build ./...}\n"))).toEqual([
      "go build ./... ?",
    ]);
    expect(await textsOf(job("      - {if: cancelled(), run: go build ./...}\n"))).toEqual([]);
  });
});

test("a matrix of literal JSON has its cells, an action sees the matrix of its job", async () => {
  const sites = await sitesOf({
    [ci]: `on: push
jobs:
  build:
    runs-on: ubuntu-24.04
    strategy:
      matrix:
        go: \${{ fromJSON('["1.25.1", "1.26.1"]') }}
    steps:
      - uses: ./.github/actions/go
`,
    ".github/actions/go/action.yml": `runs:
  using: composite
  steps:
    - uses: actions/setup-go@v6
      with: {go-version: "\${{ matrix.go }}"}
    - {run: go build ./..., shell: bash}
`,
  });
  expect(sites.map(({ go }) => go.installed?.version)).toEqual(["1.25.1", "1.26.1"]);
});

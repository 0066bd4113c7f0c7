import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";

const goMod = "module example.com/ledger\n\ngo 1.21\n";

/** `id: version, the text of the place that decides it`. */
async function installedGo(files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const workspace = await readWorkspace(createMemoryTree({ "go.mod": goMod, ...files }));
  return resolveSites(workspace).sites.map(({ id, go }) => {
    const at = go.installed?.at;
    const text = at && workspace.source(at.file)?.text.slice(at.span.start, at.span.end);
    return `${id}: ${go.installed?.version}, ${at?.file} ${text}`;
  });
}

function workflow(job: string): Readonly<Record<string, string>> {
  return { ".github/workflows/ci.yml": `on: push\nenv:\n  GO_VERSION: '1.24.3'\njobs:\n${job}` };
}

test("a version from a matrix points at the matrix's own value, a plain number without its last zero", async () => {
  const job = `  test:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        go: [1.20, '1.20', 1.22]
    steps:
      - uses: actions/setup-go@v6
        with:
          go-version: \${{ matrix.go }}
      - run: go test ./...
`;
  expect(await installedGo(workflow(job))).toEqual([
    "ci.yml/test/go=1.20: 1.2, .github/workflows/ci.yml 1.20",
    "ci.yml/test/go=1.20#2: 1.20, .github/workflows/ci.yml '1.20'",
    "ci.yml/test/go=1.22: 1.22, .github/workflows/ci.yml 1.22",
  ]);
});

test("a version from a nested matrix value or from env points at the line that writes it", async () => {
  const job = `  nested:
    runs-on: ubuntu-latest
    strategy:
      matrix:
        include:
          - go: { version: '1.23' }
    steps:
      - uses: actions/setup-go@v6
        with:
          go-version: \${{ matrix.go.version }}
      - run: go test ./...
  named:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v6
        with:
          go-version: \${{ env.GO_VERSION }}
      - run: go test ./...
  joined:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v6
        with:
          go-version: v\${{ env.GO_VERSION }}
      - run: go test ./...
`;
  expect((await installedGo(workflow(job))).map((line) => line.replace(/^ci\.yml\//, ""))).toEqual([
    "nested/go=1.23: 1.23, .github/workflows/ci.yml '1.23'",
    "named: 1.24.3, .github/workflows/ci.yml '1.24.3'",
    "joined: 1.24.3, .github/workflows/ci.yml v${{ env.GO_VERSION }}",
  ]);
});

test("a version that is given to a local action points at the caller, a default at the action", async () => {
  const action = `name: setup
inputs:
  go:
    default: '1.23'
runs:
  using: composite
  steps:
    - uses: actions/setup-go@v6
      with:
        go-version: \${{ inputs.go }}
`;
  const job = `  given:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/setup
        with:
          go: 1.20
      - run: go test ./...
  default:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/setup
      - run: go test ./...
`;
  const files = { ...workflow(job), ".github/actions/setup/action.yml": action };
  expect(await installedGo(files)).toEqual([
    "ci.yml/given: 1.2, .github/workflows/ci.yml 1.20",
    "ci.yml/default: 1.23, .github/actions/setup/action.yml '1.23'",
  ]);
});

test("a GitLab variable that is a plain number loses its last zero on the way to the image", async () => {
  const job = "test:\n  image: golang:$GO_VERSION\n  script:\n    - go test ./...\n";
  const versionOf = async (text: string) =>
    (await installedGo({ ".gitlab-ci.yml": `variables:\n  GO_VERSION: ${text}\n${job}` }))[0];
  expect(await versionOf("1.20")).toBe(".gitlab-ci.yml/test: 1.2, .gitlab-ci.yml golang:$GO_VERSION");
  expect(await versionOf('"1.20"')).toBe(".gitlab-ci.yml/test: 1.20, .gitlab-ci.yml golang:$GO_VERSION");
  expect(await versionOf("1.22")).toBe(".gitlab-ci.yml/test: 1.22, .gitlab-ci.yml golang:$GO_VERSION");
});

test("a job that checks out another revision sees other files than the ones that were read", async () => {
  const checkout = (ref: string) => `    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
        with:
          ref: ${ref}
      - run: go test ./...
`;
  const job = `  release:
${checkout("release-1.4")}  found:
${checkout("${{ needs.find.outputs.sha || github.sha }}")}  trunk:
${checkout("main")}  pull:
${checkout("${{ github.event.pull_request.head.sha }}")}`;
  const files = { "go.mod": goMod, ...workflow(job) };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files)));
  expect(sites.map(({ id, commands }) => `${id}: ${commands[0]?.module?.file}`)).toEqual([
    "ci.yml/release: undefined",
    "ci.yml/found: undefined",
    "ci.yml/trunk: go.mod",
    "ci.yml/pull: go.mod",
  ]);
});

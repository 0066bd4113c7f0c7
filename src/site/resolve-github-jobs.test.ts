import { describe, expect, test } from "bun:test";
import { lines, sitesOf, workflow } from "./_sites-of.ts";

describe("GitHub jobs", () => {
  test("are one site for each matrix cell, with the cell's Go and platform", async () => {
    const found = await lines(
      workflow(`  test:
    strategy:
      matrix:
        os: [ubuntu-latest, windows-latest]
        go: ['1.24', '1.25.3']
    runs-on: \${{ matrix.os }}
    steps:
      - uses: actions/setup-go@v6
        with:
          go-version: \${{ matrix.go }}
      - run: go test -tags integration ./...
`),
    );
    expect(found).toEqual([
      "ci.yml/test/os=ubuntu-latest,go=1.24: 1.24.x refuses; readonly; on; integration; linux/amd64",
      "ci.yml/test/os=ubuntu-latest,go=1.25.3: 1.25.3 runs; readonly; on; integration; linux/amd64",
      "ci.yml/test/os=windows-latest,go=1.24: 1.24.x refuses; readonly; on; integration; windows/amd64",
      "ci.yml/test/os=windows-latest,go=1.25.3: 1.25.3 runs; readonly; on; integration; windows/amd64",
    ]);
  });

  test("before setup-go v6 switch to what go.mod wants", async () => {
    const found = await lines(
      workflow(`  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v5
        with: { go-version: '1.23' }
      - run: go build ./...
`),
    );
    expect(found).toEqual(["ci.yml/test: 1.25.0 switches; readonly; on; -; linux/amd64"]);
  });

  test("see a number as YAML 1.2 reads it: 1.20 is 1.2", async () => {
    const found = await lines(
      workflow(`  test:
    strategy:
      matrix:
        go: [1.20]
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v5
        with: { go-version: "\${{ matrix.go }}" }
      - run: go version
`),
    );
    expect(found[0]).toStartWith("ci.yml/test/go=1.20: 1.2.x");
  });

  test("with a Go before 1.11 know no modules, whatever go.mod says", async () => {
    const [site] = await sitesOf(
      workflow(`  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v5
        with: { go-version: 1.20 }
      - run: go build ./...
`),
    );
    const [command] = site?.commands ?? [];
    expect(command?.mode.value).toBe("gopath");
    expect(command?.mode.why[0]?.text).toBe("Go 1.2 knows no modules: they came with Go 1.11");
    expect([command?.go.range, command?.go.outcome]).toEqual(["1.2.x", "runs"]);
    expect(command?.go.why.some(({ text }) => text.includes("go.mod"))).toBe(false);
  });

  test("layer env from workflow, job, step and GITHUB_ENV", async () => {
    const [site] = await sitesOf({
      ".github/workflows/ci.yml": `on: push
env: { CGO_ENABLED: 1, GOFLAGS: -mod=mod }
jobs:
  build:
    runs-on: ubuntu-latest
    env: { CGO_ENABLED: 0 }
    steps:
      - run: echo "GOFLAGS=-mod=vendor" >> "$GITHUB_ENV"
      - run: go build ./...
      - run: go build ./...
        env: { CGO_ENABLED: 1 }
`,
    });
    const [first, second] = site?.commands ?? [];
    expect([first?.cgo.value, second?.cgo.value]).toEqual(["off", "on"]);
    expect(first?.environment.goSetting("GOFLAGS")?.value).toMatchObject({ text: "-mod=vendor" });
  });

  test("whose matrix comes from JSON are unknown with the line that says so", async () => {
    const [site] = await sitesOf(
      workflow(`  test:
    runs-on: ubuntu-latest
    strategy:
      matrix: \${{ fromJSON(needs.setup.outputs.matrix) }}
    steps:
      - uses: actions/setup-go@v5
        with: { go-version: "\${{ matrix.go }}" }
      - run: go test ./...
`),
    );
    expect(site?.go.version).toBeUndefined();
    // Whatever the matrix says: an older go switches, refuses or cannot read `go 1.25.0`.
    expect([site?.go.range, site?.go.outcome]).toEqual([">=1.25.0", "unknown"]);
    expect(site?.unknowns.map(({ code }) => code)).toContain("matrix");
  });

  test("follow local actions and reusable workflows with their inputs", async () => {
    const found = await lines({
      ".github/workflows/ci.yml": `on: push
jobs:
  call:
    uses: ./.github/workflows/build.yml
    with: { go: '1.25.1' }
`,
      ".github/workflows/build.yml": `on:
  workflow_call:
    inputs:
      go: { default: '1.22.0', type: string }
jobs:
  build:
    runs-on: ubuntu-latest
    steps:
      - uses: ./.github/actions/go
        with: { version: "\${{ inputs.go }}" }
      - run: go build
`,
      ".github/actions/go/action.yml": `name: go
inputs:
  version: { default: '1.20' }
runs:
  using: composite
  steps:
    - uses: actions/setup-go@v6
      with: { go-version: "\${{ inputs.version }}" }
`,
    });
    expect(found).toEqual(["ci.yml/call/build.yml/build: 1.25.1 runs; readonly; on; -; linux/amd64"]);
  });

  test("skip steps and cells whose condition is false", async () => {
    const found = await sitesOf(
      workflow(`  test:
    strategy:
      matrix: { os: [ubuntu-latest, macos-latest] }
    runs-on: \${{ matrix.os }}
    steps:
      - uses: actions/setup-go@v6
        with: { go-version: '1.25' }
      - run: go vet ./...
        if: matrix.os == 'ubuntu-latest'
      - run: go test ./...
`),
    );
    expect(found.map((site) => site.commands.length)).toEqual([2, 1]);
  });
});

import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { lines, sitesOf, workflow } from "./_sites-of.ts";
import { resolveSites } from "./resolve-sites.ts";

describe("Dockerfile stages", () => {
  test("keep the golang image's GOTOOLCHAIN=local, its compiler and its ARG", async () => {
    const found = await lines({
      Dockerfile: `ARG GO=1.24
FROM golang:\${GO}-alpine AS build
WORKDIR /src
COPY . .
RUN go build ./...
FROM golang:1.25 AS second
WORKDIR /src
COPY . .
RUN go build ./...
`,
    });
    expect(found).toEqual([
      "Dockerfile/build: 1.24.x refuses; readonly; off; -; linux/?",
      "Dockerfile/second: 1.25.x runs; readonly; on; -; linux/?",
    ]);
  });

  test("turn cgo on where gcc is installed, and take build arguments from CI", async () => {
    const found = await lines({
      "build/Dockerfile": `ARG GO_VERSION
FROM golang:\${GO_VERSION}-alpine
RUN apk add --no-cache build-base
WORKDIR /app
COPY go.mod ./
RUN go mod download
COPY . .
RUN go build
`,
      Makefile: "image:\n\tdocker build -f build/Dockerfile --build-arg GO_VERSION=1.25.4 .\n",
    });
    expect(found).toEqual(["build/Dockerfile/0: 1.25.4 runs; readonly; on; -; linux/?"]);
  });

  test("are open about Go and gcc where a variable names the packages", async () => {
    const tree = createMemoryTree({
      "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
      Dockerfile: "FROM alpine:3.20\nARG PKGS\nRUN apk add $PKGS\nCOPY . .\nRUN go build ./...\n",
    });
    const [site] = resolveSites(await readWorkspace(tree)).sites;
    const reason =
      "the installed Go is not known: image alpine:3.20 has no Go, and apk installs $PKGS, which may hold one";
    expect(site?.go.why.map(({ text }) => text)).toContain(reason);
    expect(site?.go.openness).toBeUndefined();
    const cgo = "image alpine:3.20 has no C compiler, and apk installs $PKGS, which may hold one";
    expect(site?.cgo.why.map(({ text }) => text)).toContain(cgo);
  });

  test("build in vendor mode when the context brings a vendor folder", async () => {
    const found = await lines({
      "vendor/modules.txt": "",
      Dockerfile: "FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n",
    });
    expect(found).toEqual(["Dockerfile/0: 1.25.x runs; vendor; on; -; linux/?"]);
  });

  test("build in the mode that the files of the image give, not those of the tree", async () => {
    const modeOf = async (...instructions: readonly string[]): Promise<string | undefined> => {
      const [site] = await lines({
        "vendor/modules.txt": "",
        ".dockerignore": "vendor\n",
        Dockerfile: `${["FROM golang:1.25", "WORKDIR /src", ...instructions, "RUN go build ./..."].join("\n")}\n`,
      });
      return site?.split("; ")[1];
    };
    expect(await modeOf("COPY . .")).toBe("readonly");
    expect(await modeOf("COPY go.mod .", "RUN go mod download", "COPY . .")).toBe("readonly");
    expect(await modeOf("COPY . .", "RUN ./prepare")).toBe("unknown");
    expect(await modeOf("COPY . .", "ENV GOFLAGS=-mod=vendor", "RUN ./prepare")).toBe("vendor");
  });
});

describe("other sites", () => {
  test("GitLab jobs expand variables in their image", async () => {
    const found = await lines({
      ".gitlab-ci.yml": `variables: { GO_VERSION: "1.25" }
test:
  image: golang:\${GO_VERSION}
  script:
    - go test ./...
`,
    });
    expect(found).toEqual([".gitlab-ci.yml/test: 1.25.x runs; readonly; on; -; linux/?"]);
  });

  test("CircleCI jobs take their executor's image", async () => {
    const found = await lines({
      ".circleci/config.yml": `version: 2.1
jobs:
  build:
    docker: [{ image: cimg/go:1.25.2 }]
    steps:
      - checkout
      - run: CGO_ENABLED=0 go build ./...
`,
    });
    expect(found).toEqual([".circleci/config.yml/build: 1.25.2 runs; readonly; off; -; linux/?"]);
  });

  test("goreleaser builds run with the Go of the job that calls it", async () => {
    const found = await lines({
      ...workflow(`  release:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v6
        with: { go-version: '1.25.7' }
      - uses: goreleaser/goreleaser-action@v6
`),
      ".goreleaser.yaml": `builds:
  - id: ledger
    env: [CGO_ENABLED=0]
    goos: [linux]
    goarch: [amd64, arm64]
    tags: [netgo]
`,
    });
    expect(found).toEqual([
      "ci.yml/release: 1.25.7 runs; readonly; on; -; linux/amd64",
      ".goreleaser.yaml/ledger: 1.25.7 runs; readonly; off; netgo; linux/amd64",
    ]);
  });

  test("a make target that CI reaches belongs to CI, another is a site of its own", async () => {
    const found = await lines({
      ...workflow(`  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v6
        with: { go-version-file: go.mod }
      - run: make test
`),
      Makefile: "test:\n\tgo test ./...\nrelease:\n\tCGO_ENABLED=0 go build ./...\n",
    });
    expect(found).toEqual([
      "ci.yml/test: 1.25.0 runs; readonly; on; -; linux/amd64",
      "Makefile/release: >=1.25.0 unknown; readonly; off; -; ?/?",
    ]);
  });

  test("version files and dev containers name a Go without commands", async () => {
    const found = await lines({
      ".tool-versions": "golang 1.24.2\n",
      ".devcontainer/devcontainer.json": '{ "image": "golang:1.25" }',
    });
    expect(found).toEqual([
      ".tool-versions: 1.25.0 switches; readonly; on; -; ?/?",
      ".devcontainer/devcontainer.json: 1.25.x runs; readonly; on; -; linux/?",
    ]);
  });
});

test("an id stays the same when lines move", async () => {
  const body = "FROM golang:1.25 AS build\nRUN go version\n";
  const [before] = await sitesOf({ Dockerfile: body });
  const [after] = await sitesOf({ Dockerfile: `# a comment\n\n${body}` });
  expect(after?.id).toBe(before?.id ?? "");
});

test("a stage without a module says which context was taken and which build says so", async () => {
  const files = workflow(`  image:
    runs-on: ubuntu-latest
    steps:
      - run: docker build -f Dockerfile ctx
`);
  const Dockerfile = "FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n";
  const site = (await sitesOf({ ...files, Dockerfile })).find(({ kind }) => kind === "dockerfile-stage");
  const [reason] = site?.mode.why ?? [];
  expect(reason?.text).toBe("the context is ctx, which is not in the tree");
  expect(reason?.at?.file).toBe(".github/workflows/ci.yml");
});

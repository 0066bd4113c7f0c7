import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { listMentions } from "./mentions.ts";
import { resolveSites } from "./resolve-sites.ts";

/** `file:line text: site or reason`. */
async function mentionsOf(files: Record<string, string>): Promise<readonly string[]> {
  const workspace = await readWorkspace(
    createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.0\n", ...files }),
  );
  return listMentions(workspace, resolveSites(workspace)).map(({ at, text, kind, site, reason }) => {
    const line = workspace.source(at.file)?.lines.positionAt(at.span.start).line;
    return `${at.file}:${line} ${text}: ${kind === "command" ? `runs in ${site}` : reason}`;
  });
}

describe("a text in a shell script", () => {
  test("is a command, printed, handed on, a value or a comment", async () => {
    const found = await mentionsOf({
      "build.sh": `#!/bin/bash
# go build makes the binary
echo "go test comes next"
sudo go build ./...
sh -c 'go vet ./...'
for dir in $(go list ./...); do :; done
docker exec box go test ./...
HINT="try go mod tidy"
docker run -i golang sh <<TEXT
go install ./...
TEXT
ssh box <<TEXT
go get example.com/x
TEXT
never() { go generate ./...; }
`,
    });
    expect(found).toEqual([
      "build.sh:2 go build: in a comment",
      "build.sh:3 go test: text that echo prints",
      "build.sh:4 go build: runs in build.sh",
      "build.sh:5 go vet: runs in build.sh",
      "build.sh:6 go list: runs in build.sh",
      "build.sh:7 go test: runs in a container of which files do not show everything",
      "build.sh:8 go mod: text in the value of HINT",
      "build.sh:10 go install: runs in build.sh",
      "build.sh:13 go get: in a here-document that ssh reads",
      "build.sh:15 go generate: in the function never, which nothing calls",
    ]);
  });
});

describe("a text in a workflow", () => {
  test("is a command of its job, a name, an input of an action, or never runs", async () => {
    const found = await mentionsOf({
      ".github/workflows/ci.yml": `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - name: run go test # go vet
        run: go test ./...
      - if: false
        run: go vet ./...
      - uses: example/retry@v1
        with:
          script: go build ./...
`,
      ".github/actions/unused/action.yml":
        "runs:\n  using: composite\n  steps:\n    - run: go mod download\n      shell: bash\n",
    });
    expect(found).toEqual([
      ".github/actions/unused/action.yml:4 go mod: in an action that no job of this repository uses",
      ".github/workflows/ci.yml:6 go test: in a name",
      ".github/workflows/ci.yml:6 go vet: in a comment",
      ".github/workflows/ci.yml:7 go test: runs in ci.yml/test",
      ".github/workflows/ci.yml:9 go vet: the step's condition is false wherever it stands: false",
      ".github/workflows/ci.yml:12 go build: given to example/retry as its input script",
    ]);
  });
});

describe("a text in a Dockerfile or Makefile", () => {
  test("is a command of its stage or target, or has a reason", async () => {
    const found = await mentionsOf({
      Dockerfile: `FROM golang:1.25
# go get is gone
RUN go build ./... # go vet
CMD go run .
`,
      Makefile: `FLAGS := $(shell go list -m)
BUILD := go build
all: ; $(BUILD) ./...
# go vet
test:
	@echo "go test finished"
	go test ./...
`,
      "testdata/Dockerfile": "FROM golang\nRUN go build\n",
      ".gitlab/ci/unused.yml": "job:\n  script: go test\n",
    });
    expect(found).toEqual([
      ".gitlab/ci/unused.yml:2 go test: in a file that no pipeline includes",
      "Dockerfile:2 go get: in a comment",
      "Dockerfile:3 go build: runs in Dockerfile/0",
      "Dockerfile:3 go vet: in a comment",
      "Dockerfile:4 go run: runs in Dockerfile/0",
      "Makefile:1 go list: make runs it with $(shell …) while it expands the line",
      "Makefile:2 go build: text in the value of BUILD",
      "Makefile:4 go vet: in a comment",
      "Makefile:6 go test: text that echo prints",
      "Makefile:7 go test: runs in Makefile/test",

      "testdata/Dockerfile:2 go build: in a sample file of tests",
    ]);
  });
});

test("a text that nothing explains is said to be unexplained", async () => {
  const found = await mentionsOf({ Makefile: "all:\n\tfind . -exec sh -c 'x' \\;\nelse go build\n" });
  expect(found.at(-1)).toMatch(/Makefile:3 go build: /);
});

test("what only a job that never runs names belongs to nobody, and is a site of its own", async () => {
  const found = await mentionsOf({
    ".github/workflows/ci.yml":
      "on: push\njobs:\n  old:\n    if: false\n    runs-on: ubuntu-latest\n    steps:\n      - run: make test\n      - run: go vet ./...\n",
    Makefile: "test:\n\tgo test ./...\n",
  });
  expect(found).toEqual([
    ".github/workflows/ci.yml:8 go vet: the job's condition is false: false",
    "Makefile:2 go test: runs in Makefile/test",
  ]);
});

test("a script that picks one of its functions by a variable may run each of them", async () => {
  const found = await mentionsOf({
    Makefile: "plugins: ; ./hack.sh all\n",
    "hack.sh": 'build() { go build ./...; }\nclean() { go list ./...; }\naction=$(cat mode)\n$action "$1"\n',
  });
  expect(found).toEqual([
    "hack.sh:1 go build: runs in Makefile/plugins",
    "hack.sh:2 go list: runs in Makefile/plugins",
  ]);
});

test("a command that goes through eval, env, a retrying tool or a function is a command", async () => {
  const found = await mentionsOf({
    "ci.sh": `#!/bin/bash
quietly() { "$@" >/dev/null; }
quietly go build ./...
eval "go vet $FLAGS ./..."
env GOOS="$(uname)" go install ./...
retry -n 10 go mod download
`,
  });
  expect(found).toEqual([
    "ci.sh:3 go build: runs in ci.sh",
    "ci.sh:4 go vet: runs in ci.sh",
    "ci.sh:5 go install: runs in ci.sh",
    "ci.sh:6 go mod: runs in ci.sh",
  ]);
});

test("a command in a here-string and one behind xx-go are commands", async () => {
  const found = await mentionsOf({
    "v.sh": 'read -r version <<< "$(go list -m -f x)"\n',
    Dockerfile: "FROM golang:1.25\nRUN CGO_ENABLED=0 xx-go build ./...\n",
  });
  expect(found).toEqual(["Dockerfile:2 go build: runs in Dockerfile/0", "v.sh:1 go list: runs in v.sh"]);
});

test("a function whose name is put together may run", async () => {
  const found = await mentionsOf({
    "ci.sh":
      'unit_pass() { go test ./...; }\nfor pass in $PASSES; do\n  if "${pass}_pass" "$@"; then echo ok; fi\ndone\n',
  });
  expect(found).toEqual(["ci.sh:1 go test: runs in ci.sh"]);
});

test("what find executes is a command", async () => {
  const found = await mentionsOf({
    "ci.sh": "find . -name go.mod -execdir go mod tidy \\;\nfind . -name '*.go' -exec go vet {} +\n",
  });
  expect(found).toEqual(["ci.sh:1 go mod: runs in ci.sh", "ci.sh:2 go vet: runs in ci.sh"]);
});

describe("a text in a file of another system", () => {
  test("is listed with the system that nobody here reads", async () => {
    const found = await mentionsOf({
      Jenkinsfile: "node {\n  // go vet\n  sh 'go test ./...'\n}\n",
      "compose.yml": 'services:\n  app:\n    command: ["go", "run", "."]\n',
    });
    expect(found).toEqual([
      "Jenkinsfile:2 go vet: in a comment",
      "Jenkinsfile:3 go test: Jenkins pipelines are not read",
      "compose.yml:3 go run: commands of Compose files are not read",
    ]);
  });
});

describe("a text in settings", () => {
  test("of goreleaser is a hook of its first build, of the build it belongs to, or no command", async () => {
    const found = await mentionsOf({
      ".goreleaser.yaml": `before:
  hooks:
    - go mod tidy
    - sh -c "echo go vet"
builds:
  - id: ledger
    hooks:
      pre: go generate ./...
  - id: other
    builder: prebuilt
    hooks:
      post: go test ./...
  - id: off
    skip: true
    hooks: { pre: go list }
# go install is next
release:
  footer: built by go build
`,
    });
    expect(found).toEqual([
      ".goreleaser.yaml:3 go mod: runs in .goreleaser.yaml/ledger",
      ".goreleaser.yaml:4 go vet: in a string that is handed to sh",
      ".goreleaser.yaml:8 go generate: runs in .goreleaser.yaml/ledger",
      ".goreleaser.yaml:12 go test: runs in .goreleaser.yaml/ledger",
      ".goreleaser.yaml:15 go list: the build off is skipped",
      ".goreleaser.yaml:16 go install: in a comment",
      ".goreleaser.yaml:18 go build: in a setting of goreleaser that is no hook",
    ]);
  });

  test("of goreleaser is a command also where nothing is built with go", async () => {
    const found = await mentionsOf({
      ".goreleaser.yaml": "before:\n  hooks: [go mod tidy]\nbuilds:\n  - skip: true\n",
    });
    expect(found).toEqual([".goreleaser.yaml:2 go mod: runs in .goreleaser.yaml/hooks"]);
  });

  test("of pre-commit is a command in a local hook only", async () => {
    const found = await mentionsOf({
      ".pre-commit-config.yaml": `repos:
  - repo: local
    hooks:
      - id: generate
        name: go generate
        entry: go generate ./...
        language: system
      - id: test
        entry: bash -c 'go test ./...'
        files: go list
  - repo: https://github.com/dnephin/pre-commit-golang
    hooks:
      - id: go-vet
        entry: go vet
`,
    });
    expect(found).toEqual([
      ".pre-commit-config.yaml:5 go generate: in a name",
      ".pre-commit-config.yaml:6 go generate: runs in .pre-commit-config.yaml/generate",
      ".pre-commit-config.yaml:9 go test: runs in .pre-commit-config.yaml/test",
      ".pre-commit-config.yaml:10 go list: in a setting of the hook test",
      ".pre-commit-config.yaml:14 go vet: given to the hook go-vet of https://github.com/dnephin/pre-commit-golang",
    ]);
  });

  test("of a dev container is a command, a name or a comment", async () => {
    const found = await mentionsOf({
      ".devcontainer.json": `{
  // go vet by hand
  "name": "go test box",
  "image": "golang:1.25",
  "postCreateCommand": "go mod download"
}
`,
    });
    expect(found).toEqual([
      ".devcontainer.json:2 go vet: in a comment",
      ".devcontainer.json:3 go test: in a name",
      ".devcontainer.json:5 go mod: runs in .devcontainer.json",
    ]);
  });
});

test("a text in a hidden job of GitLab is replaced by the jobs that extend it, or nothing extends it", async () => {
  const found = await mentionsOf({
    ".gitlab-ci.yml": `.tpl:
  script: [go build .]
.more:
  extends: .tpl
one: { extends: .tpl, image: golang, script: [go vet .] }
two: { extends: .more, image: golang, script: [go test .] }
.alone:
  before_script: [go list .]
`,
  });
  expect(found).toEqual([
    ".gitlab-ci.yml:2 go build: in the hidden job .tpl, whose script every job that extends it replaces",
    ".gitlab-ci.yml:5 go vet: runs in .gitlab-ci.yml/one",
    ".gitlab-ci.yml:6 go test: runs in .gitlab-ci.yml/two",
    ".gitlab-ci.yml:8 go list: in the hidden job .alone, which no job extends",
  ]);
});

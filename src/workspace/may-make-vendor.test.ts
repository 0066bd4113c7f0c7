import { describe, expect, test } from "bun:test";
import { mayMakeVendor } from "./may-make-vendor.ts";
import { readWorkspace } from "./read-workspace.ts";
import { createMemoryTree } from "./tree/memory-tree.ts";

async function isMade(files: Record<string, string>, folder = "vendor"): Promise<boolean> {
  return mayMakeVendor(await readWorkspace(createMemoryTree(files)), folder);
}

describe("what makes a vendor folder", () => {
  const makers: readonly (readonly [path: string, text: string])[] = [
    ["Makefile", "deps:\n\t$(GO) mod vendor\n"],
    ["Makefile", "deps:\n\t@echo vendoring && go mod vendor\n"],
    ["Makefile", "deps:\n\tgo work vendor\n"],
    ["magefile.go", 'package main\n\nfunc Deps() { sh.Run("go", "mod", "vendor") }\n'],
    ["ci/get.py", 'run(["go", "mod", "vendor"])\n'],
    ["get", "#!/bin/sh\ngo mod vendor\n"],
    ["Makefile", "vendor:\n\t./tools/fetch\n"],
    ["get.sh", "curl -sSf https://example.com/vendor.tar.gz | tar xz\n"],
    ["get.sh", 'tar -C "$ROOT" -xf "$CACHE/k-vendor.tgz"\n'],
    ["get.sh", "cp -r ../k/vendor .\n"],
    ["get.sh", "git -C deps clone https://example.com/v.git vendor\n"],
    ["get.sh", "./hack/restore-deps.sh vendor\n"],
    ["get.sh", 'echo "$(go mod vendor)"\n'],
    ["get.sh", "dep ensure\n"],
    ["Dockerfile", "FROM golang:1.25\nCOPY --from=deps /src/vendor ./vendor\n"],
    ["Dockerfile", "FROM golang:1.25\nRUN --mount=type=bind,from=deps,target=/src/vendor go build ./...\n"],
    ["run.sh", "docker run -v /cache/vendor:/src/vendor golang:1.25 go build ./...\n"],
    [".gitlab-ci.yml", "build:\n  cache:\n    paths:\n    - vendor/\n  script: [make]\n"],
    [".gitlab-ci.yml", "build:\n  cache:\n    paths: [.cache, vendor/]\n  script: [make]\n"],
    [
      ".github/workflows/ci.yml",
      "on: push\njobs:\n  t:\n    steps:\n      - uses: actions/cache@v4\n        with:\n          path: |\n            ~/.cache\n            vendor\n          key: x\n",
    ],
    [
      ".github/workflows/ci.yml",
      "jobs:\n  t:\n    steps:\n      - uses: actions/download-artifact@v4\n        with:\n          path: vendor # from deps\n",
    ],
    [".gitmodules", '[submodule "v"]\n\tpath = vendor\n\turl = ../v.git\n'],
  ];
  test.each(makers)("%s: %s", async (path, text) => {
    expect(await isMade({ [path]: text })).toBe(true);
  });
});

describe("what only has the word", () => {
  const words: readonly (readonly [path: string, text: string])[] = [
    ["Makefile", "build: # see vendor/\n\tgo build -mod=vendor ./...\n"],
    ["Makefile", 'build:\n\t@echo "first run go mod vendor"\n'],
    ["Makefile", "# go mod vendor is not needed\nbuild:\n\tgo build ./...\n"],
    ["Makefile", "$(info run go mod vendor)\n"],
    ["Makefile", '.PHONY: vendor\nhelp:\n\t@echo "make vendor"\n'],
    [
      ".github/workflows/ci.yml",
      "name: go mod vendor\njobs:\n  t:\n    steps:\n      - name: run go mod vendor\n        run: make\n",
    ],
    ["b.sh", "# breakwater:allow vendor/forced-without-vendor because of x, until 2027-01-01\n"],
    ["b.sh", "echo 'there is no vendor: go mod vendor makes it'\n"],
    ["b.sh", 'echo "run $GO mod vendor"; exit 1\n'],
    ["b.sh", "find . -name vendor -prune -o -name '*.go' -print\n"],
    ["b.sh", "rm -rf vendor\n"],
    ["b.sh", "git diff --exit-code -- vendor\n"],
    ["b.sh", "GOFLAGS=-mod=vendor go test ./...\n"],
    ["Dockerfile", 'FROM golang:1.25\nLABEL vendor="Example"\n'],
    [".github/workflows/ci.yml", "name: vendor\non:\n  push:\n    paths:\n      - vendor\njobs: {}\n"],
    [".golangci.yml", "run:\n  skip-dirs:\n    - vendor\nissues:\n  exclude-rules:\n    - path: vendor\n"],
    [".goreleaser.yml", "nfpms:\n  - vendor: Example\n"],
    ["notes.md", "go mod vendor\n"],
    ["build.bat", "rem go mod vendor\r\ngo build\r\n"],
    [".gitmodules", '[submodule "v"]\n\tpath = third_party/v\n\turl = ../v.git\n'],
  ];
  test.each(words)("%s: %s", async (path, text) => {
    expect(await isMade({ [path]: text })).toBe(false);
  });
});

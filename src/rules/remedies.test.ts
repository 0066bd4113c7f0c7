import { expect, test } from "bun:test";
import { createFindings } from "../finding/create-findings.ts";
import { defaultContract } from "../site/contract.ts";
import { resolveSites } from "../site/resolve-sites.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { rules } from "./index.gen.ts";
import { runRules } from "./run-rules.ts";

const module = "module example.com/ledger\n\ngo 1.25\n";

async function findingsIn(files: Readonly<Record<string, string>>) {
  const workspace = await readWorkspace(createMemoryTree({ "go.mod": module, ...files }));
  const { sites } = resolveSites(workspace);
  const { problems } = runRules({ workspace, sites, contract: defaultContract, rules });
  return createFindings({ problems, sourceOf: (file) => workspace.source(file) });
}

async function remediesOf(rule: string, files: Readonly<Record<string, string>>): Promise<readonly string[]> {
  const findings = await findingsIn(files);
  return findings.filter((finding) => finding.rule === rule).map(({ remedy }) => remedy);
}

const job = (steps: string, runner = "ubuntu-latest"): string =>
  `on: push\njobs:\n  test:\n    runs-on: ${runner}\n    steps:\n${steps}`;

test("an image has no repository to compare with, a job has", async () => {
  const build = "go mod tidy && go build ./...";
  const [inImage] = await remediesOf("pipeline/module-files-changed", {
    Dockerfile: `FROM golang:1.25\nCOPY . .\nRUN ${build}\n`,
  });
  expect(inImage).toBe('Commit what "go mod tidy" writes and delete it here.');
  const [inJob] = await remediesOf("pipeline/module-files-changed", {
    ".github/workflows/ci.yml": job(`      - run: ${build}\n`),
  });
  expect(inJob).toContain("git diff --exit-code -- go.mod go.sum");
});

test("what is set for one target is exported for that target", async () => {
  const makefile = "test: CGO_ENABLED=0\ntest:\n\tgo test ./...\n";
  const remedies = await remediesOf("environment/make-variable-not-exported", { Makefile: makefile });
  expect(remedies).toEqual(["Write test: export CGO_ENABLED = 0."]);
});

test("PowerShell knows no set -e", async () => {
  const run = "run: |\n          go test ./...\n          git status\n";
  const named = `      - shell: pwsh\n        ${run}`;
  for (const workflow of [job(named), job(`      - ${run}`, "windows-latest")]) {
    const remedies = await remediesOf("pipeline/no-errexit", { ".github/workflows/ci.yml": workflow });
    expect(remedies).toEqual([
      "Write if ($LASTEXITCODE -ne 0) { exit $LASTEXITCODE } after the command, or give the step shell: bash",
    ]);
  }
  const [posix] = await remediesOf("pipeline/no-errexit", {
    "ci.sh": "#!/bin/sh\ngo test ./...\necho done\n",
  });
  expect(posix).toContain("set -e");
});

test("the images of one file are one cause, each with its own digest to add", async () => {
  const findings = (
    await findingsIn({ Dockerfile: "FROM golang:1.25 AS build\nRUN go version\nFROM debian:12\n" })
  ).filter(({ rule }) => rule === "image/unpinned-base-image");
  expect(findings.map(({ remedy }) => remedy)).toEqual([
    "Add the digest and keep the tag for readers: FROM golang:1.25@sha256:…",
    "Add the digest and keep the tag for readers: FROM debian:12@sha256:…",
  ]);
  expect(new Set(findings.map(({ group }) => group)).size).toBe(1);
});

test("a replacement with its reason says that it stays S3", async () => {
  const lines =
    "require example.com/net v0.17.0\n\n// breaks our proxy\nreplace example.com/net => example.com/net v0.14.0\n";
  const [remedy] = await remediesOf("modules/replace-downgrades", { "go.mod": `${module}\n${lines}` });
  expect(remedy).toContain("stays S3");
});

test("a Go version without its zero gives the lost zero, and no consequences of Go 1.2, which reads no go.mod", async () => {
  const steps =
    "      - uses: actions/setup-go@v5\n        with:\n          go-version: 1.20\n" +
    "      - run: go build ./...\n      - run: go vet ./...\n      - run: go test -race ./...\n";
  const findings = await findingsIn({
    "go.mod": "module example.com/ledger\n\ngo 1.24.0\n",
    ".github/workflows/ci.yml": job(steps),
  });
  expect(findings.map(({ rule }) => rule)).toEqual(["toolchain/yaml-number-loses-zero"]);
});

test("pipefail is put where the shell of the place knows it", async () => {
  const remedyOf = async (files: Readonly<Record<string, string>>) =>
    (await remediesOf("pipeline/pipe-without-pipefail", files)).join();
  const pipe = "go test ./... | tee log";
  expect(await remedyOf({ Dockerfile: `FROM golang:1.25\nCOPY . .\nRUN ${pipe}\n` })).toStartWith(
    "Put SHELL [",
  );
  expect(await remedyOf({ Makefile: `test:\n\t${pipe}\n` })).toStartWith("Write SHELL := /bin/bash");
  expect(await remedyOf({ ".github/workflows/ci.yml": job(`      - run: ${pipe}\n`) })).toContain(
    "shell: bash",
  );
  expect(await remedyOf({ "test.sh": `#!/bin/sh -e\n${pipe}\n` })).toContain("run the script with bash");
});

test("a program that does not work without cgo is not told to switch it off", async () => {
  const remedyOf = async (path: string) => {
    const [remedy] = await remediesOf("image/libc-missing", {
      "go.mod": `${module}\nrequire github.com/mattn/go-sqlite3 v1.14.32\n`,
      "main.go": `package main\n\nimport _ "${path}"\n\nfunc main() {}\n`,
      Dockerfile:
        "FROM golang:1.25 AS build\nWORKDIR /src\nCOPY . .\nRUN go build -o /ledger .\nFROM alpine:3.22\nCOPY --from=build /ledger /ledger\n",
    });
    return remedy;
  };
  expect(await remedyOf("net")).toStartWith("Set CGO_ENABLED=0");
  expect(await remedyOf("github.com/mattn/go-sqlite3")).toBe(
    "Copy the program into an image with the same libc: github.com/mattn/go-sqlite3 does not work without cgo.",
  );
});

test("an and-or list is mended by what it holds", async () => {
  const remedies = await remediesOf("pipeline/and-or-hides-cause", {
    "tidy.sh":
      "#!/bin/sh\nset -e\n(cd a && go mod tidy || true)\ncd b && go generate ./... || echo no\ngo build ./... && ./ledger || echo no\n",
  });
  expect(remedies).toEqual([
    "Drop `|| true`; where only the first command may fail, write `if A; then B; fi`.",
    "Write `if A; then B; fi`, and say apart what shall happen when B fails.",
    "Write `if A; then B; else C; fi`.",
  ]);
});

/** init and the gate on two small repositories of our own; scripts/init-evidence.ts does the same on real ones. */
import { afterAll, beforeAll, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "../write-files.ts";
import { drifts } from "./drifts.ts";
import { type InitTrial, tryInit } from "./try-init.ts";

setDefaultTimeout(180_000);

let work = "";

beforeAll(() => {
  work = mkdtempSync(join(tmpdir(), "breakwater-init-gate-"));
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

const code = {
  "README.md": "# ledger\n",
  "go.mod": "module example.com/ledger\n\ngo 1.25.0\n\nrequire golang.org/x/text v0.14.0\n",
  "go.sum":
    "golang.org/x/text v0.14.0 h1:ScX5w1eTa3QqT8oi6+ziP7dTV1S2+ALU0bI+0zXKWiQ=\ngolang.org/x/text v0.14.0/go.mod h1:18ZOQIKpY8NJVqYksKHtTdi31H5itFRjB5/qKTNYzSU=\n",
  "main.go":
    'package main\n\nimport _ "golang.org/x/text/width"\n\nimport _ "golang.org/x/text"\n\nfunc main() {}\n',
  Dockerfile: "FROM golang:1.25\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n",
  // An old sin, for the baseline to remember.
  "tools/Dockerfile": "FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build ./...\n",
};

function tried(name: string, files: Readonly<Record<string, string>>): InitTrial {
  const source = join(work, name);
  mkdirSync(source);
  writeFiles(source, { ...code, ...files });
  return tryInit(source, join(work, `${name}-copy`));
}

function expectGate(trial: InitTrial, notThere: readonly string[]): void {
  expect(trial.invalid).toEqual([]);
  expect(trial.notes).toEqual([]);
  expect(trial.isSecondRunIdle).toBe(true);
  expect(trial.green).toBe(0);
  expect(trial.unrelated).toBe(0);
  expect(trial.remembered).toBeGreaterThan(0);
  expect(trial.drifts.filter(({ exit }) => exit !== 1)).toEqual([]);
  expect(trial.drifts.map(({ name }) => name)).toEqual(
    drifts.map(({ name }) => name).filter((name) => !notThere.includes(name)),
  );
}

test.each([
  {
    forge: "GitHub",
    files: {
      ".github/workflows/ci.yml":
        "on: push\njobs:\n  test:\n    runs-on: ubuntu-latest\n    steps:\n      - uses: actions/checkout@v4\n      - uses: actions/setup-go@v5\n        with:\n          go-version: '1.25'\n      - run: go test ./...\n",
      ".pre-commit-config.yaml": "repos:\n  - repo: meta\n    hooks:\n      - id: identity\n",
    },
    written: [".github/workflows/breakwater.yml", ".pre-commit-config.yaml"],
    notThere: ["vendor ignored"],
  },
  {
    forge: "GitLab",
    files: {
      ".gitlab-ci.yml":
        "# ours\ninclude:\n  - local: /more.yml\n\ntest:\n  image: golang:1.25\n  script:\n    - go test ./...\n",
      "more.yml": "lint:\n  image: golang:1.25\n  script: go vet ./...\n",
    },
    written: [".gitlab/breakwater.gitlab-ci.yml", ".gitlab-ci.yml"],
    notThere: ["go-version lowered", "quotes lost from 1.20", "vendor ignored"],
  },
])("a repository on $forge is gated", ({ forge, files, written, notThere }) => {
  const trial = tried(forge, files);
  expect(trial.files).toEqual([".breakwater.yaml", ...written, "breakwater-baseline.json"]);
  expectGate(trial, notThere);
});

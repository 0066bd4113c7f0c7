/** A repository with four tools in six places each: every cell can be given a release of its own. */
import { resolveSites } from "../site/resolve-sites.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { gatherTools, holdsTool } from "./gather-tools.ts";
import { judgeTools } from "./judge-tools.ts";
import type { ToolFinding, ToolTable } from "./model.ts";

/** A cell of the matrix: the marker in the files where its release stands. */
export interface Cell {
  readonly tool: string;
  readonly marker: string;
  readonly file: string;
}

const templates: Readonly<Record<string, string>> = {
  "go.mod": `module example.com/ledger

go 1.24.0

require (
	google.golang.org/protobuf v{protoc-gen-go:0}
	honnef.co/go/tools v{staticcheck:0}
)

tool google.golang.org/protobuf/cmd/protoc-gen-go
`,
  "tools.go": `//go:build tools

package tools

import _ "honnef.co/go/tools/cmd/staticcheck"
`,
  "tools/go.mod": `module example.com/ledger/tools

go 1.24.0

require google.golang.org/protobuf v{protoc-gen-go:1}
`,
  "tools/tools.go": `//go:build tools

package tools

import _ "google.golang.org/protobuf/cmd/protoc-gen-go"
`,
  ".bingo/gofumpt.mod": `module _

go 1.24.0

require mvdan.cc/gofumpt v{gofumpt:0}
`,
  ".github/workflows/ci.yml": `on: push
jobs:
  lint:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/checkout@v5
      - uses: golangci/golangci-lint-action@v6
        with:
          version: v{golangci-lint:0}
      - run: go run mvdan.cc/gofumpt@v{gofumpt:1} -l .
      - run: go run honnef.co/go/tools/cmd/staticcheck@v{staticcheck:1} ./...
`,
  ".pre-commit-config.yaml": `repos:
  - repo: https://github.com/golangci/golangci-lint
    rev: v{golangci-lint:1}
    hooks:
      - id: golangci-lint
`,
  "mise.toml": `[tools]
golangci-lint = "{golangci-lint:2}"
"go:mvdan.cc/gofumpt" = "{gofumpt:2}"
"go:honnef.co/go/tools/cmd/staticcheck" = "v{staticcheck:2}"
`,
  Makefile: `GOFUMPT_VERSION := v{gofumpt:3}

tools:
	curl -sSfL https://raw.githubusercontent.com/golangci/golangci-lint/HEAD/install.sh | sh -s -- -b ./bin v{golangci-lint:3}
	go install mvdan.cc/gofumpt@$(GOFUMPT_VERSION)
	go install google.golang.org/protobuf/cmd/protoc-gen-go@v{protoc-gen-go:2}
	go install honnef.co/go/tools/cmd/staticcheck@v{staticcheck:3}
`,
  Dockerfile: `FROM golang:1.24 AS tools
ARG GOFUMPT_VERSION=v{gofumpt:4}
RUN go install mvdan.cc/gofumpt@\${GOFUMPT_VERSION}
RUN go install google.golang.org/protobuf/cmd/protoc-gen-go@v{protoc-gen-go:3}
`,
  ".gitlab-ci.yml": `lint:
  image: golangci/golangci-lint:v{golangci-lint:4}-alpine
  script:
    - golangci-lint run ./...
generate:
  image: golang:1.24
  script:
    - go install google.golang.org/protobuf/cmd/protoc-gen-go@v{protoc-gen-go:4}
    - go run honnef.co/go/tools/cmd/staticcheck@v{staticcheck:4} ./...
`,
  ".devcontainer/devcontainer.json": `{
  "features": {
    "ghcr.io/devcontainers/features/go:1": { "version": "1.24", "golangciLintVersion": "{golangci-lint:5}" }
  },
  "postCreateCommand": "go install google.golang.org/protobuf/cmd/protoc-gen-go@v{protoc-gen-go:5}"
}
`,
  "scripts/setup.sh": `#!/bin/sh -e
go install mvdan.cc/gofumpt@v{gofumpt:5}
go install honnef.co/go/tools/cmd/staticcheck@v{staticcheck:5}
`,
};

const releases: Readonly<Record<string, string>> = {
  "golangci-lint": "1.64.5",
  gofumpt: "0.8.0",
  "protoc-gen-go": "1.36.6",
  staticcheck: "0.6.1",
};

/** Every cell. */
export const cells: readonly Cell[] = Object.entries(templates).flatMap(([file, text]) =>
  [...text.matchAll(/\{([\w-]+):\d\}/g)].map(([marker, tool = ""]) => ({ tool, marker, file })),
);

/** The release that a tool has in every cell that nobody changed. */
export function releaseOf({ tool }: Cell): string {
  return releases[tool] ?? "";
}

/** What is found in the repository when some cells have other releases. */
export async function judgeMatrix(changed: ReadonlyMap<string, string> = new Map()): Promise<{
  readonly workspace: Workspace;
  readonly table: ToolTable;
  readonly findings: readonly ToolFinding[];
}> {
  const files = Object.fromEntries(
    Object.entries(templates).map(([file, text]) => [
      file,
      text.replace(/\{([\w-]+):\d\}/g, (marker, tool: string) => changed.get(marker) ?? releases[tool] ?? ""),
    ]),
  );
  const workspace = await readWorkspace(createMemoryTree(files));
  const table = gatherTools(workspace, resolveSites(workspace, holdsTool));
  return { workspace, table, findings: judgeTools(table.tools, workspace) };
}

/** The lines of a file in which a cell's release stands, counted from 1. */
export function lineOf({ file, marker }: Cell): number {
  const text = templates[file] ?? "";
  return text.slice(0, text.indexOf(marker)).split("\n").length;
}

import { describe, expect, test } from "bun:test";
import { resolveSites } from "../site/resolve-sites.ts";
import { applyEdits, type Edit } from "../text/edit.ts";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { overlayTree } from "../workspace/tree/overlay-tree.ts";
import type { Workspace } from "../workspace/workspace.ts";
import { cells, judgeMatrix } from "./_matrix-fixture.ts";
import { gatherTools, holdsTool } from "./gather-tools.ts";
import { judgeTools } from "./judge-tools.ts";
import type { ToolPin } from "./pin/model.ts";
import { planPins } from "./pin/plan-pins.ts";

async function look(files: Readonly<Record<string, string>>): Promise<Workspace> {
  return readWorkspace(createMemoryTree(files));
}

function pinsOf(workspace: Workspace): readonly ToolPin[] {
  return planPins(gatherTools(workspace, resolveSites(workspace, holdsTool)).tools, workspace).pins;
}

function textsAfter(pins: readonly ToolPin[], workspace: Workspace): Record<string, string> {
  const edits = new Map<string, Edit[]>();
  for (const { at, text } of pins.flatMap((pin) => pin.edits))
    edits.set(at.file, [...(edits.get(at.file) ?? []), { span: at.span, text }]);
  return Object.fromEntries(
    [...edits].map(([file, list]) => [file, applyEdits(workspace.source(file)?.text ?? "", list)]),
  );
}

describe("after its pins a repository", () => {
  test("has no drift that only text decides, whichever cell was older", async () => {
    for (const cell of cells) {
      const older = {
        "golangci-lint": "1.63.4",
        gofumpt: "0.6.0",
        "protoc-gen-go": "1.31.0",
        staticcheck: "0.4.7",
      };
      const text = older[cell.tool as keyof typeof older];
      const { workspace } = await judgeMatrix(new Map([[cell.marker, text]]));
      const pins = pinsOf(workspace);
      const steps = pins.flatMap((pin) => pin.steps);
      // go.mod files and bingo's need a command; everything else is written.
      if (cell.file.endsWith(".mod")) {
        expect(`${cell.marker} ${steps.length}`).toBe(`${cell.marker} 1`);
        continue;
      }
      const bytes = new Map(
        Object.entries(textsAfter(pins, workspace)).map(([file, after]) => [
          file,
          new TextEncoder().encode(after),
        ]),
      );
      const next = await readWorkspace(overlayTree(workspace.tree, bytes));
      const { tools } = gatherTools(next, resolveSites(next, holdsTool));
      expect({ cell, findings: judgeTools(tools, next) }).toEqual({ cell, findings: [] });
    }
  });

  test("has nothing more to pin", async () => {
    const { workspace } = await judgeMatrix(new Map([["{gofumpt:5}", "0.6.0"]]));
    const bytes = new Map(
      Object.entries(textsAfter(pinsOf(workspace), workspace)).map(([file, after]) => [
        file,
        new TextEncoder().encode(after),
      ]),
    );
    const next = await readWorkspace(overlayTree(workspace.tree, bytes));
    expect(pinsOf(next).flatMap((pin) => pin.edits)).toEqual([]);
  });
});

describe("a pin", () => {
  const ci = (step: string): string =>
    `on: push\njobs:\n  lint:\n    runs-on: ubuntu-latest\n    steps:\n${step}`;

  test("keeps quotes, comments and the way in which a place writes a release", async () => {
    const workspace = await look({
      "go.mod": "module example.com/ledger\n\ngo 1.24\n",
      ".github/workflows/ci.yml": ci(
        `      - uses: golangci/golangci-lint-action@v8\n        with:\n          version: "v2.3.1" # for now\n`,
      ),
      "mise.toml": `[tools]\ngolangci-lint = "2.5.0" # of the team\n`,
      ".tool-versions": "golangci-lint 2.1 # older\n",
    });
    expect(textsAfter(pinsOf(workspace), workspace)).toEqual({
      ".github/workflows/ci.yml": ci(
        `      - uses: golangci/golangci-lint-action@v8\n        with:\n          version: "v2.5.0" # for now\n`,
      ),
      ".tool-versions": "golangci-lint 2.5.0 # older\n",
    });
  });

  test("does not cross a major: that is another tool", async () => {
    const workspace = await look({
      "go.mod": "module example.com/ledger\n\ngo 1.24\n",
      Makefile:
        "a:\n\tgo install github.com/vektra/mockery/v3@v3.7.3\nb:\n\tgo install github.com/vektra/mockery/v2@v2.53.3\n",
    });
    const pins = pinsOf(workspace);
    expect(pins.flatMap((pin) => pin.edits)).toEqual([]);
    expect(pins.flatMap((pin) => pin.notes).map(({ reason }) => reason)).toEqual([
      "is another major, which is another tool: v2.53.3 here, v3.7.3 there",
    ]);
  });

  test("does not take a release counted by years for a floor, nor for another tool", async () => {
    const workspace = await look({
      "go.mod": "module example.com/ledger\n\ngo 1.24\n",
      Makefile:
        "a:\n\tgo install honnef.co/go/tools/cmd/staticcheck@v0.6.0\nb:\n\tgo install honnef.co/go/tools/cmd/staticcheck@2025.1\n",
    });
    const pins = pinsOf(workspace);
    expect(pins.flatMap((pin) => pin.edits)).toEqual([]);
    expect(pins.flatMap((pin) => pin.notes).map(({ reason }) => reason)).toEqual([
      "counts releases by years: whether 2025.1 is v0.6.0 cannot be seen here",
    ]);
  });

  test("invents no release: where no place names one, nothing is written", async () => {
    const workspace = await look({
      "go.mod": "module example.com/ledger\n\ngo 1.24\n",
      Makefile: "a:\n\tgo install gotest.tools/gotestsum@latest\nb:\n\tgo run gotest.tools/gotestsum@v1\n",
    });
    expect(pinsOf(workspace)).toEqual([]);
  });

  test("leaves what hangs on more than a text: digests, commits, archives with checksums", async () => {
    const workspace = await look({
      "go.mod": "module example.com/ledger\n\ngo 1.24\n",
      ".gitlab-ci.yml": `lint:\n  image: golangci/golangci-lint:v2.1.0@sha256:${"0".repeat(64)}\n  script:\n    - golangci-lint run\n`,
      "get.sh": `#!/bin/sh\ncurl -sSL https://github.com/golangci/golangci-lint/releases/download/v2.2.0/golangci-lint-2.2.0-linux-amd64.tar.gz | tar xz\ngo version\n`,
      Makefile:
        "a:\n\tgo install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@v2.5.0\nb:\n\tgo install github.com/golangci/golangci-lint/v2/cmd/golangci-lint@0123456789ab\n",
    });
    const pins = pinsOf(workspace);
    expect(pins.flatMap((pin) => pin.edits)).toEqual([]);
    expect(pins.flatMap((pin) => pin.notes).map(({ at }) => at.file)).toEqual([
      ".gitlab-ci.yml",
      "Makefile",
      "get.sh",
    ]);
  });

  test("waits where go.mod has an older release: only go raises it", async () => {
    const workspace = await look({
      "go.mod":
        "module example.com/ledger\n\ngo 1.24\n\nrequire golang.org/x/tools v0.30.0\n\ntool golang.org/x/tools/cmd/stringer\n",
      Makefile: "a:\n\tgo run golang.org/x/tools/cmd/stringer@v0.38.0 ./...\n",
    });
    expect(pinsOf(workspace)).toMatchObject([
      { edits: [], steps: [{ run: "go get -tool golang.org/x/tools/cmd/stringer@v0.38.0" }] },
    ]);
  });
});

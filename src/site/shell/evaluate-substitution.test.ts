import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import type { Site } from "../site.ts";

const goMod = "module example.com/ledger\n\ngo 1.25.3\n";

async function siteOf(files: Record<string, string>, id: string): Promise<Site | undefined> {
  const workspace = await readWorkspace(createMemoryTree({ "go.mod": goMod, ...files }));
  return resolveSites(workspace).sites.find((site) => site.id === id);
}

/** The folder in which the site's first command runs, or why it is not known. */
async function folderOf(files: Record<string, string>, id: string): Promise<string> {
  const folder = (await siteOf(files, id))?.commands[0]?.folder;
  return folder?.kind === "known" ? folder.text : `? ${folder?.reason}`;
}

describe("the folder of a script", () => {
  test.each([
    ['cd "$(dirname "$0")"', "hack/tools"],
    ['cd "$(dirname "${BASH_SOURCE[0]}")/.."', "hack"],
    ['ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)\ncd "$ROOT/cmd"', "cmd"],
    ['ROOT=$(git rev-parse --show-toplevel)\ncd "${ROOT}"', ""],
    ["cd ${0%/*}", "hack/tools"],
    ['cd "$(readlink -f "$(dirname "$0")/../../api")"', "api"],
    ['pushd "$(realpath ..)" >/dev/null', ".."],
  ])("%s", async (line, folder) => {
    const found = await folderOf(
      { "hack/tools/gen.sh": `#!/bin/bash\n${line}\ngo generate\n` },
      "hack/tools/gen.sh",
    );
    expect(found).toBe(
      folder === ".." ? "? /  is not a folder of this repository".replace("  ", " ") : folder,
    );
  });

  test("is that of the file it stands in, when that is sourced by another", async () => {
    const files = {
      "run.sh": "source lib/paths.sh\ncd $HERE\ngo build\n",
      "lib/paths.sh": 'HERE=$(dirname "${BASH_SOURCE[0]}")\nMAIN=$(dirname "$0")\n',
    };
    expect(await folderOf(files, "run.sh")).toBe("lib");
    expect(
      await folderOf({ ...files, "run.sh": "source lib/paths.sh\ncd $MAIN/api\ngo build\n" }, "run.sh"),
    ).toBe("api");
  });

  test("stays unknown where a trim stands behind a subscript", async () => {
    const found = await folderOf({ "a/b.sh": "cd ${BASH_SOURCE[0]%/*}\ngo build\n" }, "a/b.sh");
    expect(found).toStartWith("? ");
  });
});

describe("make", () => {
  test("knows $(shell …) of the current folder and of the repository's root", async () => {
    const Makefile = `ROOT := $(shell git rev-parse --show-toplevel)
HERE := $(dir $(abspath $(lastword $(MAKEFILE_LIST))))
root: ; cd $(ROOT)/cmd && go build
here: ; cd $(HERE)internal && go build
current: ; cd $(CURDIR)/api && go build
other: ; cd $(shell date) && go build
`;
    expect(await folderOf({ "svc/Makefile": Makefile }, "svc/Makefile/root")).toBe("cmd");
    expect(await folderOf({ "svc/Makefile": Makefile }, "svc/Makefile/here")).toBe("svc/internal");
    expect(await folderOf({ "svc/Makefile": Makefile }, "svc/Makefile/current")).toBe("svc/api");
    expect(await folderOf({ "svc/Makefile": Makefile }, "svc/Makefile/other")).toStartWith("? cd goes to");
  });

  test("in a folder or for a goal that is not known is not followed", async () => {
    const files = {
      Makefile: "all: ; go build\nlint: ; go vet\n",
      "a.sh": "make -C $UNKNOWN_$RANDOM all\n",
      "b.sh": "make $(date)\n",
      "c.sh": "make lint $EXTRA\n",
    };
    const workspace = await readWorkspace(createMemoryTree({ "go.mod": goMod, ...files }));
    const { sites } = resolveSites(workspace);
    expect(sites.map(({ id, commands }) => `${id}: ${commands.map(({ text }) => text)}`)).toEqual([
      "Makefile/all: go build",
      "Makefile/lint: go vet",
      "c.sh: go vet",
    ]);
  });
});

test("a workflow reads the version out of a file", async () => {
  const steps = (run: string, version: string): string => `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - run: ${run}
      - uses: actions/setup-go@v5
        with:
          go-version: \${{ env.${version} }}
      - run: go test ./...
`;
  const files = { Dockerfile: "FROM golang:1.26.5@sha256:4f2e\n", ".github/env": "GOLANG_VERSION=1.26.1\n" };
  const awk = `echo "GOVERSION=$(awk -F'[:@]' '/FROM golang/{print $2; exit}' Dockerfile)" >> $GITHUB_ENV`;
  const read = await siteOf({ ...files, ".github/workflows/ci.yml": steps(awk, "GOVERSION") }, "ci.yml/test");
  expect(read?.go.version).toBe("1.26.5");
  const cat = 'cat ".github/env" >> "$GITHUB_ENV"';
  const given = await siteOf(
    { ...files, ".github/workflows/ci.yml": steps(cat, "GOLANG_VERSION") },
    "ci.yml/test",
  );
  expect(given?.go.version).toBe("1.26.1");
});

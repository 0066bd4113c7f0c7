import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import type { Site } from "../site.ts";

async function stageOf(dockerfile: string, files: Record<string, string> = {}): Promise<Site | undefined> {
  const goMod = "module example.com/ledger\n\ngo 1.25.0\n";
  const tree = createMemoryTree({ "go.mod": goMod, Dockerfile: dockerfile, ...files });
  return resolveSites(await readWorkspace(tree)).sites.find(({ kind }) => kind === "dockerfile-stage");
}

const copied = "FROM golang:1.25.3\nWORKDIR /tmp\nCOPY hack/install.sh ./\nRUN ./install.sh\n";

test("a script that was copied into a folder of its own is followed", async () => {
  const script = "#!/bin/sh\ncd /tmp\ngo install example.com/tool@v1.2.3\n";
  const stage = await stageOf(copied, { "hack/install.sh": script });
  expect(stage?.commands.map(({ text, at }) => `${at.file}: ${text}`)).toEqual([
    "hack/install.sh: go install example.com/tool@v1.2.3",
  ]);
});

test("one that installs nothing of Go leaves the settings of its stage as they are", async () => {
  const stage = await stageOf(copied, {
    "hack/install.sh": "#!/bin/sh\ncurl -fsSLO https://example.com/x\n",
  });
  expect(stage?.cgo.value).toBe("on");
  expect(stage?.tags.value).toEqual([]);
});

test("one that nobody copied leaves them open", async () => {
  const stage = await stageOf("FROM golang:1.25.3\nWORKDIR /tmp\nRUN ./install.sh\n", {
    "hack/install.sh": "go install example.com/tool@v1.2.3\n",
  });
  expect(stage?.cgo.value).toBe("unknown");
});

test("a Makefile that came as a single file is followed, where nothing that it includes may be missing", async () => {
  const docker = (call: string) =>
    `FROM golang:1.23.4\nWORKDIR /w\nCOPY go.mod main.go Makefile ./\nRUN ${call}\n`;
  const makefile = "all: ; CGO_ENABLED=0 go build -tags=x .\n";
  for (const call of ["make all", "cd / && make -C w", "make -f /w/Makefile"]) {
    const stage = await stageOf(docker(call), { Makefile: makefile, "main.go": "package main\n" });
    expect(stage?.commands.map(({ text, cgo, module }) => [text, cgo.value, module?.file])).toEqual([
      ["CGO_ENABLED=0 go build -tags=x .", "off", "go.mod"],
    ]);
  }
  const included = await stageOf(docker("make all"), {
    Makefile: `include more.mk\n${makefile}`,
    "more.mk": "CGO_ENABLED=1\n",
    "main.go": "package main\n",
  });
  expect(included?.commands).toEqual([]);
  expect(included?.cgo.why.map(({ text }) => text)).toEqual([
    "make all is not followed: /w holds only single files of this repository",
  ]);
});

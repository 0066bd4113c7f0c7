import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

const files = {
  "go.mod": "module m\n\ngo 1.25.0\n",
  Makefile: "deps:\n\tapk add gcc musl-dev\ntools:\n\tapk add git\n",
  "scripts/deps.sh": "#!/bin/sh\napk add --no-cache gcc musl-dev\n",
  "scripts/git.sh": "#!/bin/sh\napk add --no-cache git\n",
  "packages.txt": "gcc\nmusl-dev\n",
};

async function cgoOf(lines: string, from = "golang:1.25-alpine"): Promise<readonly string[]> {
  const Dockerfile = `FROM ${from} AS build\nWORKDIR /s\nCOPY . .\n${lines}\nRUN go test -race .\n`;
  const { sites } = resolveSites(await readWorkspace(createMemoryTree({ ...files, Dockerfile })));
  return sites.filter(({ kind }) => kind === "dockerfile-stage").map(({ cgo }) => cgo.value);
}

describe("on an image without a C compiler", () => {
  test("a recipe, a script that says nothing about go, and a list for xargs bring one", async () => {
    expect(await cgoOf("RUN true")).toEqual(["off"]);
    expect(await cgoOf("RUN make deps")).toEqual(["on"]);
    expect(await cgoOf("RUN make tools")).toEqual(["off"]);
    expect(await cgoOf("RUN sh scripts/deps.sh")).toEqual(["on"]);
    expect(await cgoOf("RUN ./scripts/deps.sh")).toEqual(["on"]);
    expect(await cgoOf("RUN sh scripts/git.sh")).toEqual(["off"]);
    expect(await cgoOf("RUN cat packages.txt | xargs apk add")).toEqual(["on"]);
  });

  test("it is there from the command on that brings it, and in the stages that go on", async () => {
    expect(await cgoOf("RUN go vet . && make deps\nFROM build AS test\nRUN go build .")).toEqual([
      "off",
      "on",
    ]);
  });

  test("what nobody can read may bring one", async () => {
    expect(await cgoOf("ARG PKGS\nRUN apk add $PKGS")).toEqual(["unknown"]);
    expect(await cgoOf("RUN wget -O- https://example.com/install.sh | sh")).toEqual(["unknown"]);
    expect(await cgoOf("RUN sh /opt/install.sh")).toEqual(["unknown"]);
    expect(await cgoOf("COPY --from=example.com/cc /usr /usr")).toEqual(["unknown"]);
    expect(await cgoOf("COPY --from=example.com/tool /usr/bin/tool /usr/bin/")).toEqual(["off"]);
    expect(await cgoOf("COPY --from=alpine:3.20 /usr /usr")).toEqual(["off"]);
  });

  test("a package of Go may depend on one, and Alpine's does on amd64", async () => {
    expect(await cgoOf("RUN apk add go", "alpine:3.20")).toEqual(["unknown"]);
    expect(await cgoOf("RUN apk add go", "--platform=linux/amd64 alpine:3.20")).toEqual(["on"]);
    expect(await cgoOf("RUN apt-get install -y golang-go", "ubuntu:24.04")).toEqual(["on"]);
    const without = "RUN apt-get install -y --no-install-recommends golang-go";
    expect(await cgoOf(without, "ubuntu:24.04")).toEqual(["off"]);
  });

  test("an action that nobody knows may bring one into a container", async () => {
    const job = (uses: string): string =>
      "on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    container: golang:1.25-alpine\n    steps:\n" +
      `      - uses: actions/checkout@v4\n      - uses: ${uses}\n      - run: go build ./...\n`;
    const cgoWith = async (uses: string) => {
      const tree = createMemoryTree({ ...files, ".github/workflows/ci.yml": job(uses) });
      const { sites } = resolveSites(await readWorkspace(tree));
      return sites.find(({ kind }) => kind === "github-job")?.cgo.value;
    };
    expect(await cgoWith("some/install-gcc@v1")).toBe("unknown");
    expect(await cgoWith("actions/cache@v4")).toBe("off");
  });
});

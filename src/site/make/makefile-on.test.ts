import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import type { Site } from "../site.ts";

async function jobOn(runner: string, makefile: string, env = ""): Promise<Site | undefined> {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    Makefile: makefile,
    ".github/workflows/ci.yml": `on: push\njobs:\n  t:\n    runs-on: ${runner}\n${env}    steps:\n      - run: make\n`,
  });
  const { sites } = resolveSites(await readWorkspace(tree));
  return sites.find(({ kind }) => kind === "github-job");
}

async function cgoOn(runner: string, makefile: string, env?: string): Promise<string | undefined> {
  return (await jobOn(runner, makefile, env))?.cgo.value;
}

const perSystem = `UNAME := $(shell uname -s)
CGO := 0
ifeq ($(UNAME),Darwin)
CGO := 1
endif
all: ; CGO_ENABLED=$(CGO) go build .
`;

const asHost = `OS := $(shell uname)
ARCH := $(shell uname -m)
ifeq ($(OS),Linux)
GOOS ?= linux
else ifeq ($(OS),Darwin)
GOOS ?= darwin
else
GOOS ?= windows
endif
ifeq ($(ARCH),x86_64)
GOARCH ?= amd64
else ifeq ($(shell echo $(ARCH) | head -c 5),arm64)
GOARCH ?= arm64
endif
export GOOS GOARCH
all: ; go build .
`;

describe("a Makefile that asks for the platform", () => {
  test("is read for the runner of its job", async () => {
    expect(await cgoOn("ubuntu-24.04", perSystem)).toBe("off");
    expect(await cgoOn("macos-15", perSystem)).toBe("on");
    expect(await cgoOn("self-hosted", perSystem)).toBe("unknown");
  });

  test("builds for the runner itself where it turns uname into GOOS and GOARCH", async () => {
    expect(await cgoOn("ubuntu-24.04", asHost)).toBe("on");
    expect(await cgoOn("macos-15", asHost)).toBe("on");
    const site = await jobOn("macos-15", asHost);
    expect([site?.goos, site?.goarch].map((value) => value?.kind === "known" && value.text)).toEqual([
      "darwin",
      "arm64",
    ]);
  });

  test("keeps what the job's environment says", async () => {
    expect(await cgoOn("ubuntu-24.04", asHost, "    env:\n      GOOS: windows\n")).toBe("off");
  });

  test("asks go for the platform, which is that of the job's GOOS where it is set", async () => {
    const makefile = "ifeq ($(shell go env GOOS),windows)\nall: ; go vet .\nelse\nall: ; go build .\nendif\n";
    const commandOf = async (env: string): Promise<string | undefined> =>
      (await jobOn("ubuntu-24.04", makefile, env))?.commands.map(({ subcommand }) => subcommand).join();
    expect(await commandOf("")).toBe("env,build");
    expect(await commandOf("    env:\n      GOOS: windows\n")).toBe("env,vet");
  });

  test("stays open for what else a shell prints", async () => {
    const makefile = perSystem.replace("uname -s", "uname -s | sed -f names.sed");
    expect(await cgoOn("ubuntu-24.04", makefile)).toBe("unknown");
  });
});

describe("on a developer's machine", () => {
  const cgoOf = async (makefile: string): Promise<string> => {
    const tree = createMemoryTree({
      "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
      Makefile: makefile,
    });
    const [site] = resolveSites(await readWorkspace(tree)).sites;
    return `${site?.cgo.value}: ${site?.cgo.why.map(({ text }) => text).join("; ")}`;
  };

  test("GOOS and GOARCH that follow uname on Linux and macOS make no cross build", async () => {
    const own = "is the machine's own platform on Linux and macOS";
    const withArm = asHost.replace(
      "else ifeq ($(shell",
      "else ifeq ($(ARCH),aarch64)\nGOARCH ?= arm64\nelse ifeq ($(shell",
    );
    expect(await cgoOf(withArm)).toStartWith(
      `on: CGO_ENABLED is not set; a C compiler is on PATH; GOOS: $(GOOS) ${own}; GOARCH: $(GOARCH) ${own}; `,
    );
    expect(await cgoOf("all: ; GOOS=$(shell uname | tr A-Z a-z) go build .\n")).toContain(
      "GOOS: $(shell uname",
    );
  });

  test("a platform that they miss leaves it open", async () => {
    expect(await cgoOf(asHost)).toStartWith("unknown: ");
    expect(await cgoOf(asHost.replaceAll("darwin", "freebsd"))).toStartWith("unknown: ");
    expect(await cgoOf("all: ; GOARCH=$(shell uname -m | sed s/x86_64/amd64/) go build .\n")).toStartWith(
      "unknown: ",
    );
    expect(await cgoOf("all: ; GOARCH=$(shell uname | tr A-Z a-z) go build .\n")).toStartWith("unknown: ");
  });

  test("so does a setting that differs between them", async () => {
    expect(await cgoOf(perSystem)).toStartWith("unknown: ");
  });
});

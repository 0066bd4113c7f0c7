import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../workspace/read-workspace.ts";
import { createMemoryTree } from "../workspace/tree/memory-tree.ts";
import { resolveSites } from "./resolve-sites.ts";

/** Mode and tags of the site of a Makefile's first target or of a script. */
async function decided(files: Record<string, string>): Promise<string> {
  const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.3\n", ...files });
  const [site] = resolveSites(await readWorkspace(tree)).sites;
  return `${site?.mode.value} ${site?.tags.value?.join(",") ?? `? ${site?.tags.why[0]?.text}`}`;
}

describe("a word that is not known hides no flag", () => {
  test("when a condition decides between texts that do not hold it", async () => {
    const Makefile = `ifeq ($(DEBUG),)
EXTRA =
else
EXTRA = -gcflags="all=-N -l"
endif
all: ; go build $(EXTRA) ./...
`;
    expect(await decided({ Makefile })).toBe("readonly ");
    const script = 'if [ -n "$CI" ]; then RACE=-race; fi\ngo test $RACE ./...\n';
    expect(await decided({ "test.sh": script })).toBe("readonly ");
  });

  test("when it comes out of a list of packages or files", async () => {
    expect(await decided({ "a.sh": "go test $(go list ./... | grep -v e2e)\n" })).toBe("readonly ");
    const Makefile = "PKGS = $(shell $(GO) list ./...)\nall: ; for d in $(PKGS); do go test $$d; done\n";
    expect(await decided({ Makefile })).toBe("readonly ");
  });

  test("when $(if …) hangs on a name that nothing sets", async () => {
    expect(await decided({ Makefile: 'all: ; go build $(if $(TAGS),-tags "$(TAGS)") .\n' })).toBe(
      "readonly ",
    );
  });
});

test("flags behind a word that vanishes are flags", async () => {
  expect(
    await decided({ Makefile: "all: ; go build $(RACE) -mod=mod -tags 'netgo osusergo $(MORE)' .\n" }),
  ).toBe("mod netgo,osusergo");
  const script = 'if [ -n "$CI" ]; then RACE=-race; fi\ngo build $RACE -tags e2e .\n';
  expect(await decided({ "a.sh": script })).toBe("readonly e2e");
});

describe("a word that is not known may hold a flag", () => {
  test("when one of its texts does", async () => {
    const script = 'if [ -n "$CI" ]; then MOD=-mod=mod; fi\ngo build $MOD ./...\n';
    expect(await decided({ "b.sh": script })).toStartWith("unknown ");
  });

  test("when a variable that depends on a condition is itself computed", async () => {
    const Makefile = "ifdef X\nEXTRA = $(OTHER)\nendif\nall: ; go build $(EXTRA) ./...\n";
    expect(await decided({ Makefile })).toStartWith("unknown ? $(EXTRA) may hold -tags");
  });
});

test("a name in -tags that nothing sets is taken as empty, and the reason says so", async () => {
  expect(await decided({ Makefile: "all: ; go build -tags netgo,$(MORE) .\n" })).toBe("readonly netgo");
  expect(await decided({ Makefile: "all: ; go build -tags=a,b$(MORE) .\n" })).toBe("readonly a,b");
});

describe("a name in -mod or GOFLAGS that nothing sets is taken as empty, and the reason says so:", () => {
  const whyOf = async (files: Record<string, string>): Promise<string> => {
    const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.0\n", ...files });
    const [site] = resolveSites(await readWorkspace(tree)).sites;
    return `${site?.mode.value}: ${site?.mode.why.map(({ text }) => text).join("; ")}`;
  };

  test("-mod with a make variable", async () => {
    expect(await whyOf({ Makefile: "all: ; go build -mod=mod$(MORE) .\n" })).toBe(
      "mod: -mod=mod: $(MORE) is not set in any file and taken as empty; -mod=mod is set",
    );
    expect(await whyOf({ Makefile: "all: ; go build -mod=$(MOD) .\n" })).toStartWith(
      "readonly: -mod=: $(MOD) is not set in any file and taken as empty",
    );
  });

  test("GOFLAGS that a script or make exports", async () => {
    expect(await whyOf({ "a.sh": 'export GOFLAGS="-mod=mod $MORE"\ngo build .\n' })).toBe(
      "mod: -mod=mod: $MORE is not set in any file and taken as empty; -mod=mod is set",
    );
    expect(await whyOf({ Makefile: "export GOFLAGS=-mod=mod $(MORE)\nall: ; go build .\n" })).toStartWith(
      "mod: ",
    );
    expect(await whyOf({ "a.sh": 'export GOFLAGS="$MORE"\ngo build .\n' })).toEndWith(
      "GOFLAGS=: $MORE is not set in any file and taken as empty",
    );
  });

  test("but a text that files leave open keeps the mode open", async () => {
    const makefile = "ifdef CI\nMORE=-x\nendif\nexport GOFLAGS=-mod=mod $(MORE)\nall: ; go build .\n";
    expect(await whyOf({ Makefile: makefile })).toBe("unknown: GOFLAGS is not known: make computes $(MORE)");
    expect(await whyOf({ "a.sh": 'if $CI; then M=-mod=mod; fi\nGOFLAGS="$M" go build .\n' })).toStartWith(
      "unknown: ",
    );
  });
});

describe("GOARCH that a command prints", () => {
  const cgoOf = async (script: string): Promise<string | undefined> => {
    const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.0\n", "a.sh": script });
    return resolveSites(await readWorkspace(tree)).sites[0]?.cgo.value;
  };

  test("is the machine's own when go itself prints it", async () => {
    expect(await cgoOf("GOARCH=$(go env GOARCH) go build .\n")).toBe("on");
    expect(await cgoOf("export GOARCH=$(go env GOARCH)\ngo build .\n")).toBe("on");
  });

  test("is open when something is done to it", async () => {
    expect(await cgoOf("GOARCH=$(go env GOARCH | sed s/amd64/386/) go build .\n")).toBe("unknown");
    expect(await cgoOf("GOARCH=$(go env GOARCH)le go build .\n")).toBe("unknown");
  });
});

describe("without a go.mod", () => {
  const modeOf = async (script: string): Promise<string | undefined> => {
    const tree = createMemoryTree({ "main.go": "package main\n", "a.sh": script });
    return resolveSites(await readWorkspace(tree)).sites[0]?.mode.value;
  };

  test("the mode is open where old and new Go differ and no file shows which one runs", async () => {
    expect(await modeOf("go build ./...\n")).toBe("unknown");
    expect(await modeOf("go1.25.1 build ./...\n")).toBe("readonly");
  });

  test("it is decided for pkg@version, which needs Go 1.16", async () => {
    expect(await modeOf("go install example.com/tool@v1.2.3\n")).toBe("readonly");
  });
});

test("a site's Go is that of a command whose module shows it, when the first one asks no module", async () => {
  const tree = createMemoryTree({
    "go.mod": "module example.com/ledger\n\ngo 1.25.3\n",
    "a.sh": "go install example.com/tool@v1.2.3\ngo test ./...\n",
  });
  const [site] = resolveSites(await readWorkspace(tree)).sites;
  expect(site?.commands.map(({ go }) => go.range)).toEqual([undefined, ">=1.25.3"]);
  expect(site?.go.range).toBe(">=1.25.3");
});

describe("the Go of a job", () => {
  const job = (steps: string): Record<string, string> => ({
    ".github/workflows/ci.yml": `on: push\njobs:\n  t:\n    runs-on: ubuntu-latest\n    steps:\n${steps}      - run: go test ./...\n`,
  });
  const goOf = async (files: Record<string, string>): Promise<string> => {
    const tree = createMemoryTree({ "go.mod": "module example.com/ledger\n\ngo 1.25.3\n", ...files });
    const [site] = resolveSites(await readWorkspace(tree)).sites;
    return `${site?.go.installed?.version} by ${site?.go.installed?.by}`;
  };

  test("comes from a go.mod in a folder that go leaves out", async () => {
    const steps =
      "      - uses: actions/setup-go@v6\n        with:\n          go-version-file: ./.build-tools/go.mod\n";
    const files = { ".build-tools/go.mod": "module tools\n\ngo 1.26.6\n", ...job(steps) };
    expect(await goOf(files)).toBe("1.26.6 by actions/setup-go@v6 from .build-tools/go.mod");
  });

  test("comes from mise's file in the step's folder or above it", async () => {
    const steps = "      - uses: jdx/mise-action@v2\n        with:\n          working_directory: tools/ci\n";
    expect(await goOf({ "tools/mise.toml": '[tools]\ngo = "1.25.4"\n', ...job(steps) })).toBe(
      "1.25.4 by jdx/mise-action from tools/mise.toml",
    );
    expect(await goOf({ "other/mise.toml": '[tools]\ngo = "1.25.4"\n', ...job(steps) })).toBe(
      "undefined by undefined",
    );
  });

  test("comes from the channel of a snap", async () => {
    const steps = "      - run: sudo snap install --classic --channel=1.25/stable go\n";
    expect(await goOf(job(steps))).toBe("1.25 by snap installs go");
  });
});

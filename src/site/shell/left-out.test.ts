import { describe, expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import type { SiteTable } from "../site.ts";

async function tableOf(files: Record<string, string>): Promise<SiteTable> {
  const goMod = "module example.com/ledger\n\ngo 1.25.0\n";
  return resolveSites(await readWorkspace(createMemoryTree({ "go.mod": goMod, ...files })));
}

function commandsOf({ sites }: SiteTable): readonly string[] {
  return sites.flatMap(({ id, commands }) =>
    commands.map(({ subcommand, isConditional }) => `${id}: ${subcommand}${isConditional ? " ?" : ""}`),
  );
}

function open({ unknowns }: SiteTable): readonly string[] {
  return unknowns
    .filter(({ code }) => code === "not-followed" || code === "unknown-command")
    .map(({ code, reason }) => `${code} ${reason}`);
}

const job = (run: string): Record<string, string> => ({
  ".github/workflows/ci.yml": `on: push
jobs:
  test:
    runs-on: ubuntu-latest
    steps:
      - uses: actions/setup-go@v6
        with: { go-version: "1.25.3" }
      - run: ${run}
`,
});

describe("a command whose name has several texts", () => {
  const makefile = `GO := go
GOTEST := $(GO) test
ifneq ($(CIRCLE_JOB),)
ifneq ($(shell command -v gotestsum),)
GOTEST := gotestsum --
endif
endif
.PHONY: t
t:
\t$(GOTEST) -tags e2e ./...
`;

  test("is a go command where one of them starts with go, or runs its tests", async () => {
    const table = await tableOf({ Makefile: makefile });
    expect(commandsOf(table)).toEqual(["Makefile/t: test ?", "Makefile/t: test ?"]);
    expect(table.sites[0]?.tags.value).toEqual(["e2e"]);
  });

  test("is one where make computes other words of its texts", async () => {
    const computed = makefile.replace("gotestsum --", "gotestsum --junitfile $(shell pwd)/out $(X) --");
    expect(commandsOf(await tableOf({ Makefile: computed }))).toEqual([
      "Makefile/t: test ?",
      "Makefile/t: test ?",
    ]);
  });

  test("is one behind make in a job, too", async () => {
    expect(commandsOf(await tableOf({ Makefile: makefile, ...job("make t") }))).toEqual([
      "ci.yml/test: test ?",
      "ci.yml/test: test ?",
    ]);
  });

  test("is what a shell variable holds in each branch", async () => {
    const script = 'T="gotestsum --"\nif [ -z "$CI" ]; then T="go test -race"; fi\n$T ./...\n';
    expect(commandsOf(await tableOf({ "test.sh": script }))).toEqual(["test.sh: test ?", "test.sh: test ?"]);
  });

  test("lets sudo and names that nothing sets fall away", async () => {
    const recipe = "t:\n\t$(SUDO) go test ./...\n\t$(Q)go vet ./...\n";
    expect(commandsOf(await tableOf({ Makefile: recipe }))).toEqual(["Makefile/t: test", "Makefile/t: vet"]);
  });
});

describe("a command whose name nobody knows", () => {
  test("is an unknown when it may be go", async () => {
    const table = await tableOf({ "test.sh": "# runs go test\nGOTEST=$(pick)\n$GOTEST ./...\n" });
    expect(open(table)).toEqual([
      "unknown-command $GOTEST ./...: which command $GOTEST is cannot be known: it is the output of a command",
    ]);
  });

  test("is none when its name or its arguments tell that it is another program", async () => {
    const script =
      'LINT=$(pick)\nX=$(pick)\n# go build\n$LINT run\n"$X/bin/protoc" --go_out=.\n$X --version\n${X}gcc main.c\n';
    expect(open(await tableOf({ "gen.sh": script }))).toEqual([]);
  });
});

describe("what is not followed", () => {
  test("is named with its place, and leaves the settings of a job without go commands open", async () => {
    const table = await tableOf(job("mage build"));
    expect(open(table)).toEqual([
      "not-followed mage build: mage runs what its own files say, and they are not read",
    ]);
    const [site] = table.sites;
    expect([site?.mode.value, site?.cgo.value, site?.tags.value]).toEqual(["unknown", "unknown", undefined]);
    expect(site?.go.version).toBe("1.25.3");
  });

  test("leaves a job open that runs make in another checkout", async () => {
    const elsewhere = job("make test")[".github/workflows/ci.yml"]?.replace(
      "    steps:\n",
      "    steps:\n      - uses: actions/checkout@v5\n        with: { ref: release-1.0 }\n",
    );
    const table = await tableOf({
      ".github/workflows/ci.yml": elsewhere ?? "",
      Makefile: "test:\n\tgo test\n",
    });
    const site = table.sites.find(({ id }) => id === "ci.yml/test");
    expect([site?.mode.value, site?.cgo.value, site?.tags.value]).toEqual(["unknown", "unknown", undefined]);
    expect(site?.tags.why[0]?.text).toStartWith("make test is not followed: ");
    expect(site?.tags.why[0]?.at?.file).toBe(".github/workflows/ci.yml");
  });

  test("keeps the settings of a job that builds by itself", async () => {
    const [site] = (await tableOf(job("mage lint && go build ./..."))).sites;
    expect([site?.mode.value, site?.tags.value]).toEqual(["readonly", []]);
  });

  test("is a script whose name is put together, or that is not there", async () => {
    const table = await tableOf(job("bash scripts/${{ inputs.what }}.sh && ./nothere.sh"));
    expect(open(table).map((reason) => reason.split(": ").slice(1, 2).join())).toEqual([
      "which script scripts/${{ inputs.what }}.sh is cannot be known",
      "nothere.sh is not in the tree",
    ]);
  });

  test("is a script of the tree that runs where no file puts it", async () => {
    const table = await tableOf({
      "hack/make.sh": "go build ./...\n",
      Dockerfile: 'FROM golang:1.25\nWORKDIR /src\nRUN ./hack/make.sh "$target"\n',
    });
    expect(open(table)).toEqual([
      'not-followed ./hack/make.sh "$target": hack/make.sh is in the tree, but no file shows that it lies in the folder where this runs',
    ]);
    expect(table.sites.find(({ kind }) => kind === "dockerfile-stage")?.mode.value).toBe("unknown");
  });

  test("is listed without a site where nothing installs a Go", async () => {
    const table = await tableOf({ Makefile: "all:\n\tbazel build //...\n" });
    expect(table.sites).toEqual([]);
    expect(open(table)).toEqual([
      "not-followed bazel build //...: bazel runs what its own files say, and they are not read",
    ]);
  });

  test("is not a tool that prints its version, nor a script that says nothing of go", async () => {
    const table = await tableOf({ ...job("mage -version; ./hello.sh"), "hello.sh": "echo hello\n" });
    expect(open(table)).toEqual([]);
  });
});

describe("rules that make computes", () => {
  const makefile = `BINS := $(shell ls cmd)
define binary
dist/$(1):
\tCGO_ENABLED=0 go build -tags all -o dist/$(1) ./cmd/$(1)
endef
$(foreach bin,$(BINS),$(eval $(call binary,$(bin))))
build: dist/placement
`;

  test("leave the settings of a job open that asks for one of them", async () => {
    for (const goal of ["build", "dist/sentry"]) {
      const table = await tableOf({ Makefile: makefile, ...job(`make ${goal}`) });
      const site = table.sites.find(({ id }) => id === "ci.yml/test");
      expect([site?.mode.value, site?.cgo.value, site?.tags.value]).toEqual([
        "unknown",
        "unknown",
        undefined,
      ]);
      const unknown = site?.unknowns.find(({ code }) => code === "computed-rules");
      expect(unknown?.at.file).toBe("Makefile");
      expect(unknown?.at.span.start).toBe(makefile.indexOf("$(foreach"));
    }
  });

  test("are followed where their names and template are known, each command in its template's line", async () => {
    const text = makefile.replace("$(shell ls cmd)", "placement sentry");
    for (const goal of ["build", "dist/sentry"]) {
      const table = await tableOf({ Makefile: text, ...job(`make ${goal}`) });
      const site = table.sites.find(({ id }) => id === "ci.yml/test");
      expect([site?.mode.value, site?.cgo.value, site?.tags.value]).toEqual(["readonly", "off", ["all"]]);
      expect(site?.unknowns.filter(({ code }) => code === "computed-rules")).toEqual([]);
      const [command] = site?.commands ?? [];
      expect(command?.at.span.start).toBe(text.indexOf("CGO_ENABLED=0 go build"));
      const name = goal === "build" ? "placement" : "sentry";
      expect(command?.arguments.map(({ value }) => value.kind === "known" && value.text)).toContain(
        `./cmd/${name}`,
      );
    }
  });

  test("are not blamed for a goal that has a rule", async () => {
    const table = await tableOf({ Makefile: `${makefile}t:\n\tgo test ./...\n`, ...job("make t") });
    const site = table.sites.find(({ id }) => id === "ci.yml/test");
    expect([site?.mode.value, site?.unknowns.map(({ code }) => code)]).toEqual(["readonly", []]);
  });
});

describe("a function that runs its arguments", () => {
  test("runs its caller's command: place, words and failure, also when it is sourced", async () => {
    const lib = 'run() {\n  log start\n  "$@" || code=$?\n  return $code\n}\n';
    const script =
      '. ./lib.sh\nENV=(CGO_ENABLED=0)\nrun env "${ENV[@]}" go build -tags a ./... || true\necho end\n';
    const table = await tableOf({ "lib.sh": lib, "build.sh": script });
    const [command] = table.sites.find(({ id }) => id === "build.sh")?.commands ?? [];
    expect(command?.text).toBe('run env "${ENV[@]}" go build -tags a ./...');
    expect(command?.at.file).toBe("build.sh");
    expect(command?.at.span.start).toBe(script.indexOf("run env"));
    expect(command?.failure).toMatchObject({ kind: "swallowed", how: "|| true" });
    expect(command?.tags.value).toEqual(["a"]);
    expect(command?.cgo.value).toBe("off");
  });
});

test("a function that runs its arguments may run one that calls it again", async () => {
  const script =
    'run() { "$@"; }\nbuild() { run go build -tags a ./...; }\nloop() { run loop; }\nrun build\nrun loop\n';
  const table = await tableOf({ "build.sh": script });
  expect(commandsOf(table)).toEqual(["build.sh: build"]);
  expect(table.sites[0]?.commands[0]?.text).toBe("run go build -tags a ./...");
});

test("env takes a quoted assignment whose value nobody knows", async () => {
  const script = 'OS=$(pick)\nenv "GOOS=$OS" CGO_ENABLED=0 go build ./...\n';
  const { sites } = await tableOf({ "build.sh": script });
  expect(sites[0]?.commands.map(({ goos, cgo }) => [goos.kind, cgo.value])).toEqual([["unknown", "off"]]);
});

test("a function gets its caller's words, also those with unknown values", async () => {
  const script = 'E=("GOOS=$(pick)" "A=$B")\nrun() { "${@}"; }\nrun env "${E[@]}" go build ./...\n';
  const { sites } = await tableOf({ "build.sh": script });
  expect(sites[0]?.commands.map(({ goos, subcommand }) => [subcommand, goos.kind])).toEqual([
    ["build", "unknown"],
  ]);
});

test("a path that nobody knows still names the rules that make computes for it", async () => {
  const makefile = `OUT := $(shell ./where.sh)/bin
define binary
$(OUT)/$(1):
\tgo build -tags all ./cmd/$(1)
endef
$(foreach bin,a b,$(eval $(call binary,$(bin))))
build: $(OUT)/a
other: $(OUT)-c
`;
  const table = await tableOf({ Makefile: makefile, ...job("make build") });
  const site = table.sites.find(({ id }) => id === "ci.yml/test");
  expect([site?.mode.value, site?.tags.value, site?.commands.length]).toEqual(["readonly", ["all"], 1]);
  const other = await tableOf({ Makefile: makefile, ...job("make other; go version") });
  const open = other.sites.find(({ id }) => id === "ci.yml/test");
  expect([open?.mode.value, open?.tags.value]).toEqual(["unknown", undefined]);
});

describe("an array that holds a command", () => {
  test("is the command with all its words, and what a condition adds leaves it open", async () => {
    const plain = await tableOf({ "a.sh": 'cmd=(go test)\ncmd+=(-tags e2e)\n"${cmd[@]}" ./...\n' });
    expect(plain.sites[0]?.tags.value).toEqual(["e2e"]);
    const branch = 'args=(-v)\nif [ "$1" ]; then args+=(-tags e2e); fi\ngo test "${args[@]}" ./...\n';
    const open = await tableOf({ "a.sh": branch });
    expect(open.sites[0]?.tags.value).toBeUndefined();
  });
});

describe("a goal that only a pattern rule without a recipe fits", () => {
  test("is what the pattern's prerequisite runs", async () => {
    const makefile = "all: build\n\n%: common-% ;\n\ncommon-lint:\n\tgo vet -tags $(more-tags) ./...\n";
    const table = await tableOf({ Makefile: makefile, ...job("make lint more-tags=e2e") });
    expect(commandsOf(table)).toEqual(["ci.yml/test: vet"]);
    expect(table.sites[0]?.tags.value).toEqual(["e2e"]);
    expect(open(table)).toEqual([]);
  });
});

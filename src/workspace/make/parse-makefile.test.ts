import { describe, expect, test } from "bun:test";
import { tmpdir } from "node:os";
import { embedUnchanged } from "../../text/embedded-text.ts";
import { sourceFromText } from "../../text/source-file.ts";
import type { Makefile, MakeTarget } from "./model.ts";
import { parseMakefile } from "./parse-makefile.ts";

function parse(text: string): Makefile {
  return parseMakefile(sourceFromText({ path: "Makefile", text }));
}

function targetOf(makefile: Makefile, name: string): MakeTarget {
  const target = makefile.targets.find((candidate) => candidate.name === name);
  if (!target) throw new Error(`No target ${name}`);
  return target;
}

/** The recipe of a target after expansion. */
function recipeOf(
  makefile: Makefile,
  name: string,
  overrides: Readonly<Record<string, string>> = {},
): readonly string[] {
  const target = targetOf(makefile, name);
  const scope = { target, overrides: new Map(Object.entries(overrides)) };
  return target.recipe.map((line) => makefile.expand(line.text, scope).text);
}

function valueOfVariable(
  makefile: Makefile,
  name: string,
  overrides: Readonly<Record<string, string>> = {},
): string {
  const scope = { target: undefined, overrides: new Map(Object.entries(overrides)) };
  return makefile.expand(embedUnchanged(`$(${name})`), scope).text;
}

describe("variables", () => {
  test("are expanded when they are used, or at once with :=", () => {
    const makefile = parse("A = $(B)\nC := x$(B)\nB := 1\nC2 := x$(B)\n");
    expect(valueOfVariable(makefile, "A")).toBe("1");
    expect(valueOfVariable(makefile, "C")).toBe("x$(B)");
    expect(valueOfVariable(makefile, "C2")).toBe("x1");
  });

  test("keep their flavour with +=", () => {
    const makefile = parse("A := $(X)1\nX = y\nX := z\nA += $(X)\nB = 1\nB += $(L)\nL = late\n");
    expect(valueOfVariable(makefile, "A")).toBe("$(X)1 z");
    expect(valueOfVariable(makefile, "B")).toBe("1 late");
  });

  test("with ?= give way to what is there and to the environment", () => {
    const makefile = parse("GO ?= go\nA := 1\nA ?= 2\n");
    expect(valueOfVariable(makefile, "GO")).toBe("go");
    expect(valueOfVariable(makefile, "GO", { GO: "go1.22" })).toBe("go1.22");
    expect(valueOfVariable(makefile, "A")).toBe("1");
  });

  test("beat the command line only with override", () => {
    const makefile = parse("A := 1\noverride B := 2\n");
    expect(valueOfVariable(makefile, "A", { A: "x" })).toBe("x");
    expect(valueOfVariable(makefile, "B", { B: "x" })).toBe("2");
  });

  test("may span lines, end in a comment and hold a sign", () => {
    const makefile = parse("A = -X m.v=$(V) \\\n   -s \\\n\t-w# why\nV = a\\#b\nC = $(subst #,x,y)\n");
    expect(valueOfVariable(makefile, "A")).toBe("-X m.v=a#b -s -w");
    expect(makefile.comments.map((comment) => comment.text)).toEqual(["# why"]);
  });

  test("of define keep their lines", () => {
    const makefile = parse("define run\n@echo $(1)\n\t-go run $(1)\nendef\nall:\n\t$(call run,./x)\n");
    expect(recipeOf(makefile, "all")).toEqual(["echo ./x\ngo run ./x"]);
  });

  test("are exported by name, at once, all, or not", () => {
    const makefile = parse("export A=1\nB=2\nC=3\nexport B C\nunexport C\n");
    expect(makefile.variables.map(({ name, isExported }) => [name, isExported])).toEqual([
      ["A", true],
      ["B", true],
      ["C", false],
    ]);
    expect(makefile.exportsAll).toBe(false);
    expect(parse("export\n").exportsAll).toBe(true);
    expect(parse(".EXPORT_ALL_VARIABLES:\n").exportsAll).toBe(true);
  });

  test("of a target hold for that target", () => {
    const makefile = parse("F = a\nrelease: F += b\nrelease: export G := 1\nrelease other:\n\techo $(F)\n");
    expect(recipeOf(makefile, "release")).toEqual(["echo a b"]);
    expect(recipeOf(makefile, "other")).toEqual(["echo a"]);
    expect(makefile.variables.find((variable) => variable.name === "G")).toMatchObject({
      target: "release",
      isExported: true,
    });
  });

  test("that go in circles or explode stay references", () => {
    const makefile = parse("A = $(A)\nB = $(C)\nC = $(B)\n");
    expect(valueOfVariable(makefile, "A")).toBe("$(A)");
    expect(valueOfVariable(makefile, "B")).toContain("$(");
    const lines = ["X0 = aaaaaaaaaa"];
    for (let index = 1; index < 60; index++) lines.push(`X${index} = $(X${index - 1})$(X${index - 1})`);
    expect(valueOfVariable(parse(lines.join("\n")), "X59").length).toBeLessThan(1_000_000);
  });

  test("lead to the line they were written on", () => {
    const text = "TAGS = netgo \\\n  osusergo\nGO = go\nall:\n\t$(GO) build -tags '$(TAGS)' ./...\n";
    const makefile = parse(text);
    const target = targetOf(makefile, "all");
    const line = target.recipe[0];
    if (!line) throw new Error("No recipe");
    const expanded = makefile.expand(line.text, { target, overrides: new Map() });
    expect(expanded.text).toBe("go build -tags 'netgo osusergo' ./...");
    expect(text.slice(expanded.fileOffset(expanded.text.indexOf("./...")))).toBe("./...\n");
    expect(text.slice(expanded.fileOffset(expanded.text.indexOf("osusergo"))).startsWith("$(TAGS)")).toBe(
      true,
    );
    const origins = expanded.origins.map(({ span, variable }) => [
      variable.name,
      text.slice(span.start, span.end),
    ]);
    expect(origins).toEqual([
      ["GO", "go"],
      ["TAGS", "netgo \\\n  osusergo"],
    ]);
  });
});

test("offsets never go back where a variable names itself", () => {
  const makefile = parse("L := $(L) -X a\nall:\n\tgo build '$(L)' ./...\n");
  const target = targetOf(makefile, "all");
  const line = target.recipe[0];
  if (!line) throw new Error("No recipe");
  const expanded = makefile.expand(line.text, { target, overrides: new Map() });
  const offsets = Array.from(expanded.text, (_, index) => expanded.fileOffset(index));
  expect(expanded.text).toBe("go build '$(L) -X a' ./...");
  expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
});

describe("what is not written down", () => {
  test("becomes a hole with its expression", () => {
    const makefile = parse(
      "BIN = $(shell go env GOPATH)/bin\nall:\n\t$(BIN)/x $(UNDEFINED) $(wildcard *.go) $$HOME\n",
    );
    const target = targetOf(makefile, "all");
    const line = target.recipe[0];
    if (!line) throw new Error("No recipe");
    const { text, holes } = makefile.expand(line.text, { target, overrides: new Map() });
    expect(text).toBe("$(shell go env GOPATH)/bin/x $(UNDEFINED) $(wildcard *.go) $HOME");
    expect(holes.map((hole) => hole.expression)).toEqual([
      "shell go env GOPATH",
      "UNDEFINED",
      "wildcard *.go",
    ]);
    expect(holes.map((hole) => text.slice(hole.start, hole.end))).toEqual([
      "$(shell go env GOPATH)",
      "$(UNDEFINED)",
      "$(wildcard *.go)",
    ]);
  });

  test("is a hole when a condition nobody can decide sets it", () => {
    const makefile = parse(
      "ifeq ($(CI),true)\nFLAGS = -race\nelse\nFLAGS =\nendif\nX = a\nifdef CI\nX += b\nendif\n",
    );
    expect(valueOfVariable(makefile, "FLAGS")).toBe("$(FLAGS)");
    expect(valueOfVariable(makefile, "X")).toContain("a$(X)".slice(0, 1));
    expect(makefile.variables.map((variable) => variable.isConditional)).toEqual([true, true, false, true]);
  });

  test("vanishes when it can only hold prefixes of a recipe line", () => {
    const makefile = parse(
      "ifeq ($(V),1)\nQ =\nelse\nQ = @\nendif\nall:\n\t$(Q)go build\n\t$(AT)go vet\n\t$(TOOL) x\n",
    );
    expect(recipeOf(makefile, "all")).toEqual(["go build", "go vet", "$(TOOL) x"]);
  });
});

describe("conditions", () => {
  test("with known sides choose one branch", () => {
    const makefile = parse(
      "A := 1\nifeq ($(A),1)\nB := yes\nelse ifeq ($(A),2)\nB := two\nelse\nB := no\nendif\n",
    );
    expect(valueOfVariable(makefile, "B")).toBe("yes");
    expect(makefile.variables.map((variable) => variable.name)).toEqual(["A", "B"]);
  });

  test("on a default are shown both ways and follow the default", () => {
    const text = "RACE ?= 0\nifeq ($(RACE),1)\nF := -race\nelse\nF := -v\nendif\nall:\n\tgo test $(F)\n";
    const makefile = parse(text);
    expect(recipeOf(makefile, "all")).toEqual(["go test -v"]);
    expect(recipeOf(makefile, "all", { RACE: "1" })).toEqual(["go test $(F)"]);
    expect(
      makefile.variables
        .filter((variable) => variable.name === "F")
        .map((v) => [v.value.text, v.isConditional]),
    ).toEqual([
      ["-race", true],
      ["-v", true],
    ]);
  });

  test("inside a recipe mark its lines", () => {
    const makefile = parse("all:\nifdef RACE\n\tgo test -race\nelse\n\tgo test\nendif\n\tgo vet\n");
    expect(targetOf(makefile, "all").recipe.map((line) => [line.text.text, line.isConditional])).toEqual([
      ["go test -race", true],
      ["go test", true],
      ["go vet", false],
    ]);
  });

  test("without end, and ends without condition, are problems", () => {
    expect(parse("ifdef A\n").problems.map((problem) => problem.reason)).toEqual(["Missing endif"]);
    expect(parse("endif\nelse\n").problems.map((problem) => problem.reason)).toEqual([
      "endif without a condition",
      "else without a condition",
    ]);
    expect(parse("define A\nx\n").problems.map((problem) => problem.reason)).toEqual(["Missing endef"]);
  });
});

describe("rules", () => {
  test("have targets, prerequisites and order-only ones", () => {
    const makefile = parse(".PHONY: all b\nall b: c $(D) | e\n\tx\nD = late\n%.o: %.c ; cc $<\n");
    expect(targetOf(makefile, "all")).toMatchObject({
      prerequisites: ["c", "$(D)"],
      orderOnly: ["e"],
      isPhony: true,
    });
    expect(targetOf(makefile, "b").recipe).toHaveLength(1);
    expect(targetOf(makefile, "%.o")).toMatchObject({ isPattern: true, isPhony: false });
    expect(makefile.defaultGoal).toBe("all");
    expect(parse(".DEFAULT_GOAL := x\na:\nx:\n").defaultGoal).toBe("x");
  });

  test("have recipe lines with prefixes and continuations", () => {
    const text = "a:\n\t@- go build \\\n\t  -o x\n\n# note\n\t+go vet\nB = 1\n\tnot a recipe\n";
    const makefile = parse(text);
    const { recipe } = targetOf(makefile, "a");
    expect(recipe.map((line) => line.text.text)).toEqual(["go build \\\n  -o x", "go vet"]);
    expect(recipe.map((line) => [line.isSilent, line.ignoresErrors])).toEqual([
      [true, true],
      [false, false],
    ]);
    expect(recipe.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      "go build \\\n\t  -o x",
      "go vet",
    ]);
  });

  test("know the plain automatic variables", () => {
    const makefile = parse("bin/x: a.go b.go | dir\n\tgo build -o $@ $< $^ $(@D) $(@F) $|\n");
    expect(recipeOf(makefile, "bin/x")).toEqual(["go build -o bin/x a.go a.go b.go bin x dir"]);
  });

  test("follow .RECIPEPREFIX and .ONESHELL", () => {
    expect(recipeOf(parse(".RECIPEPREFIX = >\na:\n>go vet\n"), "a")).toEqual(["go vet"]);
    const makefile = parse(".ONESHELL:\na:\n\tcd x\n\tgo vet\n");
    expect(makefile.isOneShell).toBe(true);
    expect(recipeOf(makefile, "a")).toEqual(["cd x\ngo vet\n"]);
  });

  test("call make by its name", () => {
    expect(recipeOf(parse("a:\n\t$(MAKE) -C sub t\n"), "a")).toEqual(["make -C sub t"]);
  });

  test("read with CRLF have their places in the file", () => {
    const text = "A = go\r\na:\r\n\t$(A) build \\\r\n\t  -v\r\n";
    const makefile = parse(text);
    expect(recipeOf(makefile, "a")).toEqual(["go build \\\n  -v"]);
    const [line] = targetOf(makefile, "a").recipe;
    expect(text.slice(line?.span.start, line?.span.end)).toBe("$(A) build \\\r\n\t  -v");
  });
});

describe("against the real make", () => {
  const preamble = [
    "GO ?= go",
    "SRC := a.go b_test.go dir/c.go x.tar.gz",
    "PKGS = ./... ./cmd/$(1)",
    "LIST = one two three  four",
    "define two",
    "first $(1)",
    "second $(2)",
    "endef",
    "ifeq ($(GO),go)",
    "MODE := on",
    "else",
    "MODE := off",
    "endif",
    "ifneq (,$(findstring b_,$(SRC)))",
    "LIST += five # comment",
    "endif",
    "EMPTY :=",
    "NAME = $(subst go,rust,$(GO))",
    "NAME_go = by computed name",
    "",
  ].join("\n");
  const expressions = [
    "$(GO) build",
    "$(MODE)$(EMPTY)$(NAME)",
    "$(SRC:.go=.o) $(SRC:%.go=out/%)",
    "$(patsubst %.go,%.o,$(SRC)) $(patsubst x,y,x  x)",
    "$(subst a,b,banana)$(subst ,x,y)",
    "$(strip  a   b )|$(sort b a b)",
    "$(filter %.go,$(SRC)) $(filter-out %_test.go dir/%,$(SRC))",
    "$(word 2,$(LIST)) $(words $(LIST)) $(wordlist 2,4,$(LIST)) $(firstword $(LIST)) $(lastword $(LIST))",
    "$(dir $(SRC)) $(notdir $(SRC)) $(suffix $(SRC)) $(basename $(SRC))",
    "$(addprefix -t ,$(LIST)) $(addsuffix .x,$(LIST)) $(join a b,c d e)",
    "$(if $(EMPTY),yes,no) $(if x, spaced ,no) $(or $(EMPTY),b) $(and a,$(EMPTY)) $(and a,b)",
    "$(foreach p,$(LIST),<$(p)>)",
    "$(call two,x,y)",
    "$(call PKGS,$(GO))",
    "$(value NAME) $(NAME_$(GO))",
    "$(findstring a,cat)$(findstring z,cat)$$HOME",
    "$(foreach i,1 2,$(foreach j,a b,$(i)$(j)))",
    "$(GO) $(word 9,$(LIST))$(wordlist 3,2,$(LIST))",
  ];

  test(`${expressions.length} expressions have its values`, () => {
    const makefile = parse(preamble);
    const infos = expressions.map((expression) => `$(info <<<${expression}>>>)`);
    const input = `${preamble}${infos.join("\n")}\nall:;@:\n`;
    const { stdout, exitCode } = Bun.spawnSync(["make", "-s", "-f", "-"], {
      stdin: new TextEncoder().encode(input),
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TMPDIR: tmpdir() },
    });
    expect(exitCode).toBe(0);
    const want = [...stdout.toString().matchAll(/<<<([\s\S]*?)>>>\n/g)].map((match) => match[1] ?? "");
    const scope = { target: undefined, overrides: new Map<string, string>() };
    const got = expressions.map((expression) => makefile.expand(embedUnchanged(expression), scope).text);
    expect(got.map((text) => text.replaceAll("$(1)", ""))).toEqual(want);
    expect(want).toHaveLength(expressions.length);
  });

  test("recipes are what make -n prints", () => {
    const text = [
      "GO = go",
      "FLAGS := -v",
      "FLAGS += -race",
      "Q = @",
      "all: build vet ; $(Q)echo done $@",
      "build: FLAGS += -x",
      "build: dep",
      "\t$(Q)$(GO) build $(FLAGS) \\",
      "\t   -o bin/$@ ./... # why",
      "\t-$(GO) version",
      "dep vet:",
      "\t@+$(GO) vet $(FLAGS) $@ $$PWD",
      "",
    ].join("\n");
    const { stdout, exitCode } = Bun.spawnSync(["make", "-n", "-f", "-", "build"], {
      stdin: new TextEncoder().encode(text.replace("@+$(GO) vet", "@$(GO) vet")),
      env: { PATH: process.env.PATH ?? "", LC_ALL: "C", TMPDIR: tmpdir() },
    });
    expect(exitCode).toBe(0);
    const makefile = parse(text);
    // make runs prerequisites with the target-specific values of the target that needs them.
    const got = [
      ...recipeOf(makefile, "dep").map((line) => line.replace("-race", "-race -x")),
      ...recipeOf(makefile, "build"),
    ];
    expect(`${got.join("\n")}\n`).toBe(stdout.toString());
  });

  test("a value that every line makes longer takes no longer than its file allows", () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `V${index + 1} := $(V${index}) x\n`);
    const { variables } = parse(`V0 := x\n${lines.join("")}`);
    expect(variables).toHaveLength(20_001);
  });

  test("what stands behind sixty thousand lines is not read, and that is a problem", () => {
    const { problems } = parse("# a line\n".repeat(60_001));
    expect(problems.map(({ reason }) => reason)).toEqual([
      "The Makefile and its includes have too many lines",
    ]);
  });
});

/** What the walk says of go's words and environment in recipes, held against what GNU Make hands to a program called go. */
import { beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { embedUnchanged } from "../../text/embedded-text.ts";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { loadShellGrammar } from "../../workspace/shell/grammar.ts";
import { parseShell } from "../../workspace/shell/parse-shell.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { bareMachine } from "../bare-machine.ts";
import { unexported } from "../environment.ts";
import { createCommandHost, topFrame } from "../shell/command-host.ts";
import { walkNodes } from "../shell/walk-shell.ts";
import { unknown, type Value } from "../value.ts";

beforeAll(loadShellGrammar);

const names = ["CGO_ENABLED", "GOFLAGS", "GOOS"];
const fakeGo = `#!/bin/sh
echo "$*|\${CGO_ENABLED-}|\${GOFLAGS-}|\${GOOS-}" >>"$CALLS"
`;

type Files = Readonly<Record<string, string>>;

/** Every call of go that make makes, with the environment it sees. */
function realCalls(script: string, files: Files): readonly string[] {
  const folder = mkdtempSync(join(tmpdir(), "as-real-make-"));
  try {
    for (const [name, text] of Object.entries({ ...files, ".bin/go": fakeGo, ".calls": "" })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    chmodSync(join(folder, ".bin/go"), 0o755);
    const calls = join(folder, ".calls");
    const env = { PATH: `${folder}/.bin:/usr/bin:/bin`, CALLS: calls };
    Bun.spawnSync(["sh", "-c", script], { cwd: folder, env });
    return readFileSync(calls, "utf8")
      .split("\n")
      .filter((line) => line !== "");
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** The same as the walk tells it; `?` for what it does not know. */
async function walkedCalls(script: string, files: Files): Promise<readonly string[]> {
  const workspace = await readWorkspace(createMemoryTree({ "run.sh": script, ...files }));
  const host = createCommandHost({
    workspace,
    reached: new Set(),
    resolveHole: (_, at) => unknown("hole", at),
  });
  const { body } = parseShell(embedUnchanged(script), { file: "run.sh" });
  walkNodes(body, bareMachine("the test", undefined), topFrame({ file: "run.sh" }), host);
  return host.commands
    .filter(({ words: [first] }) => first?.text === "go")
    .map(({ words, machine: { environment } }) => {
      const isOpen = environment.openReason !== undefined;
      const settings = names.map((name) => {
        const setting = environment.get(name);
        if (!setting || setting.by === unexported) return isOpen ? "?" : "";
        return textOf(setting.value);
      });
      const texts = words.slice(1).map(({ value }) => textOf(value));
      return [texts.join(" ").replace(/ +/g, " "), ...settings].join("|");
    });
}

function textOf(value: Value): string {
  if (value.kind === "known") return value.text;
  return value.isUnset ? (value.textIfUnset ?? "") : "?";
}

const dotEnv = "# settings\nCGO_ENABLED=0\nGOFLAGS=-tags=dot\n";
const canned = "define b\nexport CGO_ENABLED=0\ngo build ./...\nendef\nall:\n\t$(b)\n";
const build = "all: ; go build ./...\n";

/** A Makefile that builds with tags by what a condition says. */
function decided(condition: string, otherwise = "else"): string {
  return `${condition}\nexport GOFLAGS = -mod=mod\nS := yes\n${otherwise}\nS := no\nendif\nall: ; go build -tags '$(S)'\n`;
}

const included = { "a.mk": "all: ; go build -tags a\n", "b.mk": "all: ; go build -tags b\n" };

const cases: readonly (readonly [title: string, script: string, makefile: string, more?: Files])[] = [
  ["sed names what is exported", "make", `include .env\nexport $(shell sed 's/=.*//' .env)\n${build}`],
  ["cut names what is exported", "make", `-include .env\nexport $(shell cut -d= -f1 .env)\n${build}`],
  [
    "grep and cut name what is exported",
    "make",
    `-include .env\nexport $(shell grep -v '^#' .env | cut -d= -f1)\n${build}`,
  ],
  [
    "awk names what is exported, in a file that a variable names",
    "make",
    `F := $(CURDIR)/.env\ninclude $(F)\nexport $(shell awk -F= '{print $$1}' $(F))\n${build}`,
  ],
  ["each line of a define has its own shell", "make", canned],
  [
    "a define with arguments has a shell for each line",
    "make",
    "define b\ncd sub\nGOOS=$(1) go build ./...\ngo vet .\nendef\nall:\n\t@$(call b,linux)\n",
    { "sub/a.go": "package a\n" },
  ],
  [
    "continued lines of a define share a shell",
    "make",
    "define b\nexport CGO_ENABLED=0; \\\ngo build ./...\nendef\nall:\n\t$(b)\n",
  ],
  ["a define runs in one shell after .ONESHELL", "make", `.ONESHELL:\n${canned}`],
  [
    "a variable of the command line beats the file of a make below",
    "make CGO_ENABLED=0",
    "all: ; $(MAKE) -C sub\n",
    { "sub/Makefile": "CGO_ENABLED = 1\nx: ; go build ./...\n" },
  ],
  [
    "it beats the same file's assignment",
    "make GOFLAGS=-tags=q",
    "all: ; $(MAKE) b\nb: ; go build ./...\nGOFLAGS = -mod=mod\n",
  ],
  [
    "it reaches a make that is called by its name",
    "make T=cl",
    "all: ; make -C sub\n",
    { "sub/Makefile": "T = sub\nx: ; go build -tags $(T)\n" },
  ],
  [
    "it reaches a make below a script",
    "make T=cl",
    "all: ; sh go.sh\nT = a\nb: ; go build -tags $(T)\n",
    { "go.sh": "make b\n" },
  ],
  [
    "an emptied MAKEOVERRIDES hands nothing on",
    "make T=cl",
    "MAKEOVERRIDES =\nall: ; $(MAKE) -C sub\n",
    { "sub/Makefile": "T = sub\nx: ; go build -tags $(T)\n" },
  ],
  [
    "an emptied MAKEFLAGS hands nothing on",
    "make T=cl",
    "all: ; MAKEFLAGS= $(MAKE) -C sub\n",
    { "sub/Makefile": "T = sub\nx: ; go build -tags $(T)\n" },
  ],
  [
    "MAKEFLAGS of the caller gives a variable",
    "MAKEFLAGS='T=cl' make",
    "T = a\nall: ; go build -tags $(T)\n",
  ],
  [
    "a variable of a target beats the environment",
    "T=env CGO_ENABLED=1 make",
    "all: T = v\nall: CGO_ENABLED = 0\nall: ; go build -tags $(T)\n",
  ],
  [
    "a variable of a target does not beat the command line",
    "make T=cl",
    "all: T = v\nall: ; go build -tags $(T)\n",
  ],
  [
    "make -e: the environment beats the file",
    "CGO_ENABLED=1 T=env make -e",
    "CGO_ENABLED = 0\nT = file\nall: ; go build -tags $(T)\n",
  ],
  ["make -e is handed on", "T=env make -e", "T = file\nall: ; $(MAKE) b\nb: ; go build -tags $(T)\n"],
  [
    "+= appends to the environment's value",
    "T=a GOFLAGS=-mod=mod make",
    "T += b\nGOFLAGS += -tags=x\nall: ; go build -tags '$(T)'\n",
  ],
  [
    "+= of a target appends to the environment's value",
    "GOFLAGS=-mod=mod make",
    "all: GOFLAGS += -tags=x\nall: ; go build\n",
  ],
  ["+= behind = does not", "T=a make", "T = c\nT += b\nall: ; go build -tags '$(T)'\n"],
  [
    "a := of a target takes what the other has there",
    "make",
    "D = 0\nall: export CGO_ENABLED := $(D)\nD = 1\nall: ; go build\n",
  ],
  [
    "a := of a target sees the target's variables",
    "make",
    "all: D = 0\nall: export CGO_ENABLED := $(D)\nD = 1\nall: ; go build\n",
  ],
  [
    "a = of a target takes the last",
    "make",
    "D = 0\nall: export CGO_ENABLED = $(D)\nD = 1\nall: ; go build\n",
  ],
  ["unexport takes away what the caller set", "CGO_ENABLED=0 make", `unexport CGO_ENABLED\n${build}`],
  [
    "override += appends to the command line",
    "make GOFLAGS=-tags=cl",
    `override export GOFLAGS += -mod=mod\n${build}`,
  ],
  [
    "override += does not see what the command line hides",
    "make T=cl",
    "T = a\noverride T += b\nall: ; go build -tags '$(T)'\n",
  ],
  [
    "override = hides the command line",
    "make CGO_ENABLED=1",
    `override export CGO_ENABLED = 0\nall: ; go build\n`,
  ],
  [
    "override = with override +=",
    "make T=cl",
    "override T = a\noverride T += b\nall: ; go build -tags '$(T)'\n",
  ],
  ["the environment decides ifneq", "T=env make", decided("ifneq ($(T),)")],
  ["the environment decides ifdef", "T=env make", decided("ifdef T")],
  ["an empty variable of the environment is not defined", "T= make", decided("ifdef T")],
  ["a shell variable that is not exported decides nothing", "U=env; T=$U make", decided("ifneq ($(T),)")],
  ["the environment beats ?= in a condition", "T=env make", `T ?= file\n${decided("ifeq ($(T),file)")}`],
  ["the file beats the environment in a condition", "T=env make", `T = file\n${decided("ifeq ($(T),file)")}`],
  ["make -e turns that round", "T=env make -e", `T = file\n${decided("ifeq ($(T),file)")}`],
  ["+= in a condition", "T=env make", `T += more\n${decided("ifeq ($(T),env more)")}`],
  ["the command line decides ifdef", "make T=1", `T =\n${decided("ifdef T")}`],
  ["an empty command line decides ifdef", "make T=", `T = 1\n${decided("ifdef T")}`],
  ["override beats the command line in a condition", "make T=1", `override T =\n${decided("ifdef T")}`],
  [
    "the command line decides what else ifeq takes",
    "make T=b",
    decided("ifeq ($(T),a)", "else ifeq ($(T),b)"),
  ],
  [
    "a kept value goes by the environment",
    "T=env make",
    `K := $(if $(T),yes,no)\n${decided("ifeq ($(K),yes)")}`,
  ],
  ["a value that is expanded later does", "T=env make", `K = $(T)x\n${decided("ifeq ($(K),envx)")}`],
  [
    "a condition stands around another",
    "T=env make",
    `ifdef T\nU ?= deep\nendif\n${decided("ifeq ($(U),deep)")}`,
  ],
  [
    "a make below is given another value",
    "make",
    "all:\n\t$(MAKE) -C sub T=\n\t$(MAKE) -C sub T=1\n",
    { "sub/Makefile": decided("ifdef T") },
  ],
  [
    "a make below finds what is exported",
    "make",
    `export T = 1\nall: ; $(MAKE) -C sub\n`,
    { "sub/Makefile": decided("ifdef T") },
  ],
  ["the goals decide", "make all", decided("ifneq (,$(findstring al,$(MAKECMDGOALS)))")],
  ["no goal is empty", "make", decided("ifeq ($(MAKECMDGOALS),)")],
  [
    "goals of one answer keep their own words",
    "make all b",
    `K := $(MAKECMDGOALS)\n${decided("ifeq ($(MAKECMDGOALS),x)")}b: ; go build -tags '$(K)'\n`,
  ],
  [
    "goals decide by a variable",
    "make all",
    `K = $(filter all,$(MAKECMDGOALS))\n${decided("ifneq ($(K),)")}`,
  ],
  [
    "a make below has other goals",
    "make",
    `${decided("ifeq ($(MAKECMDGOALS),b)")}\nb: all\nc: ; $(MAKE) b\n`,
  ],
  ["one branch includes a file", "T=1 make", "ifdef T\ninclude a.mk\nelse\ninclude b.mk\nendif\n", included],
  ["the other branch does", "make T=", "ifneq ($(T),)\ninclude a.mk\nelse\ninclude b.mk\nendif\n", included],
  ["a target is made by .DEFAULT alone", "make x", `all: ; go vet\n.DEFAULT: ; go build -tags $@\n`],
  ["a target that needs it is too", "make", `all: x y ; go vet\n.DEFAULT: ; go build -tags $@\n`],
  ["a file that is there is not", "make", `all: .env ; go vet\n.DEFAULT: ; go build -tags $@\n`],
  ["a line is false", "make", "all:\n\tgo build\n\tfalse\n\tgo vet\n"],
  ["a false line is ignored", "make", "all:\n\t-false\n\tgo vet\n"],
  ["what is needed is false", "make", "all: dep ; go vet\ndep: ; @false\n"],
  ["-k goes on behind a false line", "make -k", "all: a b\na: ; false\nb: ; go vet\n"],
  ["targets need each other", "make", "all: a\na: b ; go build\nb: a c ; go vet\nc: ; go test\n"],
  ["the first target has a name", "make", "all: ; go build -tags $(.DEFAULT_GOAL)\n"],
  ["export alone behind a target stops make", "make", "all: export\nall: ; go build ./...\n"],
  [
    "export NAME behind a target stops make, and what needs it",
    "make",
    "all: dep ; go vet\ndep: export GOFLAGS\ndep: ; go build ./...\n",
  ],
  ["make -n runs lines with +", "make -n", "all:\n\t+go build ./...\n\tgo vet ./...\n"],
  [
    "make -n runs the make below, dry",
    "make -n",
    "all:\n\t$(MAKE) b && go vet\nb:\n\tgo build\n\t+go test\n",
  ],
  ["make -t runs no line", "make -t", "all:\n\tgo build\n"],
  ["n in MAKEFLAGS", "MAKEFLAGS=n make", build],
  ["exported MAKEFLAGS with a dash", "export MAKEFLAGS=-kn\nmake", build],
  ["-j in MAKEFLAGS runs all", "MAKEFLAGS=-j2 make", build],
];

describe("go in a recipe has the words and the environment that make gives it", () => {
  for (const [title, script, makefile, more = {}] of cases) {
    test(`when ${title}`, async () => {
      const files = { Makefile: makefile, ".env": dotEnv, ...more };
      expect(await walkedCalls(script, files)).toEqual(realCalls(script, files));
    });
  }
});

const unknowns: readonly (readonly [title: string, script: string, makefile: string, want: string])[] = [
  [
    "the file that holds names and values is not here",
    "make",
    `include other.env\nexport $(shell sed 's/=.*//' other.env)\n${build}`,
    "build ./...|?|?|?",
  ],
  [
    "a command that is not followed names what is exported",
    "make",
    `CGO_ENABLED = 0\nexport $(shell ./names.sh)\n${build}`,
    "build ./...|?|?|?",
  ],
  [
    "a file that is not here names what is exported",
    "make",
    `CGO_ENABLED = 0\nexport $(shell sed 's/=.*//' other.env)\n${build}`,
    "build ./...|?|?|?",
  ],
  [
    "+= appends to what nobody knows",
    'T="$(./tags.sh)" make',
    "T += b\nall: ; go build -tags '$(T)'\n",
    "build -tags ?|||",
  ],
  [
    "$(eval …) kept a value that begins with what is perhaps empty",
    "make",
    "$(eval T := $(NONE) a)\nall: ; go build -tags 't$(T)'\n",
    "build -tags ?|||",
  ],
  [
    "?= may be beaten by what nobody knows",
    'T="$(./tags.sh)" make',
    "T ?= b\nall: ; go build -tags '$(T)'\n",
    "build -tags ?|||",
  ],
  [
    "the make below is given what nobody knows",
    'make T="$(./tags.sh)"',
    "T = b\nall: ; $(MAKE) c\nc: ; go build -tags '$(T)'\n",
    "build -tags ?|||",
  ],
];

describe("what make may be given is open", () => {
  for (const [title, script, makefile, want] of unknowns) {
    test(`when ${title}`, async () => {
      expect(await walkedCalls(script, { Makefile: makefile })).toEqual([want]);
    });
  }
});

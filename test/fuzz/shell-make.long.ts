/**
 * Throws damaged and made-up scripts and Makefiles at their readers. Nothing may throw, nothing may take a
 * second, and every span must lie inside its file.
 *
 *   bun test ./test/fuzz/shell-make.long.ts   BREAKWATER_SEED=n repeats a run, BREAKWATER_FUZZ_RUNS=n sizes it,
 *   BREAKWATER_FUZZ_SEEDS=FOLDER adds the scripts and Makefiles of a folder to mutate
 */
import { beforeAll, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { type EmbeddedText, embedUnchanged } from "../../src/text/embedded-text.ts";
import { sourceFromText } from "../../src/text/source-file.ts";
import type { Makefile } from "../../src/workspace/make/model.ts";
import { parseMakefile } from "../../src/workspace/make/parse-makefile.ts";
import type { ShellScript } from "../../src/workspace/shell/ast.ts";
import { loadShellGrammar } from "../../src/workspace/shell/grammar.ts";
import { parseNestedShell, parseShell } from "../../src/workspace/shell/parse-shell.ts";
import { freshSeed } from "../seed-of-run.ts";
import { cpuMs } from "./damage.ts";

const seed = freshSeed();
const runs = Number(process.env.BREAKWATER_FUZZ_RUNS ?? 20_000);
const slowMs = 1000;
const wait = 1_800_000;
console.log(`shell and make: ${runs} inputs per reader, seed ${seed}`);

beforeAll(loadShellGrammar);

const ownScripts = [
  `#!/usr/bin/env bash
set -euo pipefail
# why
export GOFLAGS="-mod=vendor" CGO_ENABLED=0
for os in linux darwin; do
  GOOS=$os go build -tags 'a b' -ldflags="-X main.v=$(git describe --tags)" -o "out/$os\${EXT:-}" ./cmd/... || { echo no >&2; exit 1; }
done
if ! [[ $x =~ ^a ]] && [ -n "\${A#*/}" ]; then go vet ./... | tee log & fi
case "$1" in test|t) bash -c 'go test ./... && go vet' ;; *) exit 2 ;; esac
cat <<EOF | go run - > x 2>&1
hi $(go env GOPATH) \${{ hole }}
EOF
cmd=(go test "$@"); f() { time "\${cmd[@]}"; }; (( i++ )); while read -r p; do f $'\\x41' <<< "$p"; done < <(go list ./...)
`,
];
const ownMakefiles = [
  `GO ?= go
V := $(shell git describe)
ifeq ($(CI),true)
Q =
else
Q = @
endif
define run
@echo $(1)
$(GO) run $(1)
endef
export CGO_ENABLED=0
.PHONY: all
all: build $(SRC:.go=.o) | dir ; @echo $@
build: export GOOS = linux
build: a.go
\t$(Q)$(GO) build -ldflags "-X main.v=$(V)" \\
\t  -o $@ $(foreach p,a b,./$(p)) # x
\t-$(call run,$(addprefix ./,$(filter %.go,$^)))
include mk/*.mk
%.o: %.c
\t$(MAKE) -C $(dir $<) $(if $(X),y,z) $$HOME $(patsubst %.a,%.b,$(LIST))
`,
];

function seedsOf(patterns: readonly string[], own: readonly string[]): readonly string[] {
  const folder = process.env.BREAKWATER_FUZZ_SEEDS;
  if (!folder) return own;
  const paths = patterns.flatMap((pattern) => [...new Bun.Glob(pattern).scanSync(folder)]);
  return [...own, ...paths.map((path) => readFileSync(`${folder}/${path}`, "utf8").slice(0, 40_000))];
}

const scripts = seedsOf(["**/*.sh"], ownScripts);
const makefiles = seedsOf(["**/Makefile", "**/*.mk"], ownMakefiles);
const snippets = [
  "$(",
  "${",
  ")",
  "}",
  "`",
  "'",
  '"',
  "\\\n",
  "\\",
  "\r\n",
  "\0",
  "<<E\n",
  "if ",
  "fi",
  "do ",
  "done",
  "case x in ",
  "esac",
  ";;",
  "&&",
  "||",
  "|",
  "!",
  "((",
  "))",
  "[[",
  "]]",
  "$'",
  "${{ x }}",
  "{a,b}",
  "\u2028",
  "é",
  "𝒳",
  "\ud800",
  "#",
  "\t",
  "define A\n",
  "endef\n",
  "ifeq (a,",
  "else\n",
  "endif\n",
  "A = $(A)\n",
  "A += $(B)$(B)\n",
  "B := $(A)$(A)\n",
  "$(call A,",
  "$(foreach i,",
  ":",
  "::",
  "=",
  ";",
  "%",
  "$@",
];

const mutation = fc.record({
  at: fc.nat(),
  size: fc.nat({ max: 60 }),
  kind: fc.nat({ max: 5 }),
  snippet: fc.constantFrom(...snippets),
  character: fc.nat({ max: 0xffff }),
});

/** Changes, cuts, doubles or inserts pieces of a text. */
function mutate(
  text: string,
  mutations: readonly { at: number; size: number; kind: number; snippet: string; character: number }[],
): string {
  let result = text;
  for (const { at: seedAt, size, kind, snippet, character } of mutations) {
    const at = result.length === 0 ? 0 : seedAt % result.length;
    const before = result.slice(0, at);
    if (kind === 0) result = before + String.fromCharCode(character) + result.slice(at + 1);
    else if (kind === 1) result = before + result.slice(at + size);
    else if (kind === 2) result = before + snippet + result.slice(at);
    else if (kind === 3) result = before + result.slice(Math.max(0, at - size));
    else if (kind === 4) result = before + snippet.repeat(1 + size) + result.slice(at);
    else result = before;
  }
  return result;
}

function damaged(texts: readonly string[]): fc.Arbitrary<string> {
  const mutations = fc.array(mutation, { minLength: 1, maxLength: 6 });
  return fc.tuple(fc.constantFrom(...texts), mutations).map(([text, list]) => mutate(text, list));
}

function made(pieces: readonly string[]): fc.Arbitrary<string> {
  return fc.array(fc.constantFrom(...snippets, ...pieces), { maxLength: 80 }).map((list) => list.join(""));
}

function withHoles(text: string): EmbeddedText {
  const holes = [...text.matchAll(/\$\{\{.*?\}\}/gs)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    expression: match[0],
  }));
  return embedUnchanged(text, 0, holes);
}

function timed<T>(work: () => T, input: string): T {
  const started = cpuMs();
  const result = work();
  const ms = cpuMs() - started;
  if (ms > slowMs) throw new Error(`Took ${Math.round(ms)} ms: ${JSON.stringify(input.slice(0, 2_000))}`);
  return result;
}

/** Every `span` in a value lies inside the file. */
function checkSpans(value: unknown, length: number): void {
  const pending: unknown[] = [value];
  for (let item = pending.pop(); pending.length > 0 || item !== undefined; item = pending.pop()) {
    if (typeof item !== "object" || item === null) continue;
    if ("start" in item && "end" in item && typeof item.start === "number" && typeof item.end === "number") {
      if (!(item.start >= 0 && item.start <= item.end && item.end <= length)) {
        throw new Error(`Span ${item.start}–${item.end} in a file of ${length}`);
      }
    }
    for (const inner of Object.values(item)) if (inner !== undefined) pending.push(inner);
  }
}

function nestedOf(script: ShellScript): void {
  for (const node of script.body) {
    if (node.kind === "command") for (const word of node.words) parseNestedShell(word);
  }
}

test(
  `${runs} scripts`,
  () => {
    const input = fc.oneof(
      { arbitrary: damaged(scripts), weight: 3 },
      made(["go build ", "x ", "\n", "A=1 "]),
    );
    fc.assert(
      fc.property(input, (text) => {
        const script = timed(() => parseShell(withHoles(text), { file: "x.sh" }), text);
        checkSpans(script, text.length);
        nestedOf(script);
      }),
      { seed, numRuns: runs, endOnFailure: true, includeErrorInReport: true },
    );
  },
  wait,
);

function expandAll(makefile: Makefile): void {
  for (const target of makefile.targets.slice(0, 200)) {
    for (const line of target.recipe) {
      const expanded = makefile.expand(line.text, { target, overrides: new Map([["GO", "go1"]]) });
      let last = 0;
      for (let offset = 0; offset <= expanded.text.length; offset += 7) {
        const at = expanded.fileOffset(offset);
        if (at < last) throw new Error(`Offset ${offset} of ${JSON.stringify(expanded.text)} goes back`);
        last = at;
      }
    }
  }
}

test(
  `${runs} Makefiles`,
  () => {
    const input = fc.oneof(
      { arbitrary: damaged(makefiles), weight: 3 },
      made(["a: b\n\tgo build\n", "A = ", "\n", "x "]),
    );
    fc.assert(
      fc.property(input, (text) => {
        const makefile = timed(() => {
          const read = parseMakefile(sourceFromText({ path: "Makefile", text }));
          expandAll(read);
          return read;
        }, text);
        const { expand: _, ...model } = makefile;
        checkSpans(
          model.targets.map((target) => [target.span, target.nameSpan]),
          text.length,
        );
        checkSpans([model.comments, model.problems, model.includes], text.length);
      }),
      { seed, numRuns: runs, endOnFailure: true, includeErrorInReport: true },
    );
  },
  wait,
);

import { expect, test } from "bun:test";
import { readWorkspace } from "../../workspace/read-workspace.ts";
import { createMemoryTree } from "../../workspace/tree/memory-tree.ts";
import { resolveSites } from "../resolve-sites.ts";
import type { Value } from "../value.ts";

function shown(value: Value): string {
  return value.kind === "known" ? value.text : (value.candidates?.join("|") ?? "?");
}

/** The go commands of a script: what is set before them, their words and their tags. */
async function commandsOf(script: string, shell = "bash"): Promise<readonly string[]> {
  const files = {
    "go.mod": "module example.com/ledger\n\ngo 1.25.0\n",
    "run.sh": `#!/bin/${shell}\n${script}\n`,
  };
  const { sites } = resolveSites(await readWorkspace(createMemoryTree(files, { executable: ["run.sh"] })));
  return sites.flatMap(({ commands }) =>
    commands.map(({ environment, subcommand, arguments: words, tags }) => {
      const goos = environment.get("GOOS");
      return [
        ...(goos ? [`GOOS=${shown(goos.value)}`] : []),
        subcommand,
        ...words.map(({ value }) => shown(value)),
        `[${tags.value?.join() ?? "?"}]`,
      ].join(" ");
    }),
  );
}

test("set gives a script, a function and the text of bash -c their arguments", async () => {
  const loop = 'for t in "linux a" "windows b"; do set -- $t; GOOS=$1 go build -tags $2 .; done';
  expect(await commandsOf(loop)).toEqual([
    "GOOS=linux build -tags a . [a]",
    "GOOS=windows build -tags b . [b]",
  ]);
  expect(await commandsOf("f() { set -- js wasm; GOOS=$1 go build $#; }; f")).toEqual(["GOOS=js build 2 []"]);
  expect(await commandsOf("bash -c 'set -- js; GOOS=$1 go build .'")).toEqual(["GOOS=js build . []"]);
  expect(await commandsOf('set -euo pipefail -- -tags zz\ngo build "$@"')).toEqual(["build -tags zz [zz]"]);
  expect(await commandsOf("set -- -e\nfalse\ngo build .")).toEqual(["build . []"]);
});

test("a call's own words stay between those that a function adds", async () => {
  const script = 'f() { set -- "$1" -tags=one "$@"; GOFLAGS=-tags=two go build "$@"; }; f -v';
  expect(await commandsOf(script)).toEqual(["build -v -tags=one -v [one]"]);
});

test("the caller's arguments stand for any number of words", async () => {
  expect(await commandsOf('set -- -tags=a "$@"\ngo test "$@"')).toEqual(["test -tags=a ? [a]"]);
  expect(await commandsOf('set -- "$@" b\ngo test -tags "$1"')).toEqual(["test -tags ? [?]"]);
});

test("arguments that a branch sets are open", async () => {
  expect(await commandsOf('if [ $# -eq 0 ]; then set -- -tags=integration ./...; fi; go test "$@"')).toEqual([
    "test ? [?]",
  ]);
  const either = 'if [ -n "$X" ]; then set -- a; else set -- b; fi\ngo test -tags "$1"';
  expect(await commandsOf(either)).toEqual(["test -tags a|b [?]"]);
});

test("what $# is decides in a function", async () => {
  const script = 'f() { if [ $# -eq 0 ]; then set -- -tags=all; fi; go test "$@"; }; f; f -v';
  expect(await commandsOf(script)).toEqual(["test -tags=all [all]", "test -v []"]);
});

test("a part of the arguments", async () => {
  const b = 'b() { GOOS=$1 go build "${@:3}"; }; b windows arm64 -tags=gui -mod=mod';
  expect(await commandsOf(b)).toEqual(["GOOS=windows build -tags=gui -mod=mod [gui]"]);
  const shell = "bash -c 'GOOS=$0 go build \"${@:2}\"' js wasm -tags t";
  expect(await commandsOf(shell)).toEqual(["GOOS=js build -tags t [t]"]);
  const ends =
    'f() { go build "${@:2:2}"; go vet "${@: -1}"; go test "${@:$#}" "${@:1:$#-2}"; }; f a -tags b c';
  expect(await commandsOf(ends)).toEqual(["build -tags b [b]", "vet c []", "test c a -tags []"]);
});

test("shift takes the first arguments away", async () => {
  expect(await commandsOf('set -- a b c\nshift 2\ngo build "$@"')).toEqual(["build c []"]);
  expect(await commandsOf('set -- a\nshift 2\ngo build "$@"')).toEqual(["build a []"]);
  expect(await commandsOf('set -- a\nshift 2\ngo build "$@"', "dash")).toEqual([]);
  expect(await commandsOf('set -- a b\nwhile [ $# -gt 0 ]; do shift; done\ngo build "$@"')).toEqual([
    "build ? [?]",
  ]);
});

test("a loop over no arguments has no pass", async () => {
  const loop = "f() { for x; do export GOOS=js; done; go build .; }; f";
  expect(await commandsOf(loop)).toEqual(["build . []"]);
  expect(await commandsOf('f() { for x; do go build -tags "$x"; done; }; f a b')).toEqual([
    "build -tags a [a]",
    "build -tags b [b]",
  ]);
});

test("what a process sets is its own", async () => {
  expect(await commandsOf('set -- a\n(set -- b; go build "$@")\ngo vet "$@"')).toEqual([
    "build b []",
    "vet a []",
  ]);
  expect(await commandsOf('set -- a\nf() { set -- b; }\nf\ngo vet "$@"')).toEqual(["vet a []"]);
});

/**
 * What the walk says of a command's words and environment, held against what bash hands to a program called go. Over
 * 300 lines because it is one list of scripts.
 */
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
import type { Value } from "../value.ts";
import { unknown } from "../value.ts";
import { createCommandHost, type PlainCommand, topFrame } from "./command-host.ts";
import { walkProcess } from "./walk-process.ts";

beforeAll(loadShellGrammar);

const names = ["CGO_ENABLED", "GOOS", "GOARCH", "GOFLAGS"];

interface Call {
  readonly words: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
}

const fakeGo = `#!/bin/bash
{ printf '%s\\0' "$#" "$@" "\${CGO_ENABLED-}" "\${GOOS-}" "\${GOARCH-}" "\${GOFLAGS-}"; } >>"$CALLS"
`;

/** Every call of go that bash makes. */
function realCalls(script: string, files: Record<string, string>): readonly Call[] {
  const folder = mkdtempSync(join(tmpdir(), "as-real-bash-"));
  try {
    for (const [name, text] of Object.entries({ ...files, "run.sh": script, ".bin/go": fakeGo })) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
    }
    chmodSync(join(folder, ".bin/go"), 0o755);
    const calls = join(folder, ".calls");
    writeFileSync(calls, "");
    const env = { PATH: `${folder}/.bin:/usr/bin:/bin`, CALLS: calls };
    Bun.spawnSync(["bash", "run.sh"], { cwd: folder, env });
    return readCalls(readFileSync(calls, "utf8"));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

function readCalls(text: string): readonly Call[] {
  const fields = text.split("\0");
  const calls: Call[] = [];
  for (let at = 0; at < fields.length - 1; ) {
    const count = Number(fields[at]);
    const values = fields.slice(at + 1 + count, at + 1 + count + names.length);
    const environment = Object.fromEntries(names.map((name, index) => [name, values[index] ?? ""]));
    calls.push({ words: fields.slice(at + 1, at + 1 + count), environment });
    at += 1 + count + names.length;
  }
  return calls;
}

async function walkedCalls(text: string, files: Record<string, string>): Promise<readonly PlainCommand[]> {
  const workspace = await readWorkspace(createMemoryTree({ "run.sh": text, ...files }));
  const host = createCommandHost({
    workspace,
    reached: new Set(),
    resolveHole: (_, at) => unknown("hole", at),
  });
  const script = parseShell(embedUnchanged(text), { file: "run.sh" });
  const frame = topFrame({ file: "run.sh" });
  walkProcess(script.body, bareMachine("the test", undefined), frame, host);
  return host.commands.filter(({ words: [first] }) => first && textOf(first.value) === "go");
}

/** `?` for what is not known. */
function textOf(value: Value | undefined): string {
  if (value === undefined) return "";
  if (value.kind === "known") return value.text;
  return value.isUnset
    ? (value.textIfUnset ?? "")
    : value.candidates
      ? `?${value.candidates.join("|")}`
      : "?";
}

function described({ words, machine }: PlainCommand): Call {
  const { environment } = machine;
  const environmentOf = (name: string): string => {
    const setting = environment.goSetting(name);
    return setting === undefined && environment.openReason ? "?" : textOf(setting?.value);
  };
  return {
    words: words.slice(1).map(({ value }) => textOf(value)),
    environment: Object.fromEntries(names.map((name) => [name, environmentOf(name)])),
  };
}

function agrees(said: string, real: string): boolean {
  if (!said.startsWith("?")) return said === real;
  return said === "?" || said.slice(1).split("|").includes(real);
}

/** Calls are told apart by the package that they name last. */
async function compare(script: string, files: Record<string, string> = {}): Promise<readonly Call[]> {
  const walked = (await walkedCalls(script, files)).map(described);
  for (const real of realCalls(script, files)) {
    const same = walked.filter(({ words }) => words.at(-1) === real.words.at(-1));
    const fits = same.some(
      ({ words, environment }) =>
        (words.some((word) => word.startsWith("?")) || Bun.deepEquals(words, real.words)) &&
        names.every((name) => agrees(environment[name] ?? "", real.environment[name] ?? "")),
    );
    expect({ real, walked: same, fits }).toEqual({ real, walked: same, fits: true });
  }
  return walked;
}

/** `words NAME=value…` */
function shown({ words, environment }: Call): string {
  const set = names.flatMap((name) => (environment[name] ? [`${name}=${environment[name]}`] : []));
  return [...words, ...set].join(" ");
}

interface Case {
  readonly title: string;
  readonly script: string;
  readonly files?: Record<string, string>;
  readonly wants: readonly string[];
}

const cases: readonly Case[] = [
  {
    title: "what a function declares ends with the call",
    script:
      "export GOOS=linux\nf() { local -x CGO_ENABLED=0; local GOOS=js; declare -x GOARCH=arm64; go build ./a; }\nf\ngo build ./b\n",
    wants: ["build ./a CGO_ENABLED=0 GOOS=js GOARCH=arm64", "build ./b GOOS=linux"],
  },
  {
    title: "export -n takes a variable from programs",
    script: "export CGO_ENABLED=0\nexport -n CGO_ENABLED\ngo build ./a\n",
    wants: ["build ./a"],
  },
  {
    title: "words and printf -v set variables",
    script:
      ': "${CGO_ENABLED:=0}"\nprintf -v GOFLAGS %s -mod=mod\nexport CGO_ENABLED GOFLAGS\ngo build ./a\n',
    wants: ["build ./a CGO_ENABLED=0 GOFLAGS=-mod=mod"],
  },
  {
    title: "arithmetic sets variables",
    script:
      'i=0\nwhile ((i < 2)); do go build -tags "t$i" ./a; i=$((i + 1)); done\nlet CGO_ENABLED=0\nexport CGO_ENABLED\ngo build ./b\n',
    wants: ["build -tags ? ./a", "build ./b CGO_ENABLED=?"],
  },
  {
    title: "a counted loop",
    script: 'for ((i = 0; i < 2; i++)); do go build -tags "t$i" ./a; done\n',
    wants: ["build -tags ? ./a"],
  },
  {
    title: "names that a loop reads",
    script: 'while IFS== read -r k v; do export "$k=$v"; done < <(cat .env)\ngo build ./a\n',
    files: { ".env": "CGO_ENABLED=0\n" },
    wants: ["build ./a CGO_ENABLED=? GOOS=? GOARCH=? GOFLAGS=?"],
  },
  {
    title: "a file that the script wrote and then sources",
    script: "echo export CGO_ENABLED=0 > made.sh\n. ./made.sh\ngo build ./a\n",
    wants: ["build ./a CGO_ENABLED=? GOOS=? GOARCH=? GOFLAGS=?"],
  },
  {
    title: "eval of what a program prints",
    script: "eval \"$(printf 'export CGO_ENABLED=%s' 0 | rev | rev)\"\ngo build ./a\n",
    wants: ["build ./a CGO_ENABLED=? GOOS=? GOARCH=? GOFLAGS=?"],
  },
  {
    title: "a part of an array, and arguments behind a shift",
    script:
      'a=(x y z)\ngo build -tags ${a[@]:1:1} ./a\nb() { local t=$1; shift; go build -tags "$t" "$@"; }\nb q ./b\n',
    wants: ["build -tags ? ./a", "build -tags q ./b"],
  },
  {
    title: "a function go that runs go, env --unset and a group that is timed",
    script:
      'go() { CGO_ENABLED=0 command go "$@"; }\ngo build ./a\nunset -f go\nunset CGO_ENABLED\ntime { export GOOS=js; }\nenv --unset=GOOS bash -c "go build ./b"\n',
    wants: ["build ./a CGO_ENABLED=0", "build ./b"],
  },
  {
    title: "env takes assignments out of a substitution",
    script: "env $(cat .env | xargs) go build ./a\n",
    files: { ".env": "CGO_ENABLED=0\nGOOS=darwin\n" },
    wants: ["build ./a CGO_ENABLED=0 GOOS=darwin"],
  },
  {
    title: "export takes assignments out of a substitution",
    script:
      "export $(cat .env | xargs)\ngo build ./a\nexport $(grep -v '^#' .env.build | xargs)\ngo build ./b\n",
    files: { ".env": "CGO_ENABLED=0\nGOOS=darwin\n", ".env.build": "# linux\nGOARCH=arm64\nGOOS=linux\n" },
    wants: ["build ./a CGO_ENABLED=0 GOOS=darwin", "build ./b CGO_ENABLED=0 GOOS=linux GOARCH=arm64"],
  },
  {
    title: "flags of a file are words of their own",
    script: 'go build $(cat flags.txt) ./a\ngo build "$(cat flags.txt)" ./b\n',
    files: { "flags.txt": "-tags prod\n" },
    wants: ["build -tags prod ./a", "build -tags prod ./b"],
  },
  {
    title: "a pattern in what a command prints is nobody's words",
    script: "go build $(cat flags.txt) ./a\n",
    files: { "flags.txt": "./cmd/*\n" },
    wants: ["build ? ./a"],
  },
  {
    title: "what export cannot read may set anything",
    script: "export $(unknown-command)\ngo build ./a\n",
    wants: ["build ./a CGO_ENABLED=? GOOS=? GOARCH=? GOFLAGS=?"],
  },
  {
    title: "behind the name of an export nothing is split",
    script: 'flags="-mod=mod -trimpath"\nexport GOFLAGS=$flags\ngo build ./a\n',
    wants: ["build ./a GOFLAGS=-mod=mod -trimpath"],
  },
  {
    title: "quotes of a file that xargs reads are not taken for text",
    script: "export $(cat .env | xargs)\ngo build ./a\n",
    files: { ".env": 'GOFLAGS="-mod=mod"\n' },
    wants: ["build ./a CGO_ENABLED=? GOOS=? GOARCH=? GOFLAGS=?"],
  },
  {
    title: "env -S splits its text",
    script: 'env -S "CGO_ENABLED=0 go build ./a"\n',
    wants: ["build ./a CGO_ENABLED=0"],
  },
  {
    title: "an assignment of env that nothing fills is empty",
    script: 'env GOOS="$TARGET_OS" go build ./a\n',
    wants: ["build ./a"],
  },
  {
    title: "an export of one target is one of this target and of what it is made of",
    script: "make test\nmake release\nCGO_ENABLED=1 make test\n",
    files: {
      Makefile:
        "CGO_ENABLED ?= 0\ntest: ; go test ./a\nrelease: export CGO_ENABLED = 0\nrelease: private export GOARCH = arm64\n" +
        "release: part ; go build ./b\npart: ; go build ./c\n",
    },
    wants: [
      "test ./a",
      "build ./c CGO_ENABLED=0 GOARCH=?",
      "build ./b CGO_ENABLED=0 GOARCH=arm64",
      "test ./a CGO_ENABLED=1",
    ],
  },
  {
    title: "a target made on its own inherits nothing, and a pattern's variables are its targets'",
    script: "make part\nmake all\nmake bin/x\n",
    files: {
      Makefile:
        "all: export GOOS = linux\nall: export CGO_ENABLED := 1\nall: part ; go build ./a\n" +
        "part: ; go build ./b\nbin/%: export GOARCH = arm64\nbin/x: part ; go build ./c\n",
    },
    wants: [
      "build ./b",
      "build ./b CGO_ENABLED=1 GOOS=linux",
      "build ./a CGO_ENABLED=1 GOOS=linux",
      "build ./b GOARCH=arm64",
      "build ./c GOARCH=arm64",
    ],
  },
  {
    title: "a variable that make was given and that the Makefile assigns again is handed on",
    script: "export CGO_ENABLED=1 GOOS=darwin\nmake a\nGOOS=linux make a\nmake a GOOS=windows\n",
    files: { Makefile: "CGO_ENABLED = 0\nGOOS ?= linux\na: ; go test ./a\n" },
    wants: [
      "test ./a CGO_ENABLED=0 GOOS=darwin",
      "test ./a CGO_ENABLED=0 GOOS=linux",
      "test ./a CGO_ENABLED=0 GOOS=windows",
    ],
  },
  {
    title: "make that prints, asks or touches runs nothing",
    script:
      "make -n a\nmake --dry-run a\nmake -q a\nmake -t a\nmake -sn a\nmake --version\nmake --just-print a\nmake -k b\n",
    files: { Makefile: "a: ; go test ./a\nb: ; go test ./b\n" },
    wants: ["test ./b"],
  },
  {
    title: "a loop over the lines of a file",
    script:
      'while read -r l; do export "$l"; done < .env\ngo build ./a\nwhile IFS= read -r l || [ -n "$l" ]; do export "$l"; done < rest.env\ngo build ./b\n',
    files: { ".env": "CGO_ENABLED=0\nGOOS=darwin", "rest.env": "GOARCH=arm64\nGOOS=windows" },
    wants: ["build ./a CGO_ENABLED=0", "build ./b CGO_ENABLED=0 GOOS=windows GOARCH=arm64"],
  },
  {
    title: "a loop over lines that nobody knows, or that passes end early",
    script:
      'while read -r l; do export "$l"; done < <(unknown-program)\ngo build ./a\nwhile read -r l; do [[ $l == C* ]] && continue; export "$l"; done < .env\ngo build ./b\n',
    files: { ".env": "CGO_ENABLED=0\nGOOS=darwin\n" },
    wants: [
      "build ./a CGO_ENABLED=? GOOS=? GOARCH=? GOFLAGS=?",
      "build ./b CGO_ENABLED=? GOOS=? GOARCH=? GOFLAGS=?",
    ],
  },
  {
    title: "fields of a line that read takes apart",
    script:
      'IFS=, read -ra vars <<< "GOOS=darwin,CGO_ENABLED=0"\nexport "${vars[@]}"\ngo build ./a\nread -r os arch rest <<< "linux  arm64 x  y"\nGOOS=$os GOARCH=$arch go build -tags "$rest" ./b\n' +
      'IFS=/ read -r os arch <<< "windows/amd64"\nGOOS=$os GOARCH=$arch go build ./c\nread -r GOOS < no-such-file\ngo build ./d\n',
    wants: [
      "build ./a CGO_ENABLED=0 GOOS=darwin",
      "build -tags x  y ./b CGO_ENABLED=0 GOOS=linux GOARCH=arm64",
      "build ./c CGO_ENABLED=0 GOOS=windows GOARCH=amd64",
      "build ./d CGO_ENABLED=0 GOOS=?",
    ],
  },
  {
    title: "fields of an argument, exported in a shell of its own",
    script:
      'build() {\n  local vars\n  IFS="," read -ra vars <<< "${2}"\n  (\n    export "${vars[@]}"\n    go build "./$1"\n  )\n}\nbuild a GOOS=linux,CGO_ENABLED=0\nbuild b GOOS=darwin\n',
    wants: ["build ./a CGO_ENABLED=0 GOOS=linux", "build ./b GOOS=darwin"],
  },
  {
    title: "an assignment behind a test counts when the test holds",
    script:
      'mode=release\n[ "$mode" = release ] && export CGO_ENABLED=0\n[[ $mode == debug ]] && export GOOS=windows\n[ "$mode" = debug ] || export GOARCH=arm64\ngo build ./a\n',
    wants: ["build ./a CGO_ENABLED=0 GOARCH=arm64"],
  },
  {
    title: "an assignment behind a test that nobody can decide may count",
    script:
      '[ "$OSTYPE" = Windows ] && export CGO_ENABLED=0\nuname -v | grep -q Darwin && export GOOS=darwin\ncommand -v no-such-program && export GOARCH=arm64\ngo build ./a\nisit() { test -f nothing; }\nisit && export GOFLAGS=-mod=mod\ngo build ./b\n',
    wants: [
      "build ./a CGO_ENABLED=?|0 GOOS=?|darwin GOARCH=?|arm64",
      "build ./b CGO_ENABLED=?|0 GOOS=?|darwin GOARCH=?|arm64 GOFLAGS=?|-mod=mod",
    ],
  },
  {
    title: "a program that works is no test",
    script:
      "mkdir -p x && export CGO_ENABLED=0\ncd x && go build ./a\ntrue && export GOOS=linux\ngo build ./b\n",
    wants: ["build ./a CGO_ENABLED=0", "build ./b CGO_ENABLED=0 GOOS=linux"],
  },
  {
    title: "grep decides where its input is known",
    script:
      "grep -q prod mode.txt && export CGO_ENABLED=0\ncat mode.txt | grep -q debug && export GOOS=windows\ngo build ./a\n",
    files: { "mode.txt": "prod\n" },
    wants: ["build ./a CGO_ENABLED=0"],
  },
  {
    title: "what stands in front of a function or script ends with it",
    script: "f() { go build ./a; }\nCGO_ENABLED=0 f\nGOOS=darwin bash ./b.sh\ngo build ./c\n",
    files: { "b.sh": "go build ./b\n" },
    wants: ["build ./a CGO_ENABLED=0", "build ./b GOOS=darwin", "build ./c"],
  },
  {
    title: "a script that a shell reads from its input, with arguments",
    script:
      "bash < in.sh\nsh -s arm64 < in.sh\ncat in.sh | bash -s -- amd64\nbash -s mips <<'EOF'\n  GOARCH=$1 go build ./b\nEOF\nbash -c 'GOARCH=$1 go build ./c' _ riscv64\n",
    files: { "in.sh": 'GOARCH="$1" go build ./a\n' },
    wants: [
      "build ./a",
      "build ./a GOARCH=arm64",
      "build ./a GOARCH=amd64",
      "build ./b GOARCH=mips",
      "build ./c GOARCH=riscv64",
    ],
  },
  {
    title: "a trap at the end runs a function that is defined behind it",
    script: "trap 'finish' EXIT\nexport GOOS=linux\nfinish() { go test ./a; }\ngo build ./b\n",
    wants: ["build ./b GOOS=linux", "test ./a GOOS=linux"],
  },
  {
    title: "an array joined is one word, and its name alone is its first element",
    script:
      'tags=(a b c)\ngo build -tags "${tags[*]}" ./a\ngo build -tags $tags ./b\ngo build -tags "${tags[@]}" ./c\n',
    wants: ["build -tags a b c ./a", "build -tags a ./b", "build -tags a b c ./c"],
  },
  {
    title: "an array is joined by the first character of IFS",
    script: 'tags=(a b)\nIFS=,\ngo build -tags "${tags[*]}" ./a\nt="${tags[*]}"\ngo build -tags "$t" ./b\n',
    wants: ["build -tags a,b ./a", "build -tags a,b ./b"],
  },
];

describe("what a program called go is given", () => {
  for (const { title, script, files, wants } of cases)
    test(title, async () => {
      expect((await compare(script, files)).map(shown)).toEqual([...wants]);
    });
});

/** What env says of random scripts against what bash and dash run: more of them in the long tier. */
import { afterAll, expect, test } from "bun:test";
import { createRandom } from "../../src/workspace/tree/scratch-repository.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { judgeScript } from "./judge-script.ts";
import { createStand, lies, sitesOf } from "./shell-runs.ts";
import { randomScript } from "./shell-scripts.ts";

const seed = seedOfRun();
const scripts = 60;
const stand = createStand();
let runs = 0;
afterAll(() => {
  stand.remove();
  reportSuite(`random scripts (seed ${seed})`, runs);
});

test("what is known of a script's go commands is what the shell does", async () => {
  for (let each = seed; each < seed + scripts; each++) {
    const judgement = await judgeScript(randomScript(createRandom(each)), stand);
    runs += judgement.runs;
    if (judgement.isBroken) continue;
    expect({ seed: each, script: judgement.script, lies: judgement.lies }).toEqual({
      seed: each,
      script: judgement.script,
      lies: [],
    });
  }
}, 240_000);

const misses: readonly (readonly [title: string, shell: string, script: string])[] = [
  ["the name of a for loop is not exported", "bash", "for GOOS in linux windows; do go build ./m1; done"],
  ["assignments on a line of their own", "bash", "CGO_ENABLED=0 GOOS=windows\ngo build ./m1"],
  ["a shell that is started sees what is exported", "bash", "A=1\nbash -c 'go build -tags \"$A\" ./m1'"],
  ["the length of a text", "bash", 'A=abc\ngo build -tags "${#A}" ./m1'],
  ["a default where one branch sets the name", "bash", '[ -n "$X" ] && A=x\ngo build -tags "${A:-d}" ./m1'],
  ["what false ends under errexit", "bash", "set -e\ngo vet ./m1\nfalse\ngo build ./m2"],
  [
    "a function that leaves early",
    "bash",
    'f() { A=1; [ -n "$X" ] || return 0; A=2; }\nf\ngo build -tags $A ./m1',
  ],
  ["a loop that breaks", "bash", "for A in x y; do [ $A = x ] && break; done\ngo build -tags $A ./m1"],
  [
    "what a pass leaves to the next",
    "bash",
    "for f in *.txt *.env; do go vet ./m1; export CGO_ENABLED=0; done",
  ],
  [
    "a trap sees the end of the script",
    "bash",
    "trap 'go clean ./m1' EXIT\nexport CGO_ENABLED=0\ngo build ./m2",
  ],
  ["a trap that is taken back", "bash", "trap 'go clean ./m1' EXIT\ngo build ./m2\ntrap - EXIT"],
  [
    "the last part of a pipe with lastpipe",
    "bash",
    "shopt -s lastpipe\necho 0 | read CGO_ENABLED\nexport CGO_ENABLED\ngo build ./m1",
  ],
  ["a name that is exported before it is set", "bash", "export CGO_ENABLED\nCGO_ENABLED=0\ngo build ./m1"],
  ["an alias", "bash", "shopt -s expand_aliases\nalias gb='CGO_ENABLED=0 go build'\ngb ./m1"],
  ["an alias of its own name", "bash", "shopt -s expand_aliases\nalias go='CGO_ENABLED=0 go'\ngo build ./m1"],
  ["an alias that bash does not expand", "bash", "alias go='CGO_ENABLED=0 go'\ngo build ./m1"],
  ["an alias in dash", "dash", "alias go='GOOS=windows go'\ngo build -tags x ./m1"],
  ["parameters that a function sets", "bash", 'f() { set -- a b; go build -tags "$1" ./m1; }\nf x y'],
  [
    "arguments joined by IFS",
    "bash",
    'set -- a,b c; IFS=,; go build $* ./m1; go vet "$*" ./m2; A="$*" go run ./m3',
  ],
  ["arguments joined by IFS in dash", "dash", "set -- a,b c; IFS=,; go build $@ ./m1; A=$@ go run ./m3"],
  [
    "arguments that are there or not",
    "bash",
    'f() { go build "${1-n}" "${3-n}" "${3:-n}" ./m1; go vet ${1+"$@"} ./m2; go run $10 ./m3; }; f -a "b c"',
  ],
  ["an option that set does not know", "bash", 'A="-tags x"; set $A; go build "$@" ./m1'],
  ["arguments of a sourced file", "bash", 'set -- x; . ./lib.sh p q; go build "$@" ./m1'],
  ["arguments of a file that dash sources", "dash", 'set -- x; . ./lib.sh p q; go build "$@" ./m1'],
  [
    "the arguments that a trap sees",
    "bash",
    "set -- a; f() { exit 0; }; trap 'go build -tags \"$1\" ./m1' EXIT; f z",
  ],
  ["files that set is given", "bash", 'set -- *.txt; go build "$@" ./m1; go vet -tags "$#" ./m2'],
  ["an empty argument", "bash", 'set -- "" b; go build "$@" ./m1; go build $@ ./m2'],
  [
    "getopts",
    "bash",
    'f() { while getopts "t:v" o; do case $o in t) A=$OPTARG;; esac; done; shift $((OPTIND-1)); go build -tags "$A" "$@" ./m1; }; f -t x -v z',
  ],
  ["two substitutions in backquotes", "bash", "go build `echo -v` `echo -x` ./m1"],
  [
    "what is filled into a here-document of a later pass",
    "bash",
    'for each in 1 2; do\nbash <<X\ngo build -tags "${A-x}" ./m1\nX\ndeclare -A map=([k]=0); export A="${map[k]}"\ndone',
  ],
  ["return in a subshell of a function", "bash", "set -e\nf() ( true && return 0; false )\nf\ngo build ./m1"],
  [
    "export -n of a name that is local",
    "bash",
    "export A=a\nf() { local A=b; export -n A; go build ./m1; }\nf",
  ],
  [
    "what is read-only keeps its value",
    "bash",
    "export GOOS=js\nreadonly GOOS A=1\nGOOS=linux A=2 go build -tags $A ./m1\nexport A=3\ngo vet ./m2\nenv A=4 go run ./m3\nread -r A < lines.env\ngo list ./m4\nbash -c 'A=5 go test ./m5'",
  ],
  [
    "a read-only name in a function",
    "bash",
    "f() { local -r A=1; go vet -tags $A ./m1; }\nf\nA=2\nf\ngo build -tags $A ./m2",
  ],
  [
    "an assignment to a read-only name ends dash",
    "dash",
    "readonly A=1\ngo vet ./m1\nA=2 go build ./m2\ngo test ./m3",
  ],
  [
    "an assignment to a read-only name ends its line",
    "bash",
    "readonly A=1\ngo vet ./m1\nA=2; go build ./m2",
  ],
  ["local outside of a function", "bash", "local A=1\ngo build -tags x$A ./m1"],
  ["local outside of a function ends dash", "dash", "go vet ./m1\nlocal A=1\ngo build ./m2"],
  ["return outside of a function ends dash", "dash", "go vet ./m1\nreturn 0\ngo build ./m2"],
  ["env - clears the environment", "bash", 'export A=1\nenv - PATH="$PATH" B=2 go build ./m1'],
  [
    "a branch that may turn errexit off",
    "dash",
    "set -e\ngo vet ./m1\nwhile [ $# -gt 0 ]; do set +e; done\nsource ./lib.sh\ngo build ./m2",
  ],
  [
    "a function whose last test says no",
    "bash",
    "set -e\nf() { false && true; }\ngo vet ./m1\nf\ngo build ./m2",
  ],
  [
    "a pipe whose last test says no",
    "dash",
    'set -e\ngo vet ./m1\ncat lines.env | while read -r A; do [ "$A" = z ] && B=z; done\ngo build ./m2',
  ],
  [
    "errexit asks no group and no loop",
    "bash",
    "set -e\n{ false && true; }\nfor x in 1; do false && true; done\ngo build ./m1",
  ],
  ["all arguments as one word", "bash", 'set -- -tags=x "$@"\ngo build "$*" ./m1'],
  [
    "an empty argument among those that are joined",
    "dash",
    'f() { A="$*" go build ./m1; }\nf "${B%-*}" "$(echo y)"',
  ],
  ["a word of a list that may be none", "dash", 'set -- $A -v\nfor A; do go build -tags "${#A}" ./m1; done'],
  [
    "arguments that a here-document fills in",
    "bash",
    'set -- a b\nbash <<X\ngo build -tags "$#" "$1" \\$1 ./m1\nX',
  ],
  [
    "a function that returns before it fails",
    "bash",
    'set -e\nf() { [ -n "$HOME" ] && return 0; false; }\nf\ngo build ./m1',
  ],
  ["exec leaves nothing to a trap", "dash", "go build ./m1\ntrap 'go clean ./m2' EXIT\nexec true"],
  [
    "a pipe whose last test says no with lastpipe",
    "bash",
    'set -e\nshopt -s lastpipe\ngo vet ./m1\ncat lines.env | while read -r A; do [ "$A" = z ] && B=z; done\ngo build ./m2',
  ],
  ["dash has no [[", "dash", "[[ -n x ]] && export CGO_ENABLED=0\ngo build ./m1"],
  ["dash has no source", "dash", "source ./lib.sh\ngo build ./m1"],
  ["dash has no $'…'", "dash", "go build -tags $'a' ./m1"],
  [
    "dash splits nothing behind export",
    "dash",
    'V="0 GOFLAGS=-tags=x"\nexport CGO_ENABLED=$V\ngo build ./m1',
  ],
  ["a here-document that is filled in", "bash", "V=0\nbash <<X\nCGO_ENABLED=$V go build ./m1\nX"],
  ["the script's own path after cd", "bash", 'cd sub\ncd "${0%/*}"\ngo build ./m1'],
  [
    "assignments in a branch before a loop",
    "dash",
    'if false; then\n:\nelse\nB=y A=z1\nwhile read -r line; do export "$line"; done < lines.env\nfi\ngo install ./m5',
  ],
  ["return outside of a function under errexit", "bash", "go vet ./m1\nset -e\nreturn 0\ngo build ./m2"],
  [
    "a test before a redirect and another test",
    "bash",
    'if true; then\n[ $# -gt 0 ] && shift\ngo build ./m1 > /dev/null\nelif [ -n "$C" ]; then\n:\nfi',
  ],
];

for (const [title, shell, script] of misses) {
  test(title, async () => {
    const pieces = [script];
    const {
      script: text,
      lies: found,
      runs: count,
    } = await judgeScript({ shell: shell === "dash" ? "dash" : "bash", pieces, mayLeave: false }, stand);
    runs += count;
    expect({ text, found, ran: count > 0 }).toEqual({ text, found: [], ran: true });
  });
}

test("a wrong statement is seen", async () => {
  const files = { "go.mod": "module m\n", "s.sh": "#!/bin/bash\nCGO_ENABLED=0 go build ./m1\n" };
  const real = stand.run(files, ["bash", "-c", "CGO_ENABLED=1 go build ./m1; go vet ./m2"]);
  const found = lies(await sitesOf(files), real.runs);
  expect(found.map((lie) => lie.split(":")[0])).toEqual(["wrong", "hidden", "not so"]);
});

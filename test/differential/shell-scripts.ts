/** Random scripts out of what CI scripts are made of: every call of go carries a mark of its own. */
import type { Files } from "./shell-runs.ts";

/** A line, or lines around others: what may be left out when a failing script is made smaller. */
export type Piece =
  | string
  | { readonly open: string; readonly body: readonly Piece[]; readonly close: string };

export interface RandomScript {
  readonly shell: "bash" | "dash";
  readonly pieces: readonly Piece[];
  /** It may leave a script or function in a branch: then what stands behind need not run. */
  readonly mayLeave: boolean;
}

type Random = (below: number) => number;

interface Maker {
  readonly random: Random;
  readonly shell: "bash" | "dash";
  /** How many calls of go were made. */
  calls: number;
  readonly functions: string[];
  readonly mayLeave: boolean;
  /** A body ends with a question, whose no may end the script. */
  asks: boolean;
}

export function randomScript(random: Random, asked: Partial<Pick<RandomScript, "shell">> = {}): RandomScript {
  const drawn = random(3) === 0 ? "dash" : "bash";
  const shell = asked.shell ?? drawn;
  const mayLeave = random(3) === 0;
  const maker: Maker = { random, shell, calls: 0, functions: [], mayLeave, asks: false };
  const heads: string[] = [];
  if (random(2) === 0)
    heads.push(
      pick(maker, ["set -e", "set -e", "A=a B=b C=c\nset -eu\nset -- one two", "set -o errexit", "set -ex"]),
    );
  if (shell === "bash" && random(3) === 0) heads.push(pick(maker, ["set -o pipefail", "set -eo pipefail"]));
  if (shell === "bash" && random(12) === 0) heads.push("shopt -s lastpipe");
  if (random(12) === 0) heads.push("set -a");
  const pieces: Piece[] = [...heads, ...statements(maker, 3 + random(7), 0), call(maker)];
  return { shell, pieces, mayLeave: mayLeave && (maker.asks || leaves.test(textOf(pieces))) };
}

/** What ends a script, a function or a pass of a loop early. */
const leaves = /\b(?:exit|return|break|continue|exec|false|source)\b/;

/** The files of a repository in which the script runs. */
export function filesOf({ shell, pieces }: RandomScript): Files {
  const own: Files = {
    "x.txt": "x\n",
    "lines.env": "A=one\nB=two\n",
    "lib.sh": "export A=lib\nlibrary() {\n  go vet -tags lib ./m901\n}\n",
    "tool.sh": `#!/bin/${shell}\nset -e\ncd "\${1:-.}"\nexport B=tool\ngo test -tags "\${A:-none}" ./m902\n`,
  };
  const folders = Array.from({ length: 8 }, (_, index) => "/sub".repeat(index + 1).slice(1));
  const copies = folders.flatMap((folder) =>
    Object.entries(own).map(([path, text]) => [`${folder}/${path}`, text] as const),
  );
  return {
    ...own,
    ...Object.fromEntries(copies),
    "go.mod": "module example.com/m\n\ngo 1.25.0\n",
    "main.go": "package main\n\nfunc main() {}\n",
    "s.sh": `#!/bin/${shell}\n${textOf(pieces)}\n`,
  };
}

/** The text of a script. */
export function textOf(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) =>
      typeof piece === "string"
        ? piece
        : [piece.open, textOf(piece.body), piece.close].filter(Boolean).join("\n"),
    )
    .join("\n");
}

/** Scripts that lack one piece of this one. */
export function* smaller(pieces: readonly Piece[]): Generator<readonly Piece[]> {
  for (const [index, piece] of pieces.entries()) {
    const before = pieces.slice(0, index);
    const behind = pieces.slice(index + 1);
    yield [...before, ...behind];
    if (typeof piece === "string") continue;
    yield [...before, ...piece.body, ...behind];
    if (piece.body.length > 1)
      for (const body of smaller(piece.body))
        if (body.length > 0) yield [...before, { ...piece, body }, ...behind];
    if (piece.body.length === 1)
      for (const body of smaller(piece.body))
        if (body.length > 0) yield [...before, { ...piece, body }, ...behind];
  }
}

function pick<Item>({ random }: Maker, items: readonly Item[]): Item {
  const item = items[random(items.length)];
  if (item === undefined) throw new RangeError("Cannot pick from nothing");
  return item;
}

const name = (maker: Maker): string =>
  pick(maker, ["A", "B", "C", "A", "B", "CGO_ENABLED", "GOFLAGS", "GOOS"]);
const plainName = (maker: Maker): string => pick(maker, ["A", "B", "C"]);
const text = (maker: Maker): string => pick(maker, ["x", "y", "z1", "0", "1", "v1.2-rc", "a,b"]);

/** A value that suits a name: go's own variables hold what go takes. */
function valueFor(maker: Maker, variable: string): string {
  if (variable === "CGO_ENABLED") return pick(maker, ["0", "1", "0", '"$C"']);
  if (variable === "GOFLAGS")
    return pick(maker, ["-tags=q", "-mod=mod", '"-tags=$A"', '"${GOFLAGS-} -tags=r"']);
  if (variable === "GOOS") return pick(maker, ["linux", "windows", "darwin"]);
  return word(maker);
}

/** A word that is one word in every shell. */
function word(maker: Maker): string {
  const other = plainName(maker);
  const kinds = [
    () => text(maker),
    () => text(maker),
    () => `"$${other}"`,
    () => `"\${${other}:-${text(maker)}}"`,
    () => `"\${${other}-${text(maker)}}"`,
    () => `"\${${other}:+${text(maker)}}"`,
    () => `"\${${other}+${text(maker)}}"`,
    () => `"\${${other}#v}"`,
    () => `"\${${other}##*.}"`,
    () => `"\${${other}%-*}"`,
    () => `"\${${other}%%.*}"`,
    () => `"$(echo ${text(maker)})"`,
    () => `"$(printf '%s' "$${other}")"`,
    () => `"p\${${other}}s"`,
    () => `'${text(maker)} ${text(maker)}'`,
    () => `"$((${maker.random(5)} + 2))"`,
    () => `"\${#${other}}"`,
    () => `"\${1:-${text(maker)}}"`,
    () => `"$#"`,
    () => `\`echo ${text(maker)}\``,
    () => `"$(basename some/${text(maker)}.sh .sh)"`,
  ];
  const inBash = [
    () => `"\${${other}/%x/w}"`,
    () => `"\${${other}//1/w}"`,
    () => `"\${${other}/#v/w}"`,
    () => `"\${${other}^^}"`,
    () => `"\${${other}:1:2}"`,
    () => `$'t\\x41'`,
    () => `"$(ref=${other}; echo "\${!ref}")"`,
  ];
  if (maker.shell === "bash" && maker.random(4) === 0) return pick(maker, inBash)();
  if (maker.shell === "dash" && maker.random(20) === 0) return `$'n'`;
  return pick(maker, kinds)();
}

const verbs = ["build", "test", "vet", "install", "run", "list"];

/** A call of go alone: `go build -tags x ./m3`. */
function bareCall(maker: Maker): string {
  const mark = `./m${++maker.calls}`;
  const flags = pick(maker, [
    "",
    "",
    ` -tags ${word(maker)}`,
    ` -tags=${word(maker)}`,
    ` -o ${word(maker)}`,
    " -v",
    " $C",
  ]);
  return `go ${pick(maker, verbs)}${flags} ${mark}`;
}

/** The text between single quotes. */
function unquoted(text: string): string {
  return text.replaceAll(/\$'[^']*'/g, "q").replaceAll("'", "");
}

/** A call of go, perhaps behind assignments and programs that start it. */
function call(maker: Maker): string {
  const variable = name(maker);
  const assigned = `${variable}=${valueFor(maker, variable)}`;
  const kinds = [
    () => bareCall(maker),
    () => bareCall(maker),
    () => bareCall(maker),
    () => `${assigned} ${bareCall(maker)}`,
    () => `${assigned} ${plainName(maker)}=${word(maker)} ${bareCall(maker)}`,
    () => `env ${assigned} ${bareCall(maker)}`,
    () => `env -i PATH="$PATH" ${assigned} ${bareCall(maker)}`,
    () => `env -u ${variable} ${bareCall(maker)}`,
    () => `command ${bareCall(maker)}`,
    () => `nohup ${bareCall(maker)}`,
    () => `${assigned} nice -n 1 ${bareCall(maker)}`,
    () => `timeout 5 ${bareCall(maker)}`,
    () => `eval '${unquoted(assigned)} ${unquoted(bareCall(maker))}'`,
    () => `eval "${unquoted(bareCall(maker)).replaceAll('"', "")}"`,
    () => `${maker.shell} -c '${unquoted(bareCall(maker))}'`,
    () => `${maker.shell} -c 'go build -tags "$1" ./m${++maker.calls}' _ ${word(maker)}`,
    () => `${bareCall(maker)} > /dev/null 2>&1`,
    () => `${bareCall(maker)} || true`,
    () => `${bareCall(maker)} | cat`,
    () => `${bareCall(maker)} || exit 1`,
    () => `! ${bareCall(maker)} || true`,
    () => `(cd sub && ${bareCall(maker)})`,
    () => `(${assigned}; export ${variable}; ${bareCall(maker)})`,
    () => `{ ${bareCall(maker)}; }`,
    () =>
      `echo ${text(maker)} ${text(maker)} | xargs ${bareCall(maker).replace(/ \.\/m\d+$/, "")} -n ./m${maker.calls}`,
    () => `echo ${text(maker)} | xargs -I{} go build -tags {} ./m${++maker.calls}`,
    () => `find lib.sh -exec ${bareCall(maker)} \\;`,
    () => `find . -name x.txt -execdir ${bareCall(maker)} \\;`,
    () => `${plainName(maker)}=$(${bareCall(maker)})`,
    () => `echo "$(${bareCall(maker)})"`,
    () => `${bareCall(maker)} & wait`,
    () => `${bareCall(maker)} & wait $!`,
    () => `${bareCall(maker)} || { echo failed; exit 1; }`,
    () => `if ! ${bareCall(maker)}; then exit 1; fi`,
    () => `${bareCall(maker)} && ${bareCall(maker)}`,
    () => `{ ${bareCall(maker)}; ${bareCall(maker)}; } || true`,
    () => `${bareCall(maker)} || echo failed`,
    () => `${bareCall(maker)}; code=$?; [ $code -eq 0 ] || exit $code`,
    () => `${plainName(maker)}=$(${bareCall(maker)}; echo ${text(maker)})`,
    () => `local_${plainName(maker)}="$(${bareCall(maker)} | tail -n1)"`,
    () => `export ${plainName(maker)}="$(${bareCall(maker)})"`,
    () => `test -z "$(${bareCall(maker)} 2> /dev/null)" || true`,
    () => `for each in 1 2; do ${bareCall(maker)} || exit 1; done`,
    () => `go -C sub build ./m${++maker.calls}`,
    () => `${maker.shell} ./tool.sh${pick(maker, ["", " ."])}`,
    () => `./tool.sh ${pick(maker, [".", ""])}`,
    () => `go ${pick(maker, verbs)} ${parameters(maker)} ./m${++maker.calls}`,
    () => `A="$*" B=$# go build -tags "\${2-${text(maker)}}" ./m${++maker.calls}`,
    () =>
      `${maker.shell} -c '${pick(maker, ["", "set -- -v x; ", "shift; "])}A=$0 B=$1 go test ${parameters(maker)} ./m${++maker.calls}' ${text(maker)} ${word(maker)} -tags ${text(maker)}`,
  ];
  const inBash = [
    () => `time ${bareCall(maker)}`,
    () => `time { ${bareCall(maker)}; }`,
    () => `bash -ec '${unquoted(bareCall(maker))}'`,
    () => `go list <(${bareCall(maker)}) ./m${++maker.calls}`,
    () => `bash <<'X'\n${bareCall(maker)}\nX`,
    () => `bash <<X\n${bareCall(maker)}\nX`,
    () => `${bareCall(maker)} |& cat`,
    () => `${bareCall(maker)} &> /dev/null`,
    () => `builtin command ${bareCall(maker)}`,
    () =>
      `go build "\${@:${pick(maker, ["0", "1", "2", " -1", "1:1", "2:3", "1:$#", "$#"])}}" ./m${++maker.calls}`,
    () => `A="\${*:2}" go vet "\${@:1:1}" ./m${++maker.calls}`,
  ];
  if (maker.functions.length > 0 && maker.random(4) === 0)
    return `${pick(maker, ["", "", `${assigned} `])}${pick(maker, maker.functions)} ${word(maker)} ${word(maker)}`;
  if (maker.shell === "bash" && maker.random(5) === 0) return pick(maker, inBash)();
  return pick(maker, kinds)();
}

/** Something that asks: a test, a program, or a call of go. */
function condition(maker: Maker): string {
  const variable = plainName(maker);
  const kinds = [
    () => `[ "$${variable}" = ${text(maker)} ]`,
    () => `[ "$${variable}" != ${text(maker)} ]`,
    () => `[ -n "$${variable}" ]`,
    () => `[ -z "\${${variable}:-}" ]`,
    () => `test -f go.mod`,
    () => `[ -d vendor ]`,
    () => `[ -f sub/x.txt ] && [ "$${variable}" = x ]`,
    () => `[ "$${variable}" = x ] || [ "$${variable}" = y ]`,
    () => `[ "$${variable}" = x -o -n "$${variable}" ]`,
    () => `! [ "$${variable}" = x ]`,
    () => `grep -q module go.mod`,
    () => `grep -q nothing go.mod`,
    () => `true`,
    () => `false`,
    () => `command -v nosuchprogram > /dev/null`,
    () => bareCall(maker),
    () => `[ $# -eq 0 ]`,
    () => `[ $? -eq 0 ]`,
  ];
  const inBash = [
    () => `[[ $${variable} == x ]]`,
    () => `[[ $${variable} == v* ]]`,
    () => `[[ $${variable} =~ ^v ]]`,
    () => `[[ -n $${variable} && -f go.mod ]]`,
    () => `[[ $${variable} != "$B" ]]`,
    () => `(( 1 + 1 == 2 ))`,
  ];
  if (maker.shell === "bash" ? maker.random(3) === 0 : maker.random(20) === 0) return pick(maker, inBash)();
  return pick(maker, kinds)();
}

function statements(maker: Maker, count: number, depth: number): readonly Piece[] {
  return Array.from({ length: count }, () => statement(maker, depth));
}

function statement(maker: Maker, depth: number): Piece {
  const { random } = maker;
  if (depth < 3 && random(3) === 0) return compound(maker, depth);
  return random(5) < 2 ? call(maker) : setting(maker, depth);
}

const leaving = ["false", "exit 0", "exit 1", "return 0", "true", ":", "exec true", "! true"];

/** What changes the state of the shell, or ends something. */
function setting(maker: Maker, depth: number): Piece {
  const variable = name(maker);
  const value = valueFor(maker, variable);
  const plain = plainName(maker);
  const kinds = [
    () => `${variable}=${value}`,
    () => `${variable}=${value}`,
    () => `export ${variable}=${value}`,
    () => `export ${variable}=${value}`,
    () => `export ${variable}`,
    () => `unset ${pick(maker, ["CGO_ENABLED", "GOFLAGS", "GOOS"])}`,
    () => `${plain}=${word(maker)} ${plainName(maker)}=${word(maker)}`,
    () => `export ${plain}=${word(maker)} ${plainName(maker)}=${word(maker)}`,
    () => `: "\${${plain}:=${text(maker)}}"`,
    () => `cd sub 2> /dev/null || true`,
    () => `cd sub; cd "$OLDPWD"`,
    () => `cd sub && ${setText(maker)}`,
    () => `cd "\${0%/*}"`,
    () => `[ "$${plain}" = ${text(maker)} ] && ${setText(maker)}`,
    () => `[ -n "$${plain}" ] || ${setText(maker)}`,
    () => `[ -z "$${plain}" ] && export ${variable}=${value} || ${setText(maker)}`,
    () => `${condition(maker)} && ${setText(maker)}`,
    () => `${condition(maker)} || ${setText(maker)}`,
    () => `false || ${setText(maker)}`,
    () => `true && ${setText(maker)}`,
    () => (maker.mayLeave ? `${condition(maker)} && exit 0` : "true"),
    () => `set -- ${word(maker)} ${word(maker)}`,
    () => `set -- ${word(maker)} ${word(maker)}`,
    () => `set -- -tags=${text(maker)} "$@"`,
    () => `set -- "$@" ${word(maker)}`,
    () => `set -- $${plain} -v`,
    () =>
      `set ${pick(maker, ["-e --", "--", "-e"])} ${pick(maker, ["$B", "*.txt", `"\${${plain}:-}"`, `${text(maker)} -e`])}`,
    () => `set --`,
    () => `if [ $# -eq 0 ]; then set -- -tags ${text(maker)}; fi`,
    () => `${condition(maker)} && set -- ${word(maker)} || set -- ${word(maker)} ${text(maker)}`,
    () => `if [ $# -gt 0 ]; then shift; fi`,
    () => `[ $# -lt 2 ] || shift 2`,
    () => `while [ $# -gt 1 ]; do ${plain}=$1; shift; done`,
    () => `while getopts "t:v" o; do case $o in t) ${plain}=$OPTARG;; *) ${plainName(maker)}=$o;; esac; done`,
    () => `read -r ${plain} < lines.env`,
    () => `while read -r line; do export "$line"; done < lines.env`,
    () =>
      `while IFS== read -r key value; do [ "$key" = ${plain} ] && export ${plainName(maker)}="$value"; done < lines.env`,
    () => `. ./lib.sh`,
    () => `export $(cat lines.env)`,
    () => `eval "$(cat lines.env)"`,
    () => `trap 'go clean ./m${++maker.calls}' EXIT`,
    () => `set +e`,
    () => `set -e`,
    () => `echo ${plain} > /dev/null`,
    () => `${plain}=$(cd sub && basename "$(pwd)")`,
    () => `${plain}=$(cat lines.env | head -n1 | cut -d= -f2)`,
    () => pick(maker, maker.mayLeave || depth === 0 ? leaving : ["true", ":", "! true"]),
    () => pick(maker, ["true", ":", "! true"]),
    () => `echo ${text(maker)} | read ${plain} || true`,
    () => `alias go${plain}='${unquoted(bareCall(maker))}'`,
    () => `. ./lib.sh; library`,
    () => `(exit ${maker.mayLeave ? maker.random(2) : 0})`,
    () => (maker.mayLeave || depth === 0 ? `${plain}=$(false)` : ":"),
    () => `export ${plain}=$(false)`,
    () => `IFS=, ; set -- $${plain}; unset IFS`,
    () => `cat > made.env <<X\n${plain}=$B\nX`,
    () => (depth === 0 ? `readonly R${++maker.calls}=${word(maker)}; ${plain}=$R${maker.calls}` : ":"),
  ];
  const inBash = [
    () => `${plain}+=${text(maker)}`,
    () => `declare -x ${variable}=${value}`,
    () => `export -n ${variable}`,
    () => `pushd sub > /dev/null || true`,
    () => `popd > /dev/null || true`,
    () => `cd - > /dev/null || true`,
    () => `read -r ${plain} C <<< ${word(maker)}`,
    () => `list=(${word(maker)} ${word(maker)}); export ${plain}="\${list[1]}"`,
    () => `list+=(-v); go build "\${list[@]}" ./m${++maker.calls}`,
    () => `printf -v ${plain} '%s-%s' ${text(maker)} "$B"`,
    () => `let ${plain}=2+3 || true`,
    () => `((${plain}=4)) || true`,
    () => `source ./lib.sh`,
    () => `source <(cat lines.env)`,
    () => `shopt -s expand_aliases`,
    () => `mapfile -t list < lines.env; export "\${list[@]}"`,
    () => `echo ${text(maker)} | read -r ${plain}`,
    () => `while read -r ${plain}; do :; done < lines.env`,
    () => `cat lines.env | while read -r line; do export "$line"; done`,
    () => `${condition(maker)} && { ${setText(maker)}; ${setText(maker)}; }`,
    () => `declare -A map=([k]=${text(maker)}); export ${plain}="\${map[k]}"`,
    () => `set +o pipefail`,
    () => `trap - EXIT`,
  ];
  const inDash = [
    () => (maker.mayLeave || depth === 0 ? `source ./lib.sh` : ":"),
    () => `${plain}+=x 2> /dev/null || true`,
    () => `[[ x ]] || ${setText(maker)}`,
  ];
  if (maker.shell === "bash" && maker.random(3) === 0) return pick(maker, inBash)();
  if (maker.shell === "dash" && maker.random(15) === 0) return pick(maker, inDash)();
  return pick(maker, kinds)();
}

/** All arguments of the script or function. */
function parameters(maker: Maker): string {
  return pick(maker, ['"$@"', '"$@"', "$@", "$*", '"$*"', '${1+"$@"}', '"${@}"']);
}

/** A plain command that sets a variable. */
function setText(maker: Maker): string {
  const variable = name(maker);
  return `${pick(maker, ["", "export "])}${variable}=${valueFor(maker, variable)}`;
}

function compound(maker: Maker, depth: number): Piece {
  const { random } = maker;
  const body = (): readonly Piece[] => statements(maker, 1 + random(3), depth + 1);
  const kinds: readonly (() => Piece)[] = [
    () => ({ open: `if ${condition(maker)}; then`, body: body(), close: "fi" }),
    () => ({ open: `if ${condition(maker)}; then`, body: body(), close: "fi" }),
    () => ({
      open: `if ${condition(maker)}; then`,
      body: body(),
      close: `else\n${textOf(body())}\nfi`,
    }),
    () => ({
      open: `if ${condition(maker)}; then`,
      body: body(),
      close: `elif ${condition(maker)}; then\n${textOf(body())}\nelse\n${textOf(body())}\nfi`,
    }),
    () => ({
      open: `for ${plainName(maker)} in ${word(maker)} ${word(maker)}; do`,
      body: body(),
      close: "done",
    }),
    () => ({ open: `for ${plainName(maker)} in ${parameters(maker)}; do`, body: body(), close: "done" }),
    () => ({ open: `for ${plainName(maker)}; do`, body: body(), close: "done" }),
    () => ({
      open: "n=0\nwhile [ $# -gt 0 ] && [ $n -lt 3 ]; do\nn=$((n + 1))",
      body: body(),
      close: "[ $# -eq 0 ] || shift\ndone",
    }),
    () => ({
      open: `for pair in "x y" "z 1"; do\nset -- $pair`,
      body: [`${plainName(maker)}=$1 go test -tags "$2" ./m${++maker.calls}`, ...body()],
      close: "done",
    }),
    () => ({ open: "for each in *.txt; do", body: body(), close: "done" }),
    () => ({
      open: `for ${plainName(maker)} in ${text(maker)} ${text(maker)}; do`,
      body: [
        ...body(),
        `${condition(maker)} && ${maker.mayLeave ? pick(maker, ["break", "continue"]) : "true"}`,
        ...body(),
      ],
      close: "done",
    }),
    () => ({
      open: `case "$${plainName(maker)}" in\n${text(maker)})`,
      body: body(),
      close: `;;\n${pick(maker, ["v*", "x|y", "*", '""'])})\n${textOf(body())}\n;;\nesac`,
    }),
    () => ({ open: "(", body: body(), close: `${lastOf(maker)}\n)` }),
    () => ({ open: "{", body: body(), close: "}" }),
    () => ({ open: "{", body: body(), close: `${lastOf(maker)}\n} | cat` }),
    () => ({ open: "(", body: body(), close: `true\n) || ${pick(maker, ["true", setText(maker)])}` }),
    () => ({ open: "{", body: body(), close: `true\n} && ${setText(maker)}` }),
    () => ({ open: "{", body: body(), close: "true\n} & wait" }),
    () => ({ open: "i=0\nwhile [ $i -lt 2 ]; do", body: [...body(), "i=$((i + 1))"], close: "done" }),
    () => ({ open: "i=0\nuntil [ $i -ge 2 ]; do i=$((i + 1))", body: body(), close: "done" }),
    () => ({ open: "while read -r A; do", body: body(), close: "done < lines.env" }),
    () => ({ open: "cat lines.env | while read -r A; do", body: body(), close: "done" }),
    () => ({ open: `${plainName(maker)}=$(`, body: body(), close: "true\n)" }),
    () => (depth === 0 ? functionPiece(maker) : call(maker)),
    () => (depth === 0 ? functionPiece(maker) : call(maker)),
    () => (depth === 0 ? functionPiece(maker) : call(maker)),
  ];
  return pick(maker, kinds)();
}

/** What a body ends with: nothing that fails, or where the script may end early a question, whose answer is its status. */
function lastOf(maker: Maker): string {
  if (!maker.mayLeave || maker.random(2) !== 0) return "true";
  maker.asks = true;
  return condition(maker);
}

function functionPiece(maker: Maker): Piece {
  const own = `f${maker.functions.length}`;
  const head = pick(maker, [`${own}() {`, `${own}() {`, `${own}() (`]);
  const piece: Piece = {
    open: head,
    body: [
      ...(maker.random(2) === 0 ? [`local ${plainName(maker)}=${text(maker)}`] : []),
      ...statements(maker, 1 + maker.random(3), 1),
      ...(maker.mayLeave && maker.random(4) === 0
        ? [pick(maker, ["return 0", "return 1", `${condition(maker)} && return 0`])]
        : []),
      ...(maker.random(3) === 0 ? [call(maker)] : []),
      ...(maker.random(3) === 0 ? [`go test ${parameters(maker)} ./m${++maker.calls}`] : []),
    ],
    close: `${lastOf(maker)}\n${head.endsWith("(") ? ")" : "}"}`,
  };
  maker.functions.push(own);
  return piece;
}

import { beforeAll, describe, expect, test } from "bun:test";
import { type EmbeddedText, embedPieces, embedUnchanged } from "../../text/embedded-text.ts";
import type { CommandNode, ShellNode, Word } from "./ast.ts";
import { loadShellGrammar } from "./grammar.ts";
import { parseNestedShell, parseShell } from "./parse-shell.ts";

beforeAll(loadShellGrammar);

/** A compact picture of a tree: `[…]` is a command, `"…"` quoted text, `$<…>` a variable, `<<…>>` a hole. */
function outline(nodes: readonly ShellNode[]): string {
  return nodes.map(outlineNode).join("; ");
}

function outlineNode(node: ShellNode): string {
  switch (node.kind) {
    case "command":
      return outlineCommand(node);
    case "and":
      return `(${outlineNode(node.left)} && ${outlineNode(node.right)})`;
    case "or":
      return `(${outlineNode(node.left)} || ${outlineNode(node.right)})`;
    case "pipeline":
      return node.parts.map(outlineNode).join(" | ");
    case "not":
      return `!${outlineNode(node.body)}`;
    case "background":
      return `${outlineNode(node.body)}&`;
    case "subshell":
      return `subshell{${outline(node.body)}}`;
    case "group":
      return `group{${outline(node.body)}}${(node.redirects ?? []).map((redirect) => redirect.operator).join("")}`;
    case "if": {
      const branches = node.branches.map(
        (branch) => `${outline(branch.condition)} => ${outline(branch.body)}`,
      );
      return `if{${branches.join(" ELIF ")} ELSE ${outline(node.otherwise)}}`;
    }
    case "for":
      return `for ${node.variable} in ${node.values.map(outlineWord).join(",")}{${outline(node.body)}}`;
    case "while":
    case "until":
      return `${node.kind} ${outline(node.condition)}{${outline(node.body)}}`;
    case "case": {
      const arms = node.arms.map((arm) => `${arm.patterns.map(outlineWord).join("|")}) ${outline(arm.body)}`);
      return `case ${outlineWord(node.subject)}{${arms.join(" ;; ")}}`;
    }
    case "function":
      return `function ${node.name}{${outline(node.body)}}`;
  }
}

function outlineCommand(node: CommandNode): string {
  const assignments = node.assignments.map(
    (a) => `${a.name}${a.append ? "+=" : "="}${outlineWord(a.value)}!`,
  );
  const redirects = node.redirects.map((redirect) => {
    const target = redirect.target ? outlineWord(redirect.target) : "";
    return `{${redirect.operator}${target}${redirect.here ? JSON.stringify(redirect.here.text) : ""}}`;
  });
  return `[${[...assignments, ...node.words.map(outlineWord), ...redirects].join(" ")}]`;
}

function outlineWord(word: Word): string {
  return word.parts
    .map((part) => {
      if (part.kind === "literal") return part.quoted ? JSON.stringify(part.text) : part.text;
      if (part.kind === "variable")
        return `$<${part.name}${part.operator}${part.argument ? outlineWord(part.argument) : ""}>`;
      if (part.kind === "substitution") return `$(${outline(part.body)})`;
      if (part.kind === "hole") return `<<${part.expression}>>`;
      return `?${part.text}?`;
    })
    .join("");
}

function parse(text: string | EmbeddedText) {
  return parseShell(typeof text === "string" ? embedUnchanged(text) : text, { file: "build.sh" });
}

function withHoles(text: string): EmbeddedText {
  const holes = [...text.matchAll(/\$\{\{(.*?)\}\}/gs)].map((match) => ({
    start: match.index,
    end: match.index + match[0].length,
    expression: (match[1] ?? "").trim(),
  }));
  return embedUnchanged(text, 0, holes);
}

function commandsOf(nodes: readonly ShellNode[]): readonly CommandNode[] {
  const found: CommandNode[] = [];
  const visit = (value: unknown): void => {
    if (Array.isArray(value)) for (const item of value) visit(item);
    else if (typeof value === "object" && value !== null) {
      if ("kind" in value && value.kind === "command") found.push(value as CommandNode);
      for (const inner of Object.values(value)) visit(inner);
    }
  };
  visit(nodes);
  return found;
}

const structures: readonly (readonly [title: string, script: string, want: string])[] = [
  ["pipes bind tighter than lists", "a && b | c || d", "(([a] && [b] | [c]) || [d])"],
  ["a list in the background is one job", "a && b &\nc", "([a] && [b])&; [c]"],
  ["a negation covers the whole pipe", "! a | b", "![a] | [b]"],
  ["a group can be negated", "! { a; } && b", "(!group{[a]} && [b])"],
  ["an if can be negated", "! if a; then b; fi", "!if{[a] => [b] ELSE }"],
  ["semicolons and line ends separate", "a;b\nc", "[a]; [b]; [c]"],
  ["a list goes on in the next line", "a &&\n  b ||\n  c", "(([a] && [b]) || [c])"],
  ["|& is a pipe", "a |& b", "[a] | [b]"],
  ["a subshell", "(cd x && go build)", "subshell{([cd x] && [go build])}"],
  ["a group behind ||", "a || { b; exit 1; }", "([a] || group{[b]; [exit 1]})"],
  ["time is no command", "time -p GOOS=js go build | x", "[GOOS=js! go build] | [x]"],
  ["if, elif, else", "if a; then b; elif c; then d; else e; fi", "if{[a] => [b] ELIF [c] => [d] ELSE [e]}"],
  ["a redirected compound is a group", "if a; then b; fi > log", "group{if{[a] => [b] ELSE }}>"],
  ["for over words", 'for os in linux "$X"; do go build; done', "for os in linux,$<X>{[go build]}"],
  ["for without words", "for a; do b; done", "for a in {[b]}"],
  ["C style for", "for ((i=0;i<3;i++)); do a; done", "for  in {[a]}"],
  ["select", "select x in a b; do y; done", "for x in a,b{[y]}"],
  [
    "while reads a process substitution",
    "while read -r p; do a; done < <(go list)",
    "group{while [read -r p]{[a]}}<",
  ],
  ["until", "until a; do b; done", "until [a]{[b]}"],
  ["case", "case $x in a|'b c') go vet;; *) go test; esac", 'case $<x>{a|"b c") [go vet] ;; *) [go test]}'],
  ["functions of both spellings", "f() { a; }\nfunction g { b; }", "function f{[a]}; function g{[b]}"],
  ["assignments on a line of their own", "A=1 B=2\ngo build || c", "[A=1! B=2!]; ([go build] || [c])"],
  [
    "assignments in a body before a loop",
    "{\nA=1 B=2\nwhile a; do b; done < f\n}",
    "group{[A=1! B=2!]; group{while [a]{[b]}}<}",
  ],
  [
    "assignments in a body before a comment and a group",
    "{\nA=1 B=2 # c\n\n# d\n{ a; }\nA=1 B=2\n! b\nA=1 B=2\ncase x in x) c;; esac\n}",
    "group{[A=1! B=2!]; group{[a]}; [A=1! B=2!]; ![b]; [A=1! B=2!]; case x{x) [c]}}",
  ],
  [
    "an assignment whose redirect another command follows",
    "A=1 2> log || go build",
    "([A=1! {2>log}] || [go build])",
  ],
  [
    "a test before a redirect and another test",
    'if a; then\n[ $# -gt 0 ] && shift\ngo build > log\nelif [ -n "$C" ]; then\nb\nfi',
    "if{[a] => ([[ $<#> -gt 0 ]] && [shift]); [go build {>log}] ELIF [[ -n $<C> ]] => [b] ELSE }",
  ],
  ["a function with a subshell", "f() ( a )", "function f{subshell{[a]}}"],
  [
    "tests are commands",
    '[ -n "$x" ] || [[ $y == z* && -f w ]]',
    "([[ -n $<x> ]] || [[[ $<y> == z* && -f w ]]])",
  ],
  ["arithmetic is a command", "(( x > 1 )) && y", "([(( ?x > 1?] && [y])"],
  ["assignments before a command", 'A=1 B="$C" go build', "[A=1! B=$<C>! go build]"],
  ["bare assignments", "A=1 B+=2", "[A=1! B+=2!]"],
  ["an empty assignment", "GOFLAGS= go build", "[GOFLAGS=! go build]"],
  ["an array", 'cmd=(go test "$@")', '[cmd=?(go test "$@")?!]'],
  ["export keeps its arguments as words", 'export A=1 B="$C  d" E', '[export A=1 B=$<C>"  d" E]'],
  [
    "unset, set and local are commands",
    "unset A; set -euo pipefail; local b=1",
    "[unset A]; [set -euo pipefail]; [local b=1]",
  ],
  ["redirects stand anywhere", "> out a 2>&1 b >>x", "[a b {>out} {2>&1} {>>x}]"],
  ["a redirect takes one word", "echo > f a b", "[echo a b {>f}]"],
  ["a redirect alone", "> out", "[{>out}]"],
  ["a here-string", 'cat <<< "$x" y', '[cat y {<<<$<x>"\\"$x\\""}]'],
  ["a here-document", "cat <<E\na $b\nE\nc", '[cat {<<E"a $b\\n"}]; [c]'],
  [
    "what stands behind a here-document mark",
    "cat <<E | a && b\nx\nE\nc",
    '([cat {<<E"x\\n"}] | [a] && [b]); [c]',
  ],
  ["a here-document and a redirect", "cat <<'E' > f\nx\nE", '[cat {<<"E""x\\n"} {>f}]'],
  ["line continuations", "go build \\\n  -o x \\\n  ./cmd # why", "[go build -o x ./cmd]"],
  ["a continuation inside a word", "go bu\\\nild", "[go build]"],
  ["CRLF line ends", "go build\r\nif a; then\r\n  b\r\nfi\r\n", "[go build]; if{[a] => [b] ELSE }"],
  ["a here-document with CRLF", "cat <<E\r\nx\r\nE\r\ngo vet\r\n", '[cat {<<E"x\\n"}]; [go vet]'],
];

describe("the structure of a script", () => {
  for (const [title, script, want] of structures) {
    test(title, () => {
      const parsed = parse(script);
      expect(outline(parsed.body)).toBe(want);
      expect(parsed.problems).toEqual([]);
    });
  }
});

const words: readonly (readonly [title: string, script: string, want: string])[] = [
  ["quotes are taken off and joined", `x "a"'b'c`, '[x "ab"c]'],
  ["empty quotes are a word", `x "" ''`, '[x "" ""]'],
  ["backslashes quote one character", "x a\\ b \\$c", '[x a" "b "$"c]'],
  ["a backslash in double quotes stays before others", 'x "a\\b\\"c"', '[x "a\\\\b\\"c"]'],
  ["ANSI-C escapes are decoded", "x $'a\\tb\\x41\\u00e9\\101\\''", '[x "a\\tbAéA\'"]'],
  ["a locale string loses its dollar", 'x $"hi"', '[x "hi"]'],
  ["variables", `x $A "$B" \${C} $1 $@ $?`, "[x $<A> $<B> $<C> $<1> $<@> $<?>]"],
  ["defaults", `x \${A:-b c} "\${A:=x}" \${A+y}`, "[x $<A:-b c> $<A:=x> $<A+y>]"],
  ["trims", `x \${A#v} \${A##*/} \${A%.*} \${#A} \${!A}`, "[x $<A#v> $<A##*/> $<A%.*> $<Alength> $<A!>]"],
  ["subscripts", `x "\${A[@]}" \${A[0]}`, "[x $<A[@]> $<A[0]>]"],
  ["substitutions nest", 'x "$(a "$(b)")/c" `d`', '[x $([a $([b])])"/c" $([d])]'],
  ["blanks between expansions in quotes stay", 'x "$A  $B "', '[x $<A>"  "$<B>" "]'],
  [
    "a flag with a quoted value",
    "go build -tags='a b' -ldflags=\"-X m.v=$V -s\"",
    '[go build -tags="a b" -ldflags="-X m.v="$<V>" -s"]',
  ],
  ["brace expansion is left alone", "x ./{a,b}/... {1..3} {}", "[x ./?{a,b}?/... ?{1..3}? {}]"],
  ["arithmetic is left alone", "x $((1 + 2))", "[x ?$((1 + 2))?]"],
  ["a command named by a substitution", "$(go env GOPATH)/bin/x -y", "[$([go env GOPATH])/bin/x -y]"],
];

describe("words", () => {
  for (const [title, script, want] of words) {
    test(title, () => {
      expect(outline(parse(script).body)).toBe(want);
    });
  }

  test("commands inside arrays, process substitutions and arithmetic are found", () => {
    const { body } = parse("a=($(go list))\ndiff <(go vet) x\necho $(( $(go run .) + 1 ))");
    const names = commandsOf(body).map((command) => command.text);
    expect(names).toEqual(expect.arrayContaining(["go list", "go vet", "go run ."]));
  });

  test("the elements of an array are words", () => {
    const [command] = commandsOf(parse("cmd=(go test -race)").body);
    const part = command?.assignments[0]?.value.parts[0];
    expect(part?.kind === "other" ? part.items?.map((item) => item.text) : []).toEqual([
      "go",
      "test",
      "-race",
    ]);
  });
});

describe("quote removal", () => {
  const samples = [
    `a'b'"c"`,
    `"a b"\\ c`,
    `'it'\\''s'`,
    `"x\\"y\\\\z\\q"`,
    `$'a\\nb\\\\c\\e[0m\\cA'`,
    `""`,
    `a\\
b`,
    `"a\\
b"`,
    `$"loc"`,
    `-X=main.v='1 2'`,
    `a#b`,
    `\\#x`,
    `'a\\b'`,
    `"\\a"`,
    `~+x`,
    `a=b`,
    `"'"`,
    `'"'`,
    `\\"`,
  ];
  test("gives what bash gives", () => {
    const script = `printf '%s\\0' ${samples.join(" ")}`;
    const { stdout, exitCode } = Bun.spawnSync(["bash", "-c", script], {
      env: { PATH: process.env.PATH ?? "" },
    });
    expect(exitCode).toBe(0);
    const want = stdout.toString().split("\0").slice(0, -1);
    const [command] = commandsOf(parse(script).body);
    const got = command?.words
      .slice(2)
      .map((word) => word.parts.map((part) => (part.kind === "literal" ? part.text : "?")).join(""));
    expect(got).toEqual(want);
    expect(want).toHaveLength(samples.length);
  });
});

describe("holes", () => {
  test("stand for themselves in words, quotes and names", () => {
    const script = withHoles("${{ a }} test ${{ m.x }} -tags='q ${{ b }}' x${{c}}y \"$V${{ d }}\"");
    expect(outline(parse(script).body)).toBe('[<<a>> test <<m.x>> -tags="q "<<b>> x<<c>>y $<V><<d>>]');
  });

  test("may hold blanks, quotes and line ends", () => {
    const script = withHoles("go test ${{ a && 'b c'\n || \"d\" }} ./...");
    expect(outline(parse(script).body)).toBe("[go test <<a && 'b c'\n || \"d\">> ./...]");
  });

  test("may hold the quotes that they stand in", () => {
    const script = withHoles("go test '-tags=${{ m.x == 'b' && 'c' }}' $'${{ 'd' }}' ./...");
    expect(outline(parse(script).body)).toBe("[go test \"-tags=\"<<m.x == 'b' && 'c'>> <<'d'>> ./...]");
  });

  test("stay in here-documents and in comments", () => {
    const { body, comments } = parse(withHoles("cat <<E # ${{ x }}\nhi ${{ y }}\nE\n"));
    const here = commandsOf(body)[0]?.redirects[0]?.here;
    expect(here?.text).toBe("hi ${{ y }}\n");
    expect(here?.parts?.map((part) => part.kind)).toEqual(["literal", "hole", "literal"]);
    expect(comments.map((comment) => comment.text)).toEqual(["# ${{ x }}"]);
  });
});

describe("positions", () => {
  test("lead through the pieces the script was made of", () => {
    const file = "run: |\n    go build \\\n      -v\n    go vet\n";
    const lines = ["go build \\\n", "  -v\n", "go vet\n"];
    const script = embedPieces(lines.map((text) => ({ text, fileStart: file.indexOf(text) })));
    const commands = commandsOf(parse(script).body);
    const texts = commands.map(({ span }) => file.slice(span.start, span.end));
    expect(texts).toEqual(["go build \\\n      -v", "go vet"]);
    expect(commands.map((command) => command.text)).toEqual(["go build -v", "go vet"]);
  });

  test("count from the file when line ends are CRLF", () => {
    const file = "a\r\n\r\ngo vet ./...\r\nb";
    const command = commandsOf(parse(file).body)[1];
    expect(file.slice(command?.span.start, command?.span.end)).toBe("go vet ./...");
    expect(command?.words.map(({ span }) => file.slice(span.start, span.end))).toEqual([
      "go",
      "vet",
      "./...",
    ]);
  });

  test("of a here-document are those of its text", () => {
    const file = "cat > x <<EOF && go vet\n$(go env)\nEOF\n";
    const [cat] = commandsOf(parse(file).body);
    const here = cat?.redirects.find((redirect) => redirect.here)?.here;
    expect(file.slice(here?.span.start, here?.span.end)).toBe("$(go env)\n");
    expect(cat?.text).toBe("cat > x <<EOF");
    expect(here?.expands).toBe(true);
    expect(
      commandsOf(here?.parts?.flatMap((part) => (part.kind === "substitution" ? part.body : [])) ?? []),
    ).toHaveLength(1);
  });

  test("a quoted delimiter keeps a here-document as it is", () => {
    const [cat] = commandsOf(parse("cat <<'E F'\n$x\nE F\n").body);
    const here = cat?.redirects[0]?.here;
    expect(here).toMatchObject({ delimiter: "E F", expands: false, text: "$x\n" });
    expect(here?.parts).toBeUndefined();
  });
});

describe("a script inside a word", () => {
  const nestedOf = (script: string, index: number) => {
    const word = commandsOf(parse(script).body)[0]?.words[index];
    return word && parseNestedShell(word);
  };

  test("is parsed with the positions of the file", () => {
    const file = `bash -c 'go build && go "test"'`;
    const nested = nestedOf(file, 2);
    expect(outline(nested?.body ?? [])).toBe('([go build] && [go "test"])');
    const spans = commandsOf(nested?.body ?? []).map(({ span }) => file.slice(span.start, span.end));
    expect(spans).toEqual(["go build", 'go "test"']);
  });

  test("has holes where the outer shell expands", () => {
    const file = 'sh -c "cd $D; go build \\"$(x)\\" \\$HOME"';
    expect(outline(nestedOf(file, 2)?.body ?? [])).toBe("[cd <<$D>>]; [go build <<$(x)>> $<HOME>]");
  });

  test("is not looked for in a word without quotes", () => {
    expect(nestedOf("sh -c ls", 2)).toBeUndefined();
  });
});

describe("broken scripts", () => {
  const broken: readonly (readonly [script: string, commands: readonly string[]])[] = [
    ["if a; then go build", ["go build"]],
    ["go build )\ngo vet", ["go build", "go vet"]],
    ["go vet\nfor x in a; do go test", ["go vet", "go test"]],
    ["go vet\ncat <<E\nnever closed", ["go vet", "cat"]],
    ["go vet; }", ["go vet"]],
  ];
  for (const [script, want] of broken) {
    test(`keep the commands that can be read: ${JSON.stringify(script)}`, () => {
      const texts = commandsOf(parse(script).body).map((command) => command.text);
      for (const text of want) expect(texts).toContain(text);
    });
  }

  test("say where they are broken", () => {
    const { problems } = parse("go vet\ngo build )\n");
    expect(problems).toEqual([
      { span: { start: 16, end: 17 }, reason: "Cannot read this part of the script" },
    ]);
  });

  test("are not those that only the grammar cannot read", () => {
    const valid = [
      "go vet ;\\\n",
      "for f in *; do \\\n  go vet $f; \\\ndone; \\\n \\\n",
      "if a; then \\\n if b; then go vet; \\\n fi \\\nfi \\\n",
      "go vet `go list ./... | grep -v .pb.go$`",
    ];
    for (const script of valid) {
      const { problems, body } = parse(script);
      expect({ script, problems }).toEqual({ script, problems: [] });
      expect(commandsOf(body).some(({ words: [name] }) => name?.text === "go")).toBe(true);
    }
    expect(parse("go vet \\".repeat(20_000)).problems).toEqual([]);
  });

  test("nested without end are cut off, not a crash", () => {
    for (const text of [
      "$(".repeat(3_000),
      "(".repeat(3_000),
      "a && ".repeat(5_000),
      "{ ".repeat(3_000),
      '"'.repeat(5_001),
    ]) {
      expect(parse(text).file).toBe("build.sh");
    }
  });
});

test("the interpreter line and comments are kept", () => {
  const script = parse(
    "#!/usr/bin/env bash -e\n# breakwater:allow x why\ngo vet # end\necho '# no' \"# no\"\n",
  );
  expect(script.shebang).toBe("/usr/bin/env bash -e");
  expect(script.comments.map((comment) => comment.text)).toEqual([
    "#!/usr/bin/env bash -e",
    "# breakwater:allow x why",
    "# end",
  ]);
});

test("a coprocess of more than one command is a problem, one of a plain command is read", () => {
  const broken = ["W { go build; }", "{ go build; }", "W ( go build )", "W while true; do go build; done"];
  for (const text of broken) {
    const { problems } = parseShell(embedUnchanged(`coproc ${text}\n`), { file: "a.sh" });
    expect([text, problems.map(({ reason }) => reason)]).toEqual([
      text,
      expect.arrayContaining(["A coprocess that is more than one command is not read"]),
    ]);
  }
  const { problems } = parseShell(embedUnchanged("coproc go build ./...\n"), { file: "a.sh" });
  expect(problems).toEqual([]);
});

/**
 * Hostile input through the real program. Every case ends with an answer (exit 0 or 1, JSON on standard output,
 * nothing on standard error) or with one clear line (exit 2), never with a stack trace, and within two seconds
 * of processor time on a quiet machine. Over 300 lines because it is one list of inputs.
 *
 *   BREAKWATER_SLOW_MS=n sets the limit, BREAKWATER_PRINT=1 prints what each run took
 */
import { afterAll, describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import {
  chmodSync,
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { writeFiles } from "./write-files.ts";

const program = join(import.meta.dir, "../src/cli/main.ts");
const work = mkdtempSync(join(tmpdir(), "breakwater-hostile-"));
afterAll(() => rmSync(work, { recursive: true, force: true }), 300_000);

/** Twice of what is promised: a busy machine slows the processor itself. */
const slowMs = Number(process.env.BREAKWATER_SLOW_MS ?? 4_000);
const wait = 120_000;
const goMod = "module example.com/a\n\ngo 1.22\n";
const mega = 1024 * 1024;
let folders = 0;

type Files = Readonly<Record<string, string | Uint8Array>>;

function folderWith(files: Files): string {
  const folder = join(work, String(folders++));
  mkdirSync(folder);
  writeFiles(folder, files);
  return folder;
}

interface Ran {
  readonly exit: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function run(folder: string, ...words: readonly string[]): Ran {
  const done = Bun.spawnSync([process.execPath, "--no-install", program, ...words], {
    cwd: folder,
    env: { PATH: "/nonexistent", HOME: work, TMPDIR: work, NO_COLOR: "1" },
    timeout: 60_000,
  });
  const cpuMs = Number(done.resourceUsage?.cpuTime.total ?? 0) / 1000;
  if (process.env.BREAKWATER_PRINT)
    console.log(
      `${cpuMs.toFixed(0)} ms, ${Number(done.resourceUsage?.maxRSS) >> 20} MB, exit ${done.exitCode}, ${done.stdout.length} bytes: ${words.join(" ")} ${done.stderr.toString().slice(0, 300)}`,
    );
  expect(cpuMs, `processor time of ${words.join(" ")}`).toBeLessThan(slowMs);
  return { exit: done.exitCode, stdout: done.stdout.toString(), stderr: done.stderr.toString() };
}

interface Answer {
  readonly unknown: readonly { readonly file: string; readonly line: number; readonly reason: string }[];
  readonly findings?: readonly { readonly file: string; readonly rule: string; readonly message: string }[];
  readonly sites?: readonly { readonly id: string; readonly commands: readonly unknown[] }[];
}

function answerOf({ exit, stdout, stderr }: Ran): Answer {
  expect(stderr).toBe("");
  expect([0, 1]).toContain(exit ?? -1);
  const answer: unknown = JSON.parse(stdout);
  expect(answer).toHaveProperty("schema", 1);
  return answer as Answer;
}

/** Both commands answer; what `check` says. */
function answers(folder: string): { check: Answer; env: Answer } {
  const check = answerOf(run(folder, "check", ".", "--format", "json"));
  const env = answerOf(run(folder, "env", ".", "--format", "json"));
  return { check, env };
}

/** What `check` says: it reads and resolves all that `env` does, whose printing the fuzz suite of the pipeline covers. */
function checks(folder: string): Answer {
  return answerOf(run(folder, "check", ".", "--format", "json"));
}

/** Both commands refuse with the same one line. */
function refusal(folder: string, path = "."): string {
  const [check, env] = ["check", "env"].map((command) => run(folder, command, path));
  for (const each of [check, env]) {
    expect(each?.stdout).toBe("");
    expect(each?.exit).toBe(2);
    expect(each?.stderr.split("\n").length).toBe(2);
    expect(each?.stderr).toMatch(/^breakwater: [^\n]+\n$/);
  }
  expect(env?.stderr).toBe(check?.stderr ?? "");
  return check?.stderr ?? "";
}

const reasonsFor = (answer: Answer, file: string): readonly string[] =>
  answer.unknown.filter((each) => each.file === file).map(({ reason }) => reason);
const commandCount = ({ env }: { env: Answer }): number =>
  (env.sites ?? []).reduce((sum, { commands }) => sum + commands.length, 0);

describe("a path", () => {
  test(
    "that does not exist is one line",
    () => {
      expect(refusal(folderWith({}), "nowhere")).toContain('"nowhere": no such folder');
    },
    wait,
  );

  test(
    "that is a file is one line",
    () => {
      expect(refusal(folderWith({ "go.mod": goMod }), "go.mod")).toContain("it is a file, not a folder");
    },
    wait,
  );

  test(
    "with a zero byte or of impossible length is one line",
    () => {
      expect(refusal(folderWith({}), "a".repeat(5_000))).toContain("Cannot look at");
      expect(refusal(folderWith({ a: "x" }), "a/b")).toContain("Cannot look at");
    },
    wait,
  );

  test(
    "to an empty folder is one line",
    () => {
      expect(refusal(folderWith({}))).toContain("no go.mod, no Go file");
    },
    wait,
  );

  test(
    "to a device is one line",
    () => {
      expect(refusal(folderWith({}), "/dev/null")).toContain("Cannot look at");
    },
    wait,
  );
});

const isRoot = process.getuid?.() === 0;
/** The program without the right to read everything, which root has. */
function runAsNobody(folder: string, ...words: readonly string[]): Ran {
  const done = spawnSync(
    "setpriv",
    ["--reuid=65534", "--regid=65534", "--clear-groups", process.execPath, "--no-install", program, ...words],
    {
      cwd: folder,
      env: { PATH: "/usr/bin:/bin", HOME: "/nonexistent", NO_COLOR: "1" },
      encoding: "utf8",
    },
  );
  return { exit: done.status, stdout: done.stdout, stderr: done.stderr };
}

/** Whether the program itself can be started without root's rights: its folder may be closed to others. */
const canDropRights = isRoot && Bun.which("setpriv") !== null && runAsNobody("/", "--version").exit === 0;

describe("files that cannot be read", () => {
  const make = (): string => {
    const folder = folderWith({
      "go.mod": goMod,
      "closed/go.mod": goMod,
      Dockerfile: "FROM golang\nRUN go build\n",
      "shut/a.go": "package a\n",
    });
    chmodSync(work, 0o755);
    chmodSync(join(folder, "Dockerfile"), 0);
    chmodSync(join(folder, "closed/go.mod"), 0);
    chmodSync(join(folder, "shut"), 0);
    return folder;
  };
  const judge = (ran: Ran): void => {
    const answer = answerOf(ran);
    expect(reasonsFor(answer, "Dockerfile").join()).toContain("permission denied");
    expect(reasonsFor(answer, "closed/go.mod").join()).toContain("permission denied");
    expect(reasonsFor(answer, "shut").join()).toContain("permission denied");
  };
  test.skipIf(isRoot)("are unknown", () => judge(run(make(), "check", ".", "--format", "json")), wait);
  test.skipIf(!canDropRights)(
    "are unknown to somebody who is not root",
    () => {
      judge(runAsNobody(make(), "check", ".", "--format", "json"));
    },
    wait,
  );
});

describe("links and special files", () => {
  test(
    "that lead in circles, out of the tree or nowhere are no obstacle",
    () => {
      const outside = folderWith({ Dockerfile: "FROM golang:1.1\nRUN go build\n" });
      const folder = folderWith({ "go.mod": goMod, "a/x.go": "package a\n" });
      symlinkSync("..", join(folder, "a/up"));
      symlinkSync("loop2", join(folder, "loop1"));
      symlinkSync("loop1", join(folder, "loop2"));
      symlinkSync("Makefile", join(folder, "Makefile"));
      symlinkSync(join(outside, "Dockerfile"), join(folder, "Dockerfile"));
      symlinkSync("/nonexistent/go.sum", join(folder, "go.sum"));
      symlinkSync("/", join(folder, "vendor"));
      const { check, env } = answers(folder);
      expect(env.sites).toEqual([]);
      expect(reasonsFor(check, "Dockerfile").length + reasonsFor(check, "Makefile").length).toBeGreaterThan(
        0,
      );
    },
    wait,
  );

  test(
    "a pipe is not waited for",
    () => {
      const folder = folderWith({ "go.mod": goMod });
      const made = ["Dockerfile", "go.sum", "Makefile", "a.go"].map(
        (name) => spawnSync("mkfifo", [join(folder, name)]).status,
      );
      expect(made).toEqual([0, 0, 0, 0]);
      answers(folder);
    },
    wait,
  );

  test(
    "a second name of the same bytes is a file of its own",
    () => {
      const folder = folderWith({ "go.mod": goMod, Dockerfile: "FROM golang:1.21\nRUN go build\n" });
      linkSync(join(folder, "Dockerfile"), join(folder, "Dockerfile.b"));
      expect(answers(folder).env.sites?.length).toBe(2);
    },
    wait,
  );
});

/** One of each kind of file, each with a go command or a version. */
const kinds: Readonly<Record<string, string>> = {
  "go.mod": "module example.com/a\n\ngo 1.22\n\nrequire b.c/d v1.0.0\n",
  Dockerfile: "FROM golang:1.22 AS build\nENV CGO_ENABLED=0\nRUN go build ./... && \\\n  go vet ./...\n",
  ".github/workflows/a.yml":
    "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n      - run: |\n          go build ./...\n          go vet ./...\n",
  Makefile: "build:\n\tgo build ./...\n\tgo vet ./...\n",
  "run.sh": "#!/bin/sh\nset -e\ngo build ./...\ngo vet ./...\n",
  ".gitlab-ci.yml": "a:\n  image: golang:1.22\n  script:\n    - go build ./...\n    - go vet ./...\n",
};
const plainCommands = 10;

describe("another way of writing text", () => {
  test(
    "the plain files have their commands",
    () => {
      expect(commandCount(answers(folderWith(kinds)))).toBe(plainCommands);
    },
    wait,
  );

  test(
    "CRLF everywhere keeps workflows, Dockerfiles and pipelines as they are",
    () => {
      const files = Object.entries(kinds).map(([path, text]) => [path, text.replaceAll("\n", "\r\n")]);
      expect(commandCount(answers(folderWith(Object.fromEntries(files))))).toBe(plainCommands);
    },
    wait,
  );

  test(
    "a byte-order mark in front of every file is looked through or named",
    () => {
      const files = Object.entries(kinds).map(([path, text]) => [path, `\ufeff${text}`]);
      expect(commandCount(answers(folderWith(Object.fromEntries(files))))).toBeGreaterThanOrEqual(
        plainCommands - 2,
      );
    },
    wait,
  );

  for (const [name, bytes] of Object.entries({
    "bytes that are not UTF-8": [0xff, 0xfe, 0xc3, 0x28],
    "zero bytes": [0, 0],
  })) {
    test(
      `${name} at the start, in the middle and at the end are survived`,
      () => {
        for (const share of [0, 0.5, 1]) {
          const files = Object.entries(kinds).map(([path, text]) => {
            const at = Math.floor(text.length * share);
            return [
              path,
              Buffer.concat([
                Buffer.from(text.slice(0, at)),
                Uint8Array.from(bytes),
                Buffer.from(text.slice(at)),
              ]),
            ];
          });
          answers(folderWith(Object.fromEntries(files)));
        }
      },
      wait,
    );
  }

  test(
    "UTF-16 is survived",
    () => {
      const files = Object.entries(kinds).map(([path, text]) => [
        path,
        Buffer.from(`\ufeff${text}`, "utf16le"),
      ]);
      answers(folderWith(Object.fromEntries(files)));
    },
    wait,
  );
});

const nested = (open: string, close: string, count: number, inner = ""): string =>
  open.repeat(count) + inner + close.repeat(count);
const workflow = (steps: string): string => `on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n${steps}`;
const bomb = `${Array.from({ length: 40 }, (_, index) =>
  index === 0
    ? "a0: &a0 [x, x, x, x, x, x, x, x, x, x]"
    : `a${index}: &a${index} [${Array(10)
        .fill(`*a${index - 1}`)
        .join(", ")}]`,
).join("\n")}\n`;

const large: Readonly<Record<string, Files>> = {
  "a go.mod of 10 MB": {
    "go.mod": `${goMod}require (\n${Array.from({ length: 190_000 }, (_, index) => `\texample.com/some/module${index} v1.0.0 // indirect\n`).join("")})\n`,
  },
  "a go.mod of 10 MB that is one line": { "go.mod": `${goMod}// ${"x".repeat(10 * mega)}\n` },
  "a go.mod of 10 MB of opening brackets": { "go.mod": `${goMod}${"(".repeat(10 * mega)}` },
  "a go.sum of 10 MB": {
    "go.mod": goMod,
    "go.sum": Array.from(
      { length: 120_000 },
      (_, index) => `example.com/m${index} v1.0.0 h1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n`,
    ).join(""),
  },
  "a YAML bomb": {
    "go.mod": goMod,
    ".github/workflows/a.yml": `${bomb}on: push\njobs:\n  a: { steps: [{ run: go build }], env: *a39 }\n`,
    ".gitlab-ci.yml": `${bomb}j: { script: [go build], variables: *a39 }\n`,
    ".circleci/config.yml": `${bomb}jobs: { a: *a39 }\n`,
    ".goreleaser.yaml": `${bomb}builds: *a39\n`,
  },
  "a bomb of merge keys": {
    "go.mod": goMod,
    ".gitlab-ci.yml": `${Array.from({ length: 40 }, (_, index) => (index === 0 ? ".a0: &a0 { variables: { A: b } }" : `.a${index}: &a${index} { <<: [*a${index - 1}, *a${index - 1}], k${index}: *a${index - 1} }`)).join("\n")}\nj: { <<: *a39, script: [go build] }\n`,
  },
  "deep flow YAML": {
    "go.mod": goMod,
    ".github/workflows/a.yml": `on: push\njobs: ${nested("[", "]", 100_000)}\n`,
    ".gitlab-ci.yml": nested("{a: ", "}", 50_000),
  },
  "deep block YAML": {
    "go.mod": goMod,
    ".github/workflows/a.yml": `on: push\njobs:\n${Array.from({ length: 3000 }, (_, depth) => `${" ".repeat(depth + 1)}a:`).join("\n")}\n`,
  },
  "deep JSON and TOML": {
    "go.mod": goMod,
    ".devcontainer.json": nested("[", "]", 200_000),
    "renovate.json": nested('{"a":', "}", 100_000, "1"),
    "mise.toml": `a = ${nested("[", "]", 100_000)}\n`,
  },
  "deep shell": {
    "go.mod": goMod,
    "run.sh": `#!/bin/sh\n${nested("$(", ")", 20_000, "go build")}\n`,
    "b.sh": `#!/bin/sh\n${nested("if true; then ", "fi;", 3_000, "go build;")}\n`,
    "c.sh": `#!/bin/sh\n${nested("( ", ")", 20_000, "go build")}\n`,
    "d.sh": `#!/bin/sh\n${nested("{ ", ";}", 5_000, "go build")}\n`,
    "e.sh": `#!/bin/sh\ngo build "${nested("${A:-", "}", 5_000)}"\n`,
    "f.sh": `#!/bin/sh\n${"go build && ".repeat(5_000)} true\n`,
    "g.sh": `#!/bin/sh\n${"go build | ".repeat(5_000)} cat\n`,
  },
  "deep constraints": {
    "go.mod": goMod,
    "a.go": `//go:build ${nested("(", ")", 50_000, "a")}\n\npackage a\n`,
    "b.go": `//go:build ${"!".repeat(50_000)}a\n\npackage a\n`,
    "c.go": `//go:build ${"a && ".repeat(20_000)}a\n\npackage a\n`,
    "d.go": `//go:build ${Array.from({ length: 400 }, (_, index) => `(a${index} || !b${index})`).join(" && ")}\n// +build c\n\npackage a\n`,
  },
  "a constraint that is hard to decide": {
    "go.mod": goMod,
    "a.go": `//go:build ${Array.from({ length: 60 }, (_, index) => `(t${index % 20} || !t${(index * 7 + 3) % 20} || t${(index * 11 + 5) % 20})`).join(" && ")}\n// +build t1 t2\n\npackage a\n`,
  },
  "deep expressions": {
    "go.mod": goMod,
    ".github/workflows/a.yml": workflow(
      `      - run: go build \${{ ${nested("(", ")", 20_000, "1")} }}\n      - run: go build \${{ ${"!".repeat(20_000)}1 }}\n      - run: go build \${{ ${nested("format('{0}', ", ")", 3_000, "1")} }}\n      - run: go build \${{ ${"a.".repeat(20_000)}b }}\n      - run: go build ${"${{ matrix.a }}".repeat(5_000)}\n`,
    ),
  },
  "a workflow of one line of 5 MB": {
    "go.mod": goMod,
    ".github/workflows/a.yml": `on: push\njobs: { a: { runs-on: x, steps: [{ run: "go build ${"x ".repeat(2.4 * mega)}" }] } }\n`,
  },
  "a Makefile of one line of 5 MB": {
    "go.mod": goMod,
    Makefile: `a:\n\tgo build ${"x ".repeat(2.5 * mega)}\n`,
  },
  "a Makefile variable of 5 MB": {
    "go.mod": goMod,
    Makefile: `A = ${"$(B) ".repeat(mega)}\na:\n\tgo build $(A)\n`,
  },
  "a script of one line of 5 MB": {
    "go.mod": goMod,
    "run.sh": `#!/bin/sh\ngo build ${"x ".repeat(2.5 * mega)}\n`,
  },
  "a script of 5 MB of commands": {
    "go.mod": goMod,
    "run.sh": `#!/bin/sh\n${"go build ./...\n".repeat(350_000)}`,
  },
  "a Dockerfile of 5 MB": {
    "go.mod": goMod,
    Dockerfile: `FROM golang:1.22\nRUN go build ${"\\\n x".repeat(1.2 * mega)}\n`,
    "b.Dockerfile": `FROM golang:1.22\n${"RUN go build\n".repeat(100_000)}`,
  },
  "a .gitlab-ci.yml of 5 MB": {
    "go.mod": goMod,
    ".gitlab-ci.yml": Array.from(
      { length: 60_000 },
      (_, index) => `job${index}: { image: golang:1.22, script: [go build] }\n`,
    ).join(""),
  },
  "a Go file of 10 MB without a package": {
    "go.mod": goMod,
    "a.go": `/*${"x".repeat(10 * mega)}`,
    "b.go": "//\n".repeat(3 * mega),
    "c.go": `package p\n\nimport (\n${'"a"\n'.repeat(mega)})\n`,
  },
  "ignore files of a million patterns": {
    "go.mod": goMod,
    ".gitignore": "**/a*b*c*d*/**\n".repeat(100_000),
    ".dockerignore": "**/a*\n".repeat(100_000),
    Dockerfile: "FROM golang:1.22\nCOPY . .\nRUN go build\n",
    ...Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`a/b/c/d/f${index}.go`, "package a\n"])),
  },
};

describe("large and deep input is answered", () => {
  for (const [name, files] of Object.entries(large)) test(name, () => void checks(folderWith(files)), wait);
});

const loops = (depth: number, body: string): string =>
  depth === 0
    ? body
    : `for v${depth} in a b c d e f g h i j k l m n o p q r s t u v w x; do\n${loops(depth - 1, body)}\ndone\n`;
const branches = (count: number): string =>
  Array.from(
    { length: count },
    (_, index) =>
      `if [ -n "$X${index}" ]; then A=a${index}$A; B=$A$B; cd d${index}; else C=$B$C; export GOFLAGS="$GOFLAGS -tags=t${index}"; fi\n`,
  ).join("");

const exploding: Readonly<Record<string, Files>> = {
  "variables that double": {
    Makefile: `${Array.from({ length: 60 }, (_, index) => `A${index} = $(A${index + 1})$(A${index + 1})\n`).join("")}A60 = go build ./...\na:\n\t$(A0)\n`,
  },
  "variables that double at once": {
    Makefile: `A := go build x\n${"A := $(A)$(A)\n".repeat(60)}a:\n\t$(A)\n`,
  },
  "variables that refer to themselves": { Makefile: "A = $(B)$(B)\nB = $(A)$(A)\na:\n\t$(A) go build\n" },
  "define that calls itself": {
    Makefile:
      "define f\n$(call f,$(1)x)\n$(call f,$(1)y)\nendef\na:\n\t$(call f,go build)\n$(eval $(call f,1))\n",
  },
  "foreach in foreach": {
    Makefile: `L := ${"a ".repeat(200)}\na:\n\t$(foreach a,$(L),$(foreach b,$(L),$(foreach c,$(L),go build $(a)$(b)$(c);)))\n`,
  },
  "targets that need each other": {
    Makefile: `${Array.from({ length: 200 }, (_, index) => `t${index}: ${Array.from({ length: 20 }, (_each, other) => `t${(index + other) % 200}`).join(" ")}\n\tgo build ./...\n\t$(MAKE) t${(index + 1) % 200} t${(index + 7) % 200}\n`).join("")}`,
  },
  "a Makefile that includes itself": {
    Makefile: "include Makefile\ninclude a.mk\na:\n\tgo build\n",
    "a.mk": "include Makefile\n-include *.mk\n",
  },
  "loops in loops": { "run.sh": `#!/bin/bash\n${loops(8, "go build ./$v1/$v2\nA=$A$v1")}` },
  "a variable that doubles in each pass": {
    "run.sh": `#!/bin/bash\nA=go\n${loops(3, 'A=$A$A; B="$A $B"')}go build $A $B\n`,
  },
  "a value that doubles forty times": {
    "run.sh": `#!/bin/bash\nA=xxxxxxxxxxxxxxxx\n${"A=$A$A\n".repeat(60)}go build -tags $A\n${"B+=$B$A\n".repeat(40)}go vet $B\n`,
  },
  "branches after branches": { "run.sh": `#!/bin/bash\nset -e\n${branches(200)}go build ./...\n` },
  "branches in branches": {
    "run.sh": `#!/bin/bash\n${Array.from({ length: 40 }, (_, index) => `if [ "$X" = ${index} ]; then\nA=$A${index}; export GOFLAGS=-tags=$A\n`).join("")}go build ./...\n${"else\nA=b$A\nfi\n".repeat(40)}go vet -tags=$A ./...\n`,
  },
  "a case of two hundred arms in a loop": {
    "run.sh": `#!/bin/bash\nfor i in 1 2 3 4 5 6 7 8 9 10 11 12; do case $X in\n${Array.from({ length: 200 }, (_, index) => `a${index}) A="$A ${index}"; B=$A$A; go build $A;;\n`).join("")}esac; done\ngo test $A $B\n`,
  },
  "functions that call each other": {
    "run.sh": `#!/bin/bash\n${Array.from({ length: 60 }, (_, index) => `f${index}() { go build; f${(index + 1) % 60}; f${(index + 2) % 60}; f${(index + 3) % 60}; }\n`).join("")}f0\n`,
  },
  "scripts that call each other": Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `s${index}.sh`,
      `#!/bin/bash\ngo build\n./s${(index + 1) % 30}.sh\nbash s${(index + 2) % 30}.sh\nsource ./s${(index + 3) % 30}.sh\n`,
    ]),
  ),
  "braces that multiply": {
    "run.sh": `#!/bin/bash\ngo build ${"{a,b,c,d,e,f,g,h}".repeat(12)}\nfor i in ${"{1..9}".repeat(9)}; do go test $i; done\nfor i in {1..999999999}; do go vet; done\n`,
  },
  "words that split": {
    "run.sh": `#!/bin/bash\nA="${"x ".repeat(20_000)}"\n${"go build $A $A $A\n".repeat(200)}`,
  },
  "a matrix of 300 cells": {
    ".github/workflows/a.yml": `on: push\njobs:\n  a:\n    runs-on: x\n    strategy: { matrix: { a: [${Array.from({ length: 20 }, (_, i) => i)}], b: [${Array.from({ length: 15 }, (_, i) => i)}] } }\n    steps: [{ run: "go build -tags \${{ matrix.a }}" }]\n`,
  },
  "matrices of 256 cells in forty jobs": {
    ".github/workflows/a.yml": `on: push\njobs:\n${Array.from({ length: 40 }, (_, index) => `  a${index}:\n    runs-on: x\n    strategy: { matrix: { a: [${Array.from({ length: 16 }, (_each, i) => i)}], b: [${Array.from({ length: 16 }, (_each, i) => i)}] } }\n    steps: [{ run: "go build -tags \${{ matrix.a }}" }]\n`).join("")}`,
  },
  "a matrix of millions": {
    ".github/workflows/a.yml": `on: push\njobs:\n  a:\n    runs-on: x\n    strategy: { matrix: { ${Array.from({ length: 12 }, (_, index) => `v${index}: [${Array.from({ length: 50 }, (_each, i) => i)}]`).join(", ")} } }\n    steps: [{ run: go build }]\n`,
    ".gitlab-ci.yml": `j:\n  script: [go build]\n  parallel: { matrix: [{ ${Array.from({ length: 12 }, (_, index) => `V${index}: [${Array.from({ length: 50 }, (_each, i) => i)}]`).join(", ")} }] }\n`,
    ".circleci/config.yml": `version: 2.1\njobs: { b: { parameters: { ${Array.from({ length: 12 }, (_, index) => `v${index}: { type: string }`).join(", ")} }, docker: [{ image: "cimg/go:1.22" }], steps: [{ run: go build }] } }\nworkflows: { w: { jobs: [{ b: { matrix: { parameters: { ${Array.from({ length: 12 }, (_, index) => `v${index}: [${Array.from({ length: 50 }, (_each, i) => i)}]`).join(", ")} } } } }] } }\n`,
  },
  "a workflow that calls itself": {
    ".github/workflows/a.yml":
      "on: { workflow_call: , push: }\njobs:\n  a: { uses: ./.github/workflows/a.yml }\n  b: { uses: ./.github/workflows/b.yml }\n  c: { runs-on: x, steps: [{ uses: ./act }, { run: go build }] }\n",
    ".github/workflows/b.yml":
      "on: workflow_call\njobs:\n  a: { uses: ./.github/workflows/a.yml }\n  b: { uses: ./.github/workflows/b.yml }\n",
    "act/action.yml":
      "runs: { using: composite, steps: [{ uses: ./act }, { uses: ./act }, { run: go vet, shell: bash }] }\n",
  },
  "actions that call two others each": Object.fromEntries([
    [".github/workflows/a.yml", workflow("      - uses: ./a0\n")],
    ...Array.from({ length: 40 }, (_, index) => [
      `a${index}/action.yml`,
      `runs: { using: composite, steps: [{ uses: ./a${index + 1} }, { uses: ./a${index + 1} }, { run: go vet, shell: bash }] }\n`,
    ]),
  ]),
  "workflows that call two others each": Object.fromEntries(
    Array.from({ length: 30 }, (_, index) => [
      `.github/workflows/w${index}.yml`,
      `on: { workflow_call: , push: }\njobs:\n  a: { uses: ./.github/workflows/w${index + 1}.yml }\n  b: { uses: ./.github/workflows/w${index + 1}.yml }\n  c: { runs-on: x, steps: [{ run: go build }] }\n`,
    ]),
  ),
  "stages that build on each other": {
    Dockerfile:
      "FROM b AS a\nRUN go build\nFROM a AS b\nCOPY --from=c / /\nRUN go build\nFROM c AS c\nCOPY --from=c / /\nRUN go vet\n",
  },
  "two hundred stages": {
    Dockerfile: `FROM golang:1.22 AS s0\n${Array.from({ length: 200 }, (_, index) => `FROM s${index} AS s${index + 1}\nENV A${index}=$A${index}x B=$B$B\nCOPY --from=s${index} / /\nRUN go build\n`).join("")}`,
  },
  "Docker variables that double": {
    Dockerfile: `ARG V=1.22\nFROM golang:$V\nENV A=xxxxxxxx\n${"ENV A=$A$A\n".repeat(60)}ARG B=$A\nRUN go build -tags $A$B\n`,
  },
  "includes that go in circles": {
    ".gitlab-ci.yml":
      "include: [a.yml, b.yml, .gitlab-ci.yml, '**/*.yml']\nj: { extends: k, script: [!reference [k, script], go build] }\n",
    "a.yml": "include: [b.yml, .gitlab-ci.yml]\nk: { extends: [j, l], script: [!reference [j, script]] }\n",
    "b.yml": "include: a.yml\nl: { extends: l, script: [!reference [l, script], !reference [l, script]] }\n",
  },
  "references that double": {
    ".gitlab-ci.yml": `.a0: { script: [go build] }\n${Array.from({ length: 40 }, (_, index) => `.a${index + 1}: { script: [!reference [.a${index}, script], !reference [.a${index}, script]] }\n`).join("")}j: { script: [!reference [.a40, script]] }\n`,
  },
  "extends that fan out": {
    ".gitlab-ci.yml": `.a0: { variables: { A: b } }\n${Array.from({ length: 40 }, (_, index) => `.a${index + 1}: { extends: [.a${index}, .a${index}], variables: { A${index}: c } }\n`).join("")}j: { extends: .a40, script: [go build] }\n`,
  },
  "CircleCI commands that double": {
    ".circleci/config.yml": `version: 2.1\ncommands:\n  c0: { steps: [{ run: go build }] }\n${Array.from({ length: 40 }, (_, index) => `  c${index + 1}: { steps: [c${index}, c${index}] }\n`).join("")}jobs: { b: { docker: [{ image: "cimg/go:1.22" }], steps: [c40] } }\nworkflows: { w: { jobs: [b] } }\n`,
  },
  "a go.work that uses what lies outside": {
    "go.work":
      "go 1.22\n\nuse (\n\t.\n\t..\n\t../..\n\t/etc\n\t./a/../..\n\t./none\n)\nreplace x.y/z => ../../..\n",
  },
  "a go.mod that replaces what lies outside": {
    "go.mod": `${goMod}require x.y/z v1.0.0\nreplace x.y/z => ../../../../../../../../etc\nreplace q.r/s => /\nreplace t.u/v => .\n`,
  },
  "names that objects have": {
    ".github/workflows/a.yml":
      "on: push\nenv: { __proto__: a, constructor: b, toString: c }\njobs:\n  __proto__: { runs-on: x, strategy: { matrix: { __proto__: [1], constructor: [2] } }, steps: [{ run: 'go build ${{ matrix.constructor }} ${{ env.toString }}' }] }\n  constructor: { runs-on: x, steps: [{ run: go build }] }\n",
    ".gitlab-ci.yml":
      "__proto__: { script: [go build] }\nconstructor: { extends: __proto__, script: [go vet] }\n",
    Makefile:
      "__proto__ = x\nconstructor: toString\n\tgo build $(__proto__) $(constructor)\ntoString:\n\tgo vet\n",
    "run.sh": "#!/bin/sh\n__proto__=a\nconstructor() { go build; }\nconstructor $__proto__ $hasOwnProperty\n",
    "__proto__/a.go": "package a\n",
    "constructor.go": "package a\n",
  },
};

describe("input that would explode is answered", () => {
  for (const [name, files] of Object.entries(exploding)) {
    test(name, () => void checks(folderWith({ "go.mod": goMod, ...files })), wait);
  }
});

describe("a repository's own files", () => {
  const head = { "go.mod": goMod, "main.go": "package main\n" };

  test.each([
    ["broken YAML", "go: [\n", ".breakwater.yaml:"],
    ["an unknown key", "go: floor\nrulez: {}\n", 'unknown key "rulez"'],
    ["a wrong type", "go: 7\n", ".breakwater.yaml:1:5"],
    ["a wrong type inside", "allow: [{ rule: 3 }]\n", "allow[0]"],
    ["a list", "- a\n", ".breakwater.yaml:1:1"],
    ["a bomb", `${bomb}go: floor\n`, ".breakwater.yaml:"],
    ["zero bytes", "\0\0", ".breakwater.yaml:1:1"],
    ["deep nesting", nested("[", "]", 100_000), ".breakwater.yaml:"],
  ])(
    "a configuration with %s is one line",
    (_, text, part) => {
      expect(refusal(folderWith({ ...head, ".breakwater.yaml": text }))).toContain(part);
    },
    wait,
  );

  test.each([
    "",
    "{",
    "[]",
    "null",
    '{"schema":99}',
    '{"schema":1,"findings":7}',
    '{"schema":1,"findings":[null]}',
    "\0",
    nested("[", "]", 100_000),
  ])(
    "a broken baseline is one line (%#)",
    (text) => {
      const folder = folderWith({ ...head, "b.json": text });
      const done = run(folder, "check", "--baseline", "b.json");
      expect(done.exit).toBe(2);
      expect(done.stderr).toMatch(/^breakwater: Cannot read baseline "[^\n]*b\.json": [^\n]+\n$/);
    },
    wait,
  );

  test(
    "a .git that points nowhere is unknown",
    () => {
      const { check } = answers(folderWith({ ...head, ".git": "gitdir: /nonexistent/place\n" }));
      expect(check.unknown.map(({ file }) => file).join()).toContain(".git");
    },
    wait,
  );

  test.each(["gitdir:", "gitdir: .git", "\0", "", `gitdir: ${"a/".repeat(5_000)}`])(
    "a .git file of other text is survived (%#)",
    (text) => {
      answers(folderWith({ ...head, ".git": text }));
    },
    wait,
  );

  test(
    "a .git folder that links to itself is survived",
    () => {
      const folder = folderWith(head);
      symlinkSync(".git", join(folder, ".git"));
      answers(folder);
    },
    wait,
  );

  test(
    "an index that is cut short is unknown",
    () => {
      const folder = folderWith({
        ...head,
        ...Object.fromEntries(Array.from({ length: 20 }, (_, index) => [`f${index}.go`, "package main\n"])),
      });
      const git = (...words: readonly string[]): number | null =>
        spawnSync("git", words, { cwd: folder }).status;
      expect([git("init", "-q"), git("add", ".")]).toEqual([0, 0]);
      const index = readFileSync(join(folder, ".git/index"));
      for (const length of [0, 5, 12, 100, index.length - 20, index.length - 1]) {
        writeFileSync(join(folder, ".git/index"), index.subarray(0, length));
        const { check } = answers(folder);
        expect(check.unknown.map(({ file }) => file).join()).toContain(".git");
      }
    },
    wait,
  );

  test(
    "two names that differ only in case are two files",
    () => {
      const { env } = answers(
        folderWith({
          ...head,
          Dockerfile: "FROM golang:1.22\nRUN go build\n",
          dockerfile: "FROM golang:1.21\nRUN go build\n",
          Makefile: "a:\n\tgo build\n",
          makefile: "a:\n\tgo vet\n",
        }),
      );
      expect(env.sites?.length).toBeGreaterThan(2);
    },
    wait,
  );

  test(
    "names with line ends, quotes, blanks and bytes that are no text are survived",
    () => {
      const folder = folderWith({
        ...head,
        "a\nb/go.mod": goMod,
        "q\"'/run.sh": "#!/bin/sh\ngo build\n",
        " /Makefile": "a:\n\tgo build\n",
        "\u001b[31m.sh": "#!/bin/sh\ngo build\n",
        "-rf/Dockerfile": "FROM golang:1.22\nRUN go build\n",
      });
      writeFileSync(
        Buffer.concat([Buffer.from(`${folder}/`), Uint8Array.from([0xff, 0xfe]), Buffer.from(".sh")]),
        "#!/bin/sh\ngo build\n",
      );
      answers(folder);
    },
    wait,
  );

  test(
    "a hundred thousand empty files are walked",
    () => {
      const folder = folderWith(head);
      for (let outer = 0; outer < 100; outer++) {
        mkdirSync(join(folder, `d${outer}`));
        for (let inner = 0; inner < 1_000; inner++)
          writeFileSync(join(folder, `d${outer}/f${inner}.${inner % 2 ? "go" : "txt"}`), "");
      }
      answers(folder);
    },
    wait,
  );

  test(
    "folders nested two thousand deep are walked",
    () => {
      const folder = folderWith(head);
      let current = folder;
      for (let depth = 0; depth < 1_800; depth++) current += "/a";
      mkdirSync(current, { recursive: true });
      answers(folder);
    },
    wait,
  );
});

/** Random headers, most of them odd, each judged by the local go command and by us. */
import { afterAll, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { scanCommentHeader, scanGoHeader } from "../../src/go/go-header.ts";
import { listPackageFiles, type SourceOfPackage } from "../../src/go/package-files.ts";
import { reportSuite } from "../conformance/report-suite.ts";
import { seedOfRun } from "../seed-of-run.ts";
import { localToolchain, seededRandom } from "./file-lists.ts";
import { runGo } from "./go-command.ts";

const seed = seedOfRun();
const random = seededRandom(seed);
const FILES = 1200;

const folder = mkdtempSync(join(tmpdir(), "odd-headers-"));
let cases = 0;
afterAll(() => {
  rmSync(folder, { recursive: true });
  reportSuite(`odd-headers (seed ${seed})`, cases);
});

function pick<T>(choices: readonly [T, ...T[]]): T {
  return choices[Math.floor(random() * choices.length)] ?? choices[0];
}

const tags = [
  "linux",
  "windows",
  "cgo",
  "on",
  "off",
  "go1.18",
  "go1.99",
  "unix",
  "gc",
  "amd64",
  "größe",
] as const;

function expression(depth = 0): string {
  const kind = random();
  if (depth > 2 || kind < 0.5) return pick(tags);
  if (kind < 0.6) return `!${expression(depth + 2)}`;
  if (kind < 0.7) return `(${expression(depth + 1)})`;
  if (kind < 0.75) return pick(["", "!", "a-b", "(", ")", "&&", "a,b", "x &", "!!x", "²"]);
  return `${expression(depth + 1)}${pick([" && ", " || ", "&&", "||", "\t||  "])}${expression(depth + 1)}`;
}

function plusBuildWords(): string {
  const count = Math.floor(random() * 4);
  return Array.from({ length: count }, () => `${pick(["", "", "!", "!!"])}${pick(tags)}`).join(
    pick([" ", ",", "  ", "\t", ",,"]),
  );
}

function line(): string {
  return pick<() => string>([
    () => "",
    () => "",
    () => "// a comment",
    () => `//go:build ${expression()}`,
    () => `//go:build ${expression()}`,
    () => `//go:build\t${expression()}  `,
    () => `  //go:build ${expression()}`,
    () => `//go:buildx ${expression()}`,
    () => `// go:build ${expression()}`,
    () => "//go:build",
    () => `// +build ${plusBuildWords()}`,
    () => `// +build ${plusBuildWords()}`,
    () => `//+build ${plusBuildWords()}`,
    () => `//\t +build\t${plusBuildWords()}`,
    () => `// +buildx ${plusBuildWords()}`,
    () => `/* +build ${plusBuildWords()} */`,
    () => `/* x */ //go:build ${expression()}`,
    () => `/*\n//go:build ${expression()}\n*/`,
    () => `/*\n// +build ${plusBuildWords()}\n\n*/ // y`,
    () => "/**/",
    () => "/*/ x */",
    () => "//go:binary-only-package",
    () => "\u00a0",
    () => ";",
    () => `\u2003//go:build ${expression()}\u0085`,
  ])();
}

function clause(): string {
  const kind = random();
  if (kind < 0.9)
    return pick(["package p", "package p // x", "/* x */ package p", "package p;", "package /* y */ p"]);
  return pick([
    "pakage p",
    "",
    "package",
    "package p; import",
    "package\u0000p",
    "{",
    "package documentation",
    "/",
    '"',
  ]);
}

function imports(): string {
  return pick([
    "",
    "",
    '\nimport "fmt"',
    '\nimport "C"',
    "\nimport `C`",
    '\nimport (\n\t"C"\n\t_ "fmt"\n)',
    '\nimport "a b"',
    '\nimport "C"; import ""',
    '\nimport "\\x43"',
    '\nimport _ "C',
    '\nimport ("fmt";"C")',
    '\n//go:build off\nimport . "C"',
    '\nvar x = 1\nimport "C"',
    '\nimport "é"',
    '\n;import "C"',
    ' import "C"',
    '\nimport "fmt";;import "C"',
    '\nimport "fmt" import "C"',
    '\nimport ("fmt" "C")',
    '\nimport (;"C")',
    '\nimport ("C";;)',
    '\nimport (\n\n"C"\n\n)',
    '\nimport x\n"C"',
    '\nimport .\n"C"',
    '\nimport /*\n*/ "C"',
    '\nimport x /*\n*/ "C"',
    '\nimport func "C"',
    '\nimport 9 "C"',
    '\nimport () import "C"',
    '\nimport (); import "C"',
    '/*\n*/import "C"',
    ' // z\nimport "C"',
    "\n// \u0000",
  ]);
}

function header(): string {
  const lines = Array.from({ length: Math.floor(random() * 6) }, line);
  const end = pick(["\n", "\n", "\n", "\r\n"]);
  const text = [...lines, clause() + imports(), pick(["", "var y = 1", "// end"])].join(end);
  return (random() < 0.1 ? "\ufeff" : "") + text;
}

const encoder = new TextEncoder();

test(`${FILES} odd headers are judged as go judges them (seed ${seed})`, async () => {
  const { minor } = await localToolchain();
  writeFileSync(join(folder, "go.mod"), "module m\n\ngo 1.21\n");
  const texts = new Map<string, string>([["a.go", "package p\n"]]);
  for (let index = 0; index < FILES; index++) {
    const name = `f${index}${pick(["", "", "", "_linux", "_windows", "_test", "_amd64_test"])}`;
    texts.set(`${name}${pick([".go", ".go", ".go", ".go", ".s", ".c", ".h", ".S"])}`, header());
  }
  const sources: SourceOfPackage[] = [];
  for (const [name, text] of texts) {
    const bytes = encoder.encode(text);
    writeFileSync(join(folder, name), bytes);
    sources.push({ name, header: name.endsWith(".go") ? scanGoHeader(bytes) : scanCommentHeader(bytes) });
  }
  for (const cgo of [true, false]) {
    const fields =
      "GoFiles,CgoFiles,IgnoredGoFiles,IgnoredOtherFiles,TestGoFiles,XTestGoFiles,CFiles,HFiles,SFiles";
    const { stdout } = await runGo(["list", "-e", "-find", `-json=${fields}`, "-tags=on", "."], {
      folder,
      environment: { GOPROXY: "off", GOOS: "linux", GOARCH: "amd64", CGO_ENABLED: cgo ? "1" : "0" },
    });
    const theirs = JSON.parse(stdout) as Record<string, string[] | undefined>;
    const ours = listPackageFiles(sources, {
      goos: "linux",
      goarch: "amd64",
      cgo,
      tags: ["on"],
      goMinor: minor,
      toolTags: [],
    });
    const placeOf = new Map<string, string>();
    for (const [list, names] of Object.entries(theirs))
      for (const name of names ?? []) placeOf.set(name, list);
    const ourPlaceOf = new Map<string, string>();
    for (const [list, names] of ours) for (const name of names) ourPlaceOf.set(name, list);
    for (const [name, text] of texts) {
      cases++;
      expect({ name, text, cgo, list: ourPlaceOf.get(name) }).toEqual({
        name,
        text,
        cgo,
        list: placeOf.get(name),
      });
    }
  }
}, 60_000);

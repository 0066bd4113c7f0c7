/** Go's own cases for reading and printing go.mod and go.work, from golang.org/x/mod. */
import { afterAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { formatModFile } from "../../src/go/modfile/format-mod-file.ts";
import { parseModFile, parseModFileLax } from "../../src/go/modfile/parse-mod-file.ts";
import { parseSyntax } from "../../src/go/modfile/parse-syntax.ts";
import { parseWorkFile } from "../../src/go/modfile/parse-work-file.ts";
import { quickModulePath } from "../../src/go/modfile/quick-module-path.ts";
import type { Comments, ModSyntax } from "../../src/go/modfile/syntax.ts";
import { decodeSource, type SourceFile, sourceFromText } from "../../src/text/source-file.ts";
import { flagOf, readGoLiteralAfter, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { readXMod, xModFolder } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

let cases = 0;
afterAll(() => reportSuite("modfile", cases));

const ruleTests = readXMod("modfile/rule_test.go");
const readTests = readXMod("modfile/read_test.go");

function mod(text: string): SourceFile {
  return sourceFromText({ path: "go.mod", text });
}

describe("x/mod testdata", () => {
  for (const folder of ["testdata", "testdata/work"]) {
    const path = join(xModFolder(), "modfile", folder);
    const parse = folder === "testdata" ? parseModFile : parseWorkFile;
    for (const name of readdirSync(path).filter((each) => /\.(in|golden)$/.test(each))) {
      const source = decodeSource(name, readFileSync(join(path, name)));

      if (name.endsWith(".golden")) {
        test(`${folder}/${name} is printed as it stands`, () => {
          cases++;
          expect(formatModFile(parseSyntax(source).syntax)).toBe(source.text);
        });
        continue;
      }
      test(`${folder}/${name} is printed as its golden file`, () => {
        cases++;
        const golden = readFileSync(join(path, `${basename(name, ".in")}.golden`), "utf8");
        const printed = formatModFile(parse(source).syntax);
        expect(printed).toBe(golden);
        expect(formatModFile(parse(sourceFromText({ path: name, text: printed })).syntax)).toBe(golden);
      });
    }
  }
});

describe("x/mod read_test.go", () => {
  test("TestParsePunctuation", () => {
    for (const row of rowsOf(readGoLiteralAfter(readTests, "func TestParsePunctuation(", "range "))) {
      cases++;
      const { syntax, problems } = parseSyntax(mod(textOf(row.src)));
      expect(problems).toEqual([]);
      expect(tokensOf(syntax)).toBe(textOf(row.want));
    }
  });

  test("TestParseLax", () => {
    cases++;
    const bad = readGoLiteralAfter(readTests, "func TestParseLax(", "badFile := []byte(");
    const read = parseModFileLax(mod(textOf(bad)));
    expect(read.problems).toEqual([]);
    expect(read.module?.path).toBe("m");
    expect(read.requires.map((require) => require.path)).toEqual(["good"]);
  });

  test("TestModulePath", () => {
    for (const row of rowsOf(readGoVariable(readTests, "modulePathTests"))) {
      cases++;
      const input = row.input as { args: string[] };
      expect(quickModulePath(input.args[0] ?? "")).toBe(textOf(row.expected));
    }
  });

  test("TestParseVersions", () => {
    for (const row of rowsOf(readGoLiteralAfter(readTests, "func TestParseVersions(", "tests := "))) {
      cases++;
      const input = textOf(row.input);
      expect([input, parseModFile(mod(input)).problems.length === 0]).toEqual([input, flagOf(row.ok)]);
      const isLaxOk = parseModFileLax(mod(input)).problems.length === 0;
      if (flagOf(row.ok)) expect([input, isLaxOk]).toEqual([input, true]);
      else if (!flagOf(row.laxOK)) expect([input, isLaxOk]).toEqual([input, false]);
    }
  });

  test("TestComments", () => {
    for (const row of rowsOf(readGoLiteralAfter(readTests, "func TestComments(", "range "))) {
      cases++;
      const { syntax } = parseModFileLax(mod(textOf(row.input)));
      expect(commentsOf(syntax).join("\n")).toBe(textOf(row.want).trim());
    }
  });
});

describe("x/mod rule_test.go", () => {
  test("retractRationaleTests", () => {
    for (const row of rowsOf(readGoVariable(ruleTests, "retractRationaleTests"))) {
      cases++;
      const { retracts } = parseModFile(mod(textOf(row.in)));
      expect(retracts.map((retract) => retract.rationale)).toEqual([textOf(row.want)]);
    }
  });

  test("moduleDeprecatedTests", () => {
    for (const row of rowsOf(readGoVariable(ruleTests, "moduleDeprecatedTests"))) {
      cases++;
      expect(parseModFile(mod(textOf(row.in))).module?.deprecated ?? "").toBe(textOf(row.want));
    }
  });

  test("fixVersionTests without a fixer: the errors", () => {
    for (const row of rowsOf(readGoVariable(ruleTests, "fixVersionTests"))) {
      const want = textOf(row.wantErr);
      if (!want.startsWith("replacement")) continue;
      cases++;
      // A version in the first path is no version to a parser that has no network to fix it with.
      const input = textOf(row.in).replace("example.com/m@v1.0.0 =>", "example.com/m =>");
      expect(parseModFile(mod(input)).problems.map((problem) => problem.reason)).toEqual([want]);
    }
  });
});

function tokensOf(syntax: ModSyntax): string {
  return syntax.statements
    .flatMap((statement) => {
      if (statement.kind === "comments") return [];
      if (statement.kind === "line") return statement.tokens.map((token) => token.text);
      const lines = statement.lines.flatMap((line) => line.tokens.map((token) => token.text));
      return [...statement.tokens.map((token) => token.text), "(", ...lines, ")"];
    })
    .join(" ");
}

function commentsOf(syntax: ModSyntax): string[] {
  const lines: string[] = [];
  const print = (prefix: string, { before, suffix }: Comments): void => {
    for (const { text } of before) lines.push(`${prefix} before ${JSON.stringify(text)}`);
    for (const { text } of suffix) lines.push(`${prefix} suffix ${JSON.stringify(text)}`);
  };
  for (const statement of syntax.statements) {
    print(statement.kind, statement);
    if (statement.kind !== "block") continue;
    print("lparen", statement.open);
    for (const line of statement.lines) print("blockline", line);
    print("rparen", statement.close);
  }
  return lines;
}

/** Go's own cases for editing go.mod and go.work, from golang.org/x/mod. */
import { afterAll, describe, expect, test } from "bun:test";
import {
  addExclude,
  addIgnore,
  addRequire,
  addRetract,
  addTool,
  dropGodebug,
  dropGoLine,
  dropIgnore,
  dropRetract,
  dropTool,
  dropToolchain,
  setGodebug,
  setGoLine,
  setModulePath,
  setToolchain,
} from "../../src/go/modfile/edit-mod-file.ts";
import { collapseBlocks } from "../../src/go/modfile/edit-syntax.ts";
import { addUse, dropUse, setWorkGoLine, setWorkToolchain } from "../../src/go/modfile/edit-work-file.ts";
import { formatModFile } from "../../src/go/modfile/format-mod-file.ts";
import { parseModFile, parseModFileLax } from "../../src/go/modfile/parse-mod-file.ts";
import { parseWorkFile } from "../../src/go/modfile/parse-work-file.ts";
import { sortBlocks } from "../../src/go/modfile/sort-blocks.ts";
import type { ModSyntax } from "../../src/go/modfile/syntax.ts";
import { type SourceFile, sourceFromText } from "../../src/text/source-file.ts";
import { flagOf, type GoRecord, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { readXMod } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

let cases = 0;
afterAll(() => reportSuite("modfile-edits", cases));

type Edit = (syntax: ModSyntax, row: GoRecord) => ModSyntax;
type Parse = (source: SourceFile) => { readonly syntax: ModSyntax };

const ruleTests = readXMod("modfile/rule_test.go");
const workTests = readXMod("modfile/work_test.go");
const empty: ModSyntax = { statements: [] };

function source(text: string): SourceFile {
  return sourceFromText({ path: "go.mod", text });
}

/** Edits the input of each row and compares with its wanted output, both printed. */
function expectEdits(rows: readonly GoRecord[], parse: Parse, edit: Edit): void {
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    cases++;
    const edited = edit(parse(source(textOf(row.in))).syntax, row);
    const want = parse(source(textOf(row.out ?? row.want))).syntax;
    expect([row.desc, formatModFile(edited)]).toEqual([row.desc, formatModFile(want)]);
  }
}

/** Tables of rule_test.go; Go tidies up single-line blocks after those edits that it says so of. */
const modEdits: Readonly<Record<string, Edit>> = {
  addRequireTests: (syntax, row) => collapseBlocks(addRequire(syntax, textOf(row.path), textOf(row.vers))),
  addGoTests: (syntax, row) => setGoLine(syntax, textOf(row.version)),
  dropGoTests: (syntax) => dropGoLine(syntax),
  addToolchainTests: (syntax, row) => setToolchain(syntax, textOf(row.version)),
  dropToolchainTests: (syntax) => dropToolchain(syntax),
  addExcludeTests: (syntax, row) => addExclude(syntax, textOf(row.path), textOf(row.version)),
  addRetractTests: (syntax, row) =>
    addRetract(syntax, { low: textOf(row.low), high: textOf(row.high) }, textOf(row.rationale)),
  dropRetractTests: (syntax, row) =>
    collapseBlocks(dropRetract(syntax, { low: textOf(row.low), high: textOf(row.high) })),
  addGodebugTests: (syntax, row) => collapseBlocks(setGodebug(syntax, textOf(row.key), textOf(row.value))),
  dropGodebugTests: (syntax, row) => collapseBlocks(dropGodebug(syntax, textOf(row.key))),
  addToolTests: (syntax, row) => collapseBlocks(addTool(syntax, textOf(row.path))),
  dropToolTests: (syntax, row) => collapseBlocks(dropTool(syntax, textOf(row.path))),
  addIgnoreTests: (syntax, row) => collapseBlocks(addIgnore(syntax, textOf(row.path))),
  dropIgnoreTests: (syntax, row) => collapseBlocks(dropIgnore(syntax, textOf(row.path))),
};

describe("x/mod rule_test.go", () => {
  for (const [table, edit] of Object.entries(modEdits)) {
    test(table, () => expectEdits(rowsOf(readGoVariable(ruleTests, table)), parseModFile, edit));
  }

  test("sortBlocksTests", () => {
    const rows = rowsOf(readGoVariable(ruleTests, "sortBlocksTests"));
    const strict = rows.filter((row) => flagOf(row.strict));
    expectEdits(strict, parseModFile, sortBlocks);
    const lax = rows.filter((row) => !flagOf(row.strict));
    expectEdits(lax, parseModFileLax, sortBlocks);
  });

  test("addRetractValidateVersionTests", () => {
    for (const row of rowsOf(readGoVariable(ruleTests, "addRetractValidateVersionTests"))) {
      cases++;
      const path = textOf(row.path);
      const syntax = path === "" ? empty : setModulePath(empty, path);
      const interval = { low: textOf(row.low), high: textOf(row.high) };
      expect(() => addRetract(syntax, interval)).toThrow(textOf(row.wantErr));
    }
  });

  test("addExcludeValidateVersionTests", () => {
    for (const row of rowsOf(readGoVariable(ruleTests, "addExcludeValidateVersionTests"))) {
      cases++;
      const add = () => addExclude(empty, textOf(row.path), textOf(row.version));
      expect(add).toThrow(textOf(row.wantErr));
    }
  });

  test("modifyEmptyFilesTests", () => {
    cases++;
    expect(formatModFile(setGoLine(empty, "1.20"))).toBe("go 1.20\n");
  });
});

const workEdits: Readonly<Record<string, Edit>> = {
  workAddUseTests: (syntax, row) => addUse(syntax, textOf(row.path)),
  workDropUseTests: (syntax, row) => collapseBlocks(dropUse(syntax, textOf(row.path))),
  workAddGoTests: (syntax, row) => setWorkGoLine(syntax, textOf(row.version)),
  workAddToolchainTests: (syntax, row) => setWorkToolchain(syntax, textOf(row.version)),
  workSortBlocksTests: (syntax) => sortBlocks(syntax),
};

describe("x/mod work_test.go", () => {
  for (const [table, edit] of Object.entries(workEdits)) {
    test(table, () => expectEdits(rowsOf(readGoVariable(workTests, table)), parseWorkFile, edit));
  }

  for (const table of ["addGodebugTests", "dropGodebugTests"]) {
    test(`${table} in a go.work`, () => {
      const rows = rowsOf(readGoVariable(ruleTests, table)).map((row) => ({
        ...row,
        in: textOf(row.in).replaceAll("module m", "use foo"),
        out: textOf(row.out).replaceAll("module m", "use foo"),
      }));
      expectEdits(rows, parseWorkFile, (syntax, row) => modEdits[table]?.(syntax, row) ?? syntax);
    });
  }
});

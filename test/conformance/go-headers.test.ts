/** Go's own cases for reading headers, from the installed toolchain's source tree. */
import { afterAll, describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { evaluateConstraint } from "../../src/go/constraint.ts";
import { fileNameConstraint, isIgnoredName } from "../../src/go/file-name.ts";
import { scanCommentHeader, scanGoHeader } from "../../src/go/go-header.ts";
import { readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { goSourceFolder, readGoSource } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

let cases = 0;
afterAll(() => reportSuite("go-headers", cases));

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const sources = ["go/build/read_test.go", "cmd/go/internal/imports/read_test.go"];

/** In these tables ℙ marks where reading must stop, 𝔻 the end of what is dropped before it. */
function unmark(input: string): { bytes: Uint8Array; stops: number | undefined } {
  const text = input.replaceAll("\u0001", "`").replace("𝔻", "");
  const mark = text.indexOf("ℙ");
  const bytes = encoder.encode(text.replace("ℙ", ""));
  return { bytes, stops: mark < 0 ? undefined : encoder.encode(text.slice(0, mark)).length };
}

function readTable(source: string, name: string) {
  // The tables join strings with a constant for the back quote.
  return rowsOf(readGoVariable(readGoSource(source).replaceAll("` + quote + `", "\u0001"), name));
}

function caseOf(title: string, run: () => void): void {
  test(title, () => {
    cases++;
    run();
  });
}

for (const source of sources) {
  describe(source, () => {
    const goTable = source.startsWith("cmd/") ? "readImportsTests" : "readGoInfoTests";
    for (const [index, row] of readTable(source, goTable).entries()) {
      caseOf(`${goTable} ${index} ends where go stops`, () => {
        const { bytes, stops } = unmark(textOf(row.in));
        const header = scanGoHeader(bytes);
        // Go's reader takes this one, its parser does not.
        const isRefused = textOf(row.in).includes("import()import()");
        expect(header.problem?.reason).toBe(isRefused ? "expected ;" : undefined);
        expect(header.packageName).toBe("p");
        expect(header.endByte).toBe(stops ?? bytes.length);
        expect(header.reachedEnd).toBe(stops === undefined);
      });
    }

    for (const [index, row] of readTable(source, "readCommentsTests").entries()) {
      caseOf(`readCommentsTests ${index} ends where go stops`, () => {
        const { bytes, stops } = unmark(textOf(row.in));
        expect(scanCommentHeader(bytes).endByte).toBe(stops ?? bytes.length);
      });
    }

    for (const [index, row] of readTable(source, "readFailuresTests").entries()) {
      caseOf(`readFailuresTests ${index} is refused`, () => {
        const { bytes } = unmark(textOf(row.in));
        const { problem, usesCgo } = scanGoHeader(bytes);
        expect(problem).toBeDefined();
        expect(usesCgo).toBe(false);
        const isAboutNul = textOf(row.err).includes("NUL") || decoder.decode(bytes).includes("\0");
        expect(problem?.reason === "unexpected NUL in input").toBe(isAboutNul);
      });
    }
  });
}

describe("cmd/go/internal/imports/testdata", () => {
  const root = join(goSourceFolder(), "cmd/go/internal/imports/testdata");
  for (const name of readdirSync(root)) {
    const folder = join(root, name);
    const read = (file: string) => readFileSync(join(folder, file), "utf8");
    caseOf(`${name} imports what go wants`, () => {
      const tags = new Set(read("tags.txt").split(/\s+/).filter(Boolean));
      // The tag * stands for every tag but "ignore" being both true and false.
      const isStar = tags.has("*");
      const brings: Readonly<Record<string, string>> = {
        android: "linux",
        illumos: "solaris",
        ios: "darwin",
      };
      const brought = Object.entries(brings).flatMap(([goos, tag]) => (tags.has(goos) ? [tag] : []));
      const has = (tag: string) => tags.has(tag) || brought.includes(tag);
      const imports = new Set<string>();
      for (const file of readdirSync(folder)) {
        if (isIgnoredName(file) || !file.endsWith(".go") || file.endsWith("_test.go")) continue;
        const { goos, goarch } = fileNameConstraint(file);
        const header = scanGoHeader(new Uint8Array(readFileSync(join(folder, file))));
        const demands = [goos, goarch].filter((tag) => tag !== undefined);
        if (!isStar && !demands.every(has)) continue;
        if (!isStar && header.constraint && !evaluateConstraint(header.constraint, has)) continue;
        for (const { path } of header.imports) imports.add(path);
      }
      expect([...imports].sort().join("\n")).toBe(read("want.txt").trim());
    });
  }
});

import { expect, setDefaultTimeout, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runGo } from "../../test/differential/go-command.ts";
import { writeFiles } from "../../test/write-files.ts";
import { foldCase } from "./fold-case.ts";

setDefaultTimeout(120_000);

/** Prints each letter that folds, with the least letter that folds alike. */
const program = `package main

import (
	"fmt"
	"unicode"
)

func main() {
	for r := rune(0); r <= unicode.MaxRune; r++ {
		if !unicode.IsLetter(r) || unicode.SimpleFold(r) == r {
			continue
		}
		least := r
		for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
			least = min(least, f)
		}
		fmt.Println(r, least)
	}
}
`;

test("letters fold alike where they do in the real go", async () => {
  const folder = mkdtempSync(join(tmpdir(), "fold-"));
  writeFiles(folder, { "go.mod": "module m\n\ngo 1.22\n", "main.go": program });
  const { stdout, exitCode } = await runGo(["run", "."], { folder });
  rmSync(folder, { recursive: true });
  expect(exitCode).toBe(0);
  const pairs = stdout
    .trim()
    .split("\n")
    .map((line) => line.split(" ").map((code) => String.fromCodePoint(Number(code))));
  expect(pairs.length).toBeGreaterThan(2000);
  const classes = new Map<string, string>();
  const wrong: string[] = [];
  for (const [letter = "", least = ""] of pairs) {
    const folded = foldCase(letter);
    // One class here is one class there, in both directions.
    if (folded !== foldCase(least) || (classes.get(folded) ?? least) !== least)
      wrong.push(`${letter} U+${letter.codePointAt(0)?.toString(16)} → ${folded}`);
    classes.set(folded, least);
  }
  expect(wrong).toEqual([]);
});

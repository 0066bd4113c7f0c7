/** Runs test/programs/COMMAND/NAME.txtar: the whole program in a fresh folder, with its exit code and what it prints. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { parseTxtar } from "../src/text/txtar.ts";
import { programCases } from "./program-cases.ts";
import { runProgramCase } from "./run-program-case.ts";

describe("the program", () => {
  test("has cases", () => {
    expect(programCases.size).toBeGreaterThan(0);
  });

  test.each([...programCases])("does what %s says", (_, path) => {
    const archive = parseTxtar(readFileSync(path, "utf8"));
    const got = runProgramCase(archive);
    expect(got.exit).toBe(got.wantedExit);
    for (const { name: file, text } of archive.files) {
      if (!file.startsWith("want/")) continue;
      expect(`${file}\n${got.files.get(file) ?? "(nothing)"}`).toBe(`${file}\n${text}`);
    }
  });
});

test("every case says what it wants", () => {
  const silent = [...programCases].filter(([, path]) => !/^-- want\//m.test(readFileSync(path, "utf8")));
  expect(silent).toEqual([]);
});

test("no case lies where nobody runs it", () => {
  const flat = readdirSync(import.meta.dir).filter((name) => name.endsWith(".txtar"));
  expect(flat).toEqual([]);
});

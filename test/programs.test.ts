/** Runs test/*.txtar: the whole program in a fresh folder, with its exit code and what it prints. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseTxtar } from "../src/text/txtar.ts";
import { runProgramCase } from "./run-program-case.ts";

const folder = import.meta.dir;
const names = readdirSync(folder).filter((name) => name.endsWith(".txtar"));

describe("the program", () => {
  test("has cases", () => {
    expect(names.length).toBeGreaterThan(0);
  });

  test.each(names)("does what %s says", (name) => {
    const archive = parseTxtar(readFileSync(join(folder, name), "utf8"));
    const got = runProgramCase(archive);
    expect(got.exit).toBe(got.wantedExit);
    for (const { name: file, text } of archive.files) {
      if (!file.startsWith("want/")) continue;
      expect(`${file}\n${got.files.get(file) ?? "(nothing)"}`).toBe(`${file}\n${text}`);
    }
  });
});

test("every case says what it wants", () => {
  const silent = names.filter((name) => !/^-- want\//m.test(readFileSync(join(folder, name), "utf8")));
  expect(silent).toEqual([]);
});

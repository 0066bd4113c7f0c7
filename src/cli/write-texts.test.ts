import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createFolderTree } from "../workspace/tree/folder-tree.ts";
import { removeTemporaries } from "./remove-temporaries.ts";
import type { Terminal } from "./terminal.ts";
import { writeTexts } from "./write-texts.ts";

const work = mkdtempSync(join(tmpdir(), "breakwater-write-"));
let folder = "";
let count = 0;

beforeEach(() => {
  folder = join(work, `${++count}`);
  mkdirSync(folder);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const temporary = `.breakwater-${process.pid}.tmp`;

describe("files that are written together", () => {
  test("are all looked at before the first is written", async () => {
    writeFileSync(join(folder, "b"), "edited meanwhile");
    const writing = writeTexts(folder, [
      { file: "a", before: undefined, after: bytes("new") },
      { file: "b", before: bytes("old"), after: bytes("new") },
    ]);
    await expect(writing).rejects.toThrow('Cannot write "b": it was changed while fixes were planned');
    expect(readdirSync(folder)).toEqual(["b"]);
  });

  test("are named when a later one cannot be written", async () => {
    // A folder where the new content would be written: no check can know it beforehand.
    const blocked = {
      file: "b",
      before: undefined,
      get after() {
        mkdirSync(join(folder, temporary, "full"), { recursive: true });
        return bytes("new");
      },
    };
    const writing = writeTexts(folder, [{ file: "a", before: undefined, after: bytes("new") }, blocked]);
    await expect(writing).rejects.toMatchObject({
      message: expect.stringContaining('Cannot write "b": '),
      hint: "written before: 1 file (a)",
    });
    expect(readFileSync(join(folder, "a"), "utf8")).toBe("new");
  });

  test("are written to the end when Ctrl-C comes, which is told then", async () => {
    const interrupting = {
      file: "a",
      before: undefined,
      get after() {
        process.kill(process.pid, "SIGINT");
        return bytes("new");
      },
    };
    const writing = writeTexts(folder, [interrupting, { file: "b", before: undefined, after: bytes("new") }]);
    await expect(writing).rejects.toThrow("Interrupted after everything was written: 2 files (a, b)");
    expect(readdirSync(folder).sort()).toEqual(["a", "b"]);
  });

  test("do not stumble over what a killed run of the same number left", async () => {
    writeFileSync(join(folder, temporary), "half");
    await writeTexts(folder, [{ file: "a", before: undefined, after: bytes("new") }]);
    expect(readdirSync(folder)).toEqual(["a"]);
  });
});

test("what killed runs left is removed, and what a run may be writing now is not", () => {
  mkdirSync(join(folder, "deep"));
  const old = join(folder, "deep/.breakwater-7.tmp");
  const young = join(folder, ".breakwater-8.tmp");
  for (const path of [old, young]) writeFileSync(path, "half");
  utimesSync(old, 1_700_000_000, 1_700_000_000);
  const said: string[] = [];
  const terminal = { now: () => new Date(), complain: (text: string) => said.push(text) };
  removeTemporaries(createFolderTree(folder), folder, terminal as unknown as Terminal);
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
  expect(said).toEqual(["breakwater: removed 1 file of a run that was killed: deep/.breakwater-7.tmp"]);
});

import { describe, expect, test } from "bun:test";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { applyEdits, areInConflict, type Edit } from "./edit.ts";
import { formatDiff } from "./format-diff.ts";

const edit = (start: number, end: number, text: string): Edit => ({ span: { start, end }, text });

describe("edits", () => {
  test("keep everything outside of their spans", () => {
    expect(applyEdits("go-version: 1.20 # ok\r\n", [edit(12, 16, '"1.20"')])).toBe(
      'go-version: "1.20" # ok\r\n',
    );
  });

  test("that are equal are done once", () => {
    expect(applyEdits("ab", [edit(1, 1, "x"), edit(1, 1, "x")])).toBe("axb");
  });

  test.each([
    [edit(0, 2, "x"), edit(1, 3, "y"), true],
    [edit(0, 2, "x"), edit(2, 3, "y"), false],
    [edit(1, 1, "x"), edit(1, 1, "y"), true],
    [edit(1, 1, "x"), edit(1, 2, "y"), true],
    [edit(1, 1, "x"), edit(1, 1, "x"), false],
  ])("%p and %p are in conflict: %p", (a, b, wanted) => {
    expect(areInConflict(a, b)).toBe(wanted);
    expect(areInConflict(b, a)).toBe(wanted);
  });

  test("in conflict are refused", () => {
    expect(() => applyEdits("abc", [edit(0, 2, "x"), edit(1, 3, "y")])).toThrow(RangeError);
  });
});

describe("a diff", () => {
  test("shows three lines around a change", () => {
    const text = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";
    expect(formatDiff("a.txt", text, [edit(8, 9, "five")])).toBe(
      "--- a/a.txt\n+++ b/a.txt\n@@ -2,7 +2,7 @@\n 2\n 3\n 4\n-5\n+five\n 6\n 7\n 8\n",
    );
  });

  test("is empty when nothing changes", () => {
    expect(formatDiff("a.txt", "a\n", [edit(0, 1, "a")])).toBe("");
  });

  test("is what git apply understands, whatever the edits", () => {
    const folder = mkdtempSync(join(tmpdir(), "breakwater-diff-"));
    const text = fc.array(fc.constantFrom("a\n", "b\r\n", "\n", "long line\n", "end"), { maxLength: 24 });
    const edits = fc.array(fc.tuple(fc.nat(60), fc.nat(8), fc.constantFrom("", "x", "y\n", "\n\nz")), {
      minLength: 1,
      maxLength: 4,
    });
    let looked = 0;
    try {
      fc.assert(
        fc.property(text, edits, (parts, asked) => {
          const old = parts.join("");
          const done: Edit[] = [];
          for (const [start, length, replacement] of asked) {
            const from = Math.min(start, old.length);
            const next = edit(from, Math.min(from + length, old.length), replacement);
            if (!done.some((each) => areInConflict(each, next))) done.push(next);
          }
          const diff = formatDiff("a.txt", old, done);
          if (diff === "") return applyEdits(old, done) === old;
          looked++;
          writeFileSync(join(folder, "a.txt"), old);
          writeFileSync(join(folder, "d.patch"), diff);
          const run = spawnSync("git", ["apply", "--unidiff-zero", "--whitespace=nowarn", "d.patch"], {
            cwd: folder,
            encoding: "utf8",
            env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir(), GIT_CONFIG_NOSYSTEM: "1" },
          });
          expect(run.stderr).toBe("");
          const got = readFileSync(join(folder, "a.txt"), "utf8");
          expect(got).toBe(applyEdits(old, done));
          return true;
        }),
        { numRuns: 60 },
      );
      expect(looked).toBeGreaterThan(10);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test.each([
    "plain.txt",
    "two words.txt",
    "end ",
    "a\tb",
    "a\nb",
    'say "hi"',
    "back\\slash",
    "\x1b[31mred",
    "größe.txt",
  ])("names the file %j as git apply reads it", (name) => {
    const folder = mkdtempSync(join(tmpdir(), "breakwater-diff-"));
    try {
      writeFileSync(join(folder, name), "a\n");
      writeFileSync(join(folder, "d.patch"), formatDiff(name, "a\n", [edit(0, 1, "b")]));
      const run = spawnSync("git", ["apply", "d.patch"], {
        cwd: folder,
        encoding: "utf8",
        env: { ...process.env, GIT_CEILING_DIRECTORIES: tmpdir(), GIT_CONFIG_NOSYSTEM: "1" },
      });
      expect(run.stderr).toBe("");
      expect(readFileSync(join(folder, name), "utf8")).toBe("b\n");
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

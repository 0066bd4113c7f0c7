import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { formatTxtar, parseTxtar } from "./txtar.ts";

const parts = (text: string): unknown => {
  const { comment, files } = parseTxtar(text);
  return [comment, ...files.map((file) => [file.name, file.text])];
};

describe("text archive", () => {
  const cases: [title: string, text: string, parts: unknown][] = [
    ["no text is no file", "", [""]],
    ["text without markers is a comment", "a\nb", ["a\nb\n"]],
    ["files follow the comment", "c\n-- a --\n1\n-- b --\n2\n", ["c\n", ["a", "1\n"], ["b", "2\n"]]],
    ["a file may be empty", "-- a --\n-- b --\n", ["", ["a", ""], ["b", ""]]],
    ["the last line gets its end", "-- a --\n1", ["", ["a", "1\n"]]],
    ["a marker may be the last line", "-- a --", ["", ["a", ""]]],
    ["blanks around a name are cut", "--   a b  --\n", ["", ["a b", ""]]],
    ["a marker needs a name", "--  --\n-- --\n-- a --\n", ["--  --\n-- --\n", ["a", ""]]],
    ["a marker starts its line", " -- a --\n", [" -- a --\n"]],
    ["a marker ends its line", "-- a -- x\n--a--\n", ["-- a -- x\n--a--\n"]],
    ["lines may end in CRLF", "-- a --\r\n1\r\n-- b --\r\n", ["", ["a", "1\r\n"], ["b", ""]]],
    ["dashes may name a file", "-- -- --\n", ["", ["--", ""]]],
  ];
  for (const [title, text, want] of cases) test(title, () => expect(parts(text)).toEqual(want as never));

  test("spans lead to the marker and the content", () => {
    const text = "c\n-- a/b.go --\npackage b\n-- c --\nx";
    const [first, second] = parseTxtar(text).files;
    expect(text.slice(first?.marker.start, first?.marker.end)).toBe("-- a/b.go --");
    expect(text.slice(first?.span.start, first?.span.end)).toBe("package b\n");
    expect(text.slice(second?.span.start, second?.span.end)).toBe("x");
  });

  test("the archives of the Go toolchain print as they were", () => {
    const root = Bun.spawnSync(["go", "env", "GOROOT"], {
      env: {
        PATH: process.env.PATH,
        HOME: process.env.HOME,
        GOENV: "off",
        GOTOOLCHAIN: "local",
        GOFLAGS: "",
      },
    })
      .stdout.toString()
      .trim();
    const folders = ["src/cmd/go/testdata/script", "src/cmd/go/testdata/mod"].map((folder) =>
      join(root, folder),
    );
    let archives = 0;
    let files = 0;
    for (const folder of folders) {
      for (const name of readdirSync(folder)) {
        if (!name.endsWith(".txt") && !name.endsWith(".txtar")) continue;
        const text = readFileSync(join(folder, name), "utf8");
        const archive = parseTxtar(text);
        const markers = text.match(/^-- .*\S.* --\r?$/gm) ?? [];
        expect(archive.files.map((file) => file.name)).toEqual(
          markers.map((line) => line.replace(/\r$/, "").slice(3, -3).trim()),
        );
        // Blanks inside markers and a missing last line end are the two things that printing makes even.
        const even = text.replace(/^-- +(.*?\S) +--$/gm, "-- $1 --").replace(/([^\n])$/, "$1\n");
        if (!text.includes("\r")) expect(formatTxtar(archive)).toBe(even);
        archives++;
        files += archive.files.length;
      }
    }
    console.log(`txtar: ${archives} archives of the toolchain with ${files} files`);
    expect(archives).toBeGreaterThan(500);
  });
});

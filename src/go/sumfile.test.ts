import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { decodeSource, sourceFromText } from "../text/source-file.ts";
import { formatSumFile, indexSumLines, parseSumFile } from "./sumfile.ts";

const hash = "h1:ICeL3t2L30ljSPHHxDnR4fqVcBt/zR2zJAb9juavmQg=";
const other = "h1:u5fzIrRInkL8MaO1cbRkUHT64v303YIT5KEqpNr7jRs=";
const parse = (text: string) => parseSumFile(sourceFromText({ path: "go.sum", text }));
const kinds = (text: string): string[] =>
  parse(text).problems.map(({ kind, isFatal }) => `${kind}${isFatal ? "!" : ""}`);

describe("go.sum", () => {
  test("a line names a module or only its go.mod", () => {
    const text = `golang.org/x/mod v0.42.0 ${hash}\ngolang.org/x/mod v0.42.0/go.mod ${other}\n`;
    const { lines, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(lines).toEqual([
      {
        path: "golang.org/x/mod",
        version: "v0.42.0",
        isGoMod: false,
        hash,
        span: { start: 0, end: 72 },
        lineNumber: 1,
      },
      {
        path: "golang.org/x/mod",
        version: "v0.42.0",
        isGoMod: true,
        hash: other,
        span: { start: 73, end: 152 },
        lineNumber: 2,
      },
    ]);
    expect(indexSumLines(lines).get("golang.org/x/mod v0.42.0/go.mod")).toEqual([other]);
  });

  test("blank lines, CRLF and tabs are fine; any three words are", () => {
    const { lines, problems } = parse(`\n\r\na.test\tv1.0.0   ${hash}\r\n\n`);
    expect(problems).toEqual([]);
    expect(lines.map(({ path, version, lineNumber }) => [path, version, lineNumber])).toEqual([
      ["a.test", "v1.0.0", 3],
    ]);
    expect(kinds("# comment here\n")).toEqual(["unknown-algorithm"]);
  });

  test("conflict markers and lines with a wrong number of fields stop go", () => {
    expect(kinds(`<<<<<<< HEAD\na.test v1.0.0 ${hash}\n=======\n>>>>>>> branch\n`)).toEqual([
      "conflict-marker!",
      "conflict-marker!",
      "conflict-marker!",
    ]);
    expect(kinds(">>>>>>> my branch\n")).toEqual(["conflict-marker"]);
    expect(kinds(`a.test ${hash}\n`)).toEqual(["fields!"]);
    expect(parse("a b c d\n").problems[0]?.reason).toBe("wrong number of fields 4");
  });

  test("hashes that never match and second hashes are told", () => {
    expect(kinds("a.test v1.0.0 h1:short\n")).toEqual(["bad-hash"]);
    expect(kinds(`a.test v1.0.0 ${hash.replace("g=", "h=")}\n`)).toEqual(["bad-hash"]);
    expect(kinds("a.test v1.0.0 h2:abc\n")).toEqual(["unknown-algorithm"]);
    expect(kinds(`a.test v1.0.0 ${hash}\na.test v1.0.0 ${hash}\n`)).toEqual([]);
    expect(kinds(`a.test v1.0.0 ${hash}\na.test v1.0.0 ${other}\n`)).toEqual(["duplicate-hash"]);
  });

  test("the hash of an empty go.mod, once written by mistake, is dropped", () => {
    const text = "a.test v1.0.0/go.mod h1:G7mAYYxgmS0lVkHyy2hEOLQCFB0DlQFTMLWggykrydY=\n";
    expect(parse(text).lines).toEqual([]);
    expect(kinds(text)).toEqual(["historic-hash"]);
  });

  test("a byte-order mark hides the first line from go", () => {
    const source = decodeSource("go.sum", new TextEncoder().encode(`\ufeffa.test v1.0.0 ${hash}\n`));
    expect(parseSumFile(source).problems.map(({ kind }) => kind)).toEqual(["byte-order-mark"]);
  });

  test("it is written sorted by path, version, then /go.mod, each line once", () => {
    const text = [
      "b.test v1.0.0",
      "a.test v1.10.0/go.mod",
      "a.test v1.10.0",
      "a.test v1.9.0",
      "a.test v1.9.0",
    ]
      .map((key) => `${key} ${hash}\n`)
      .join("");
    expect(formatSumFile(parse(text).lines)).toBe(
      ["a.test v1.9.0", "a.test v1.10.0", "a.test v1.10.0/go.mod", "b.test v1.0.0"]
        .map((key) => `${key} ${hash}\n`)
        .join(""),
    );
  });

  test("no text makes the parser throw, and spans stay inside it", () => {
    const piece = fc.constantFrom(
      "a.test ",
      "v1.0.0",
      "/go.mod",
      " ",
      "\n",
      "\r\n",
      hash,
      "<<<<<<<",
      "h1:",
      "\u0085",
      "é",
      "#",
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (text) => {
          const { lines, problems } = parse(text);
          for (const { span } of [...lines, ...problems]) {
            expect(span.start).toBeLessThanOrEqual(span.end);
            expect(span.end).toBeLessThanOrEqual(text.length);
          }
          expect(formatSumFile(parse(formatSumFile(lines)).lines)).toBe(formatSumFile(lines));
        },
      ),
    );
  });
});

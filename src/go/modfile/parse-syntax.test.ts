import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeSource, type SourceFile, sourceFromText } from "../../text/source-file.ts";
import { formatModFile } from "./format-mod-file.ts";
import { parseModFile } from "./parse-mod-file.ts";
import { parseSyntax } from "./parse-syntax.ts";
import { parseWorkFile } from "./parse-work-file.ts";

const words = [
  "require",
  "replace",
  "retract",
  "module",
  "go",
  "use",
  "a",
  "v1.0.0",
  "=>",
  "./x",
  '"q"',
  "`q`",
];
const marks = [
  "(",
  ")",
  "[",
  "]",
  ",",
  "\n",
  "\n\n",
  "\r\n",
  " ",
  "\t",
  "// c",
  "/*",
  '"',
  "\\",
  "\0",
  "\u00a0",
];
const soup = fc.array(fc.constantFrom(...words, ...marks), { maxLength: 60 }).map((parts) => parts.join(" "));

function source(text: string): SourceFile {
  return sourceFromText({ path: "go.mod", text });
}

test("no bytes make the readers throw, and every span lies in the text", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      const file = decodeSource("go.mod", bytes);
      const { problems, comments } = parseModFile(file);
      parseWorkFile(file);
      for (const { span } of [...problems, ...comments]) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeGreaterThanOrEqual(span.start);
        expect(span.end).toBeLessThanOrEqual(file.text.length);
      }
    }),
  );
});

test("every token is the text at its span, whatever the soup", () => {
  fc.assert(
    fc.property(soup, (text) => {
      for (const statement of parseSyntax(source(text)).syntax.statements) {
        if (statement.kind === "comments") continue;
        const lines = statement.kind === "block" ? statement.lines : [];
        for (const token of [statement, ...lines].flatMap((each) => each.tokens)) {
          expect(text.slice(token.span.start, token.span.end)).toBe(token.text);
        }
      }
    }),
  );
});

test("printed text is printed again as it stands", () => {
  fc.assert(
    fc.property(soup, (text) => {
      const { syntax, problems } = parseSyntax(source(text));
      fc.pre(problems.length === 0);
      const printed = formatModFile(syntax);
      expect(formatModFile(parseSyntax(source(printed)).syntax)).toBe(printed);
    }),
    { numRuns: 300 },
  );
});

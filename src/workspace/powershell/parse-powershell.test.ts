import { expect, test } from "bun:test";
import fc from "fast-check";
import { embedUnchanged } from "../../text/embedded-text.ts";
import type { ShellNode } from "../shell/ast.ts";
import { parsePowershell } from "./parse-powershell.ts";

const bodyOf = (text: string): readonly ShellNode[] =>
  parsePowershell(embedUnchanged(text), { file: "ci.yml" }).body;

test("spans are those of the text, and every command keeps its words", () => {
  const text = '  go build -o "a b" ./...  # note\n';
  const [node] = bodyOf(text);
  expect(node?.kind === "command" && node.words.map((word) => word.text)).toEqual([
    "go",
    "build",
    "-o",
    '"a b"',
    "./...",
  ]);
  expect(node && text.slice(node.span.start, node.span.end)).toBe('go build -o "a b" ./...');
});

test("holes stay holes, in quotes and outside", () => {
  const text = 'go build -tags "$[1]" $[22]';
  const holes = [
    { start: 16, end: 20, expression: "matrix.tags" },
    { start: 22, end: 27, expression: "matrix.package" },
  ];
  const [node] = parsePowershell(embedUnchanged(text, 0, holes), { file: "ci.yml" }).body;
  const parts = node?.kind === "command" ? node.words.flatMap((word) => word.parts) : [];
  expect(parts.filter((part) => part.kind === "hole").map((part) => part.expression)).toEqual([
    "matrix.tags",
    "matrix.package",
  ]);
});

test("a check of the status belongs to the program before it", () => {
  expect(bodyOf("go vet .\nif ($LASTEXITCODE -ne 0) { exit 1 }")[0]?.kind).toBe("or");
  expect(bodyOf("go vet .\nif ($?) { go test . }")[0]?.kind).toBe("and");
  expect(bodyOf("Write-Host x\nif ($LASTEXITCODE -ne 0) { exit 1 }").map(({ kind }) => kind)).toEqual([
    "command",
    "if",
  ]);
});

test("any text is read to its end, with spans inside it", () => {
  const pieces = fc.constantFrom(
    "go build",
    "$env:X",
    " = ",
    '"',
    "'",
    "@'\n",
    "'@",
    '@"\n',
    '"@',
    "{",
    "}",
    "(",
    ")",
    "$(",
    "`",
    "`\n",
    "|",
    "||",
    "&&",
    "&",
    ";",
    "\n",
    "#",
    "<#",
    "#>",
    "if ",
    "else",
    "try",
    "catch",
    "foreach ",
    "function f",
    ",",
    "-a.b",
    "x",
    " ",
    "$x",
    "[",
    "]",
    ">>",
    "2>&1",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 24 }), (parts) => {
      const text = parts.join("");
      const { body, problems } = parsePowershell(embedUnchanged(text), { file: "x" });
      for (const { span } of [...body, ...problems]) {
        expect(span.start).toBeGreaterThanOrEqual(0);
        expect(span.end).toBeLessThanOrEqual(text.length + 1);
        expect(span.start).toBeLessThanOrEqual(span.end);
      }
    }),
    { numRuns: 400 },
  );
});

test("a long script takes time in proportion to its length", () => {
  const started = performance.now();
  bodyOf('$env:A = "x"; go build -v ./... `\n  -tags "a b"\n'.repeat(2000));
  bodyOf("{(".repeat(20_000));
  expect(performance.now() - started).toBeLessThan(2000);
});

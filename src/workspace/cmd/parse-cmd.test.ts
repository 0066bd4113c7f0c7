import { expect, test } from "bun:test";
import fc from "fast-check";
import { embedUnchanged } from "../../text/embedded-text.ts";
import { parseCmd } from "./parse-cmd.ts";

const parse = (text: string) => parseCmd(embedUnchanged(text), { file: "ci.yml" });

test("operators in quotes and behind a caret are text", () => {
  const [node, ...others] = parse('go build -ldflags "-X a=b&c" x^&y').body;
  expect(others).toEqual([]);
  expect(node?.kind === "command" && node.words.map((word) => word.text)).toEqual([
    "go",
    "build",
    "-ldflags",
    '"-X a=b&c"',
    "x^&y",
  ]);
});

test("&&, ||, | and & join commands", () => {
  expect(["a && b", "a || b", "a | b", "a & b"].map((text) => parse(text).body[0]?.kind)).toEqual([
    "and",
    "or",
    "pipeline",
    "group",
  ]);
});

test("redirects are no words", () => {
  const [node] = parse("go build . >nul 2>&1").body;
  expect(node?.kind === "command" && node.words.map((word) => word.text)).toEqual(["go", "build", "."]);
});

test("any text is read to its end", () => {
  const pieces = fc.constantFrom(
    "go build",
    "set ",
    "X=1",
    '"',
    "%X%",
    "%",
    "^",
    "^\n",
    "&",
    "&&",
    "|",
    "(",
    ")",
    "\n",
    "\r\n",
    "if ",
    "for ",
    "exit",
    ">",
    ">>",
    " ",
    "!X!",
    "::",
    "rem ",
    "echo ",
    "%GITHUB_ENV%",
  );
  fc.assert(
    fc.property(fc.array(pieces, { maxLength: 24 }), (parts) => {
      const text = parts.join("");
      for (const { span } of parse(text).body) {
        expect(span.start).toBeLessThanOrEqual(span.end);
        expect(span.end).toBeLessThanOrEqual(text.length + 1);
      }
    }),
    { numRuns: 400 },
  );
});

test("echo leaves the status of the program before it", () => {
  const names = parse("go test ./...\necho done\necho.\necho GOOS=linux>>%GITHUB_ENV%\n").body.map((node) =>
    node.kind === "command" ? node.words.map(({ text }) => text).join(" ") : node.kind,
  );
  expect(names).toHaveLength(2);
  expect(names[0]).toBe("go test ./...");
});

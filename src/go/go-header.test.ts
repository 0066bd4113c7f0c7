import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { formatConstraint } from "./constraint.ts";
import { headerIsComplete, scanCommentHeader, scanGoHeader } from "./go-header.ts";

const encoder = new TextEncoder();
const scan = (text: string) => scanGoHeader(encoder.encode(text));

describe("go headers", () => {
  test("imports carry path, name and the span of the literal", () => {
    const text = 'package p\n\nimport (\n\t"fmt"\n\t_ "embed"\n\tm `math`\n)\n\nvar x = 1\n';
    const { imports, packageName } = scan(text);
    expect(packageName).toBe("p");
    expect(imports.map(({ path, name }) => [path, name])).toEqual([
      ["fmt", undefined],
      ["embed", "_"],
      ["math", "m"],
    ]);
    expect(imports.map(({ span }) => text.slice(span.start, span.end))).toEqual([
      '"fmt"',
      '"embed"',
      "`math`",
    ]);
  });

  test("spans count in UTF-16 units after a byte-order mark", () => {
    const text = '// 𝔘ñ\n//go:build linux\n\npackage p\n\nimport "C"\n';
    const { imports, constraintLines, usesCgo } = scan(`\ufeff${text}`);
    const spans = [...imports, ...constraintLines].map(({ span }) => text.slice(span.start, span.end));
    expect(spans).toEqual(['"C"', "//go:build linux"]);
    expect(usesCgo).toBe(true);
  });

  test("each place of a constraint is judged as go judges it", () => {
    const { constraintLines, constraint } = scan(
      [
        "// Copyright",
        "",
        "// +build one",
        "",
        "/* +build no",
        "//go:build inside",
        "*/",
        "// +build late",
        "//go:build live",
        "package p // x",
        "//go:build after",
        'import "fmt"',
        "",
      ].join("\n"),
    );
    expect(
      constraintLines.map(({ text, isHonoured, deadBecause }) => [text, isHonoured, deadBecause]),
    ).toEqual([
      ["// +build one", false, "go-build-line"],
      ["//go:build inside", false, "in-block-comment"],
      ["// +build late", false, "no-blank-line"],
      ["//go:build live", true, undefined],
      ["//go:build after", false, "after-code"],
    ]);
    expect(constraint && formatConstraint(constraint)).toBe("live");
  });

  test("several +build lines must all hold", () => {
    const { constraint } = scan("// +build linux darwin\n// +build !cgo\n\npackage p\n");
    expect(constraint && formatConstraint(constraint)).toBe("(linux || darwin) && !cgo");
  });

  test("a +build line directly above the package clause is an ordinary comment", () => {
    expect(scan("// +build linux\npackage p\n").constraint).toBeUndefined();
  });

  test("carriage returns and Unicode blanks around a line do not matter", () => {
    const { constraint } = scan("//go:build linux\r\n\r\npackage p\r\n");
    expect(constraint && formatConstraint(constraint)).toBe("linux");
    const odd = scan("\u00a0//go:build\u2003darwin\u0085\npackage p\n").constraint;
    expect(odd && formatConstraint(odd)).toBe("darwin");
  });

  test("a space after the slashes makes it a comment", () => {
    expect(scan("// go:build linux\n\npackage p\n").constraintLines).toEqual([]);
  });

  test("two //go:build lines are refused in go's words", () => {
    const { constraintProblem } = scan("//go:build a\n//go:build b\n\npackage p\n");
    expect(constraintProblem).toBe("multiple //go:build comments");
  });

  test("a broken expression is refused in go's words", () => {
    const { constraintProblem, constraint } = scan("//go:build linux,amd64\n\npackage p\n");
    expect(constraintProblem).toBe("parsing //go:build line: invalid syntax at ,");
    expect(constraint).toBeUndefined();
  });

  test("a NUL is found inside a comment too", () => {
    expect(scan("// a\u0000b\npackage p\n").problem?.reason).toBe("unexpected NUL in input");
    expect(scan("package p\n\nvar x = 1 // \u0000\n").problem).toBeUndefined();
  });

  test("a header cut anywhere is either the same or says that it needs more bytes", () => {
    const text =
      '// Copyright\n\n//go:build linux && (amd64 || arm64)\n// +build linux\n\n/* doc */\npackage p\n\nimport (\n\t"fmt"\n\tx `math`\n)\nimport "C"\n\nfunc f() {}\n';
    const bytes = encoder.encode(text);
    const whole = scanGoHeader(bytes);
    expect(whole.problem).toBeUndefined();
    let complete = 0;
    for (let cut = 0; cut < bytes.length; cut++) {
      const part = scanGoHeader(bytes.subarray(0, cut));
      if (!headerIsComplete(part, cut, bytes.length)) continue;
      complete++;
      expect(part).toEqual(whole);
    }
    expect(complete).toBeGreaterThan(5);
  });

  test("any bytes at all are read without an exception", () => {
    const words = fc.constantFrom(
      "package p\n",
      "import (",
      '"',
      "`",
      "//go:build ",
      "/*",
      "*/",
      "\n",
      "\0",
      "C",
      ")",
    );
    // fc.string({ unit: "binary" }) first makes a table of all letters there are, which takes most of a second.
    const letters = fc.array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 4 });
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            words.map((word) => encoder.encode(word)),
            letters.map((points) => encoder.encode(String.fromCodePoint(...points))),
            fc.uint8Array({ maxLength: 4 }),
          ),
          { maxLength: 20 },
        ),
        (parts) => {
          const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
          for (const header of [scanGoHeader(bytes), scanCommentHeader(bytes)]) {
            expect(header.endByte).toBeLessThanOrEqual(bytes.length);
            for (const { span } of header.constraintLines) expect(span.start).toBeLessThanOrEqual(span.end);
          }
        },
      ),
    );
  });
});

describe("below the package clause", () => {
  test("a constraint in a block comment is documentation, one after it stands too late", () => {
    const { constraintLines } = scan(
      'package p\n\n/*\n//go:build shown\n*/\n\nimport "example.com/a//b" // x /* y\n\n//go:build late\n\nimport "fmt"\n',
    );
    expect(constraintLines.map(({ text, deadBecause }) => [text, deadBecause])).toEqual([
      ["//go:build shown", "in-block-comment"],
      ["//go:build late", "after-code"],
    ]);
  });
});

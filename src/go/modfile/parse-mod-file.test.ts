import { describe, expect, test } from "bun:test";
import { decodeSource, sourceFromText } from "../../text/source-file.ts";
import type { Span } from "../../text/span.ts";
import { formatModFile } from "./format-mod-file.ts";
import type { ModFile } from "./model.ts";
import { parseModFile, parseModFileLax } from "./parse-mod-file.ts";

function parse(text: string): ModFile {
  return parseModFile(sourceFromText({ path: "go.mod", text }));
}

function reasons(text: string): string[] {
  return parse(text).problems.map((problem) => problem.reason);
}

const gin = `// Deprecated: use example.com/new instead.
module github.com/gin-gonic/gin // the web framework

go 1.21.0

toolchain go1.21.5

godebug panicnil=1

require (
	github.com/bytedance/sonic v1.11.6
	// kept for the tests
	github.com/stretchr/testify v1.9.0 // indirect
)

require "golang.org/x/net" v0.25 // indirect; for http2

replace github.com/bytedance/sonic => ../sonic

replace golang.org/x/net v0.25.0 => example.com/net v0.26.0

exclude golang.org/x/net v0.24.0

// Published by mistake.
retract [v1.7.5, v1.7.6]

tool golang.org/x/tools/cmd/stringer

ignore ./node_modules
`;

describe("a whole go.mod", () => {
  const mod = parse(gin);
  const at = ({ start, end }: Span): string => gin.slice(start, end);

  test("gives every directive with its place", () => {
    expect(mod.problems).toEqual([]);
    expect(mod.module).toMatchObject({
      path: "github.com/gin-gonic/gin",
      deprecated: "use example.com/new instead.\nthe web framework",
    });
    expect(mod.module && at(mod.module.span)).toBe("module github.com/gin-gonic/gin");
    expect(mod.go && at(mod.go.versionSpan)).toBe("1.21.0");
    expect(mod.toolchain && at(mod.toolchain.nameSpan)).toBe("go1.21.5");
    expect(mod.godebugs.map(({ key, value }) => [key, value])).toEqual([["panicnil", "1"]]);
    expect(mod.tools.map((tool) => at(tool.pathSpan))).toEqual(["golang.org/x/tools/cmd/stringer"]);
    expect(mod.ignores.map((ignore) => ignore.path)).toEqual(["./node_modules"]);
  });

  test("tells direct from indirect requirements and fills short versions", () => {
    expect(mod.requires.map(({ path, version, indirect }) => [path, version, indirect])).toEqual([
      ["github.com/bytedance/sonic", "v1.11.6", false],
      ["github.com/stretchr/testify", "v1.9.0", true],
      ["golang.org/x/net", "v0.25.0", true],
    ]);
    expect(mod.requires.map((require) => at(require.versionSpan))).toEqual(["v1.11.6", "v1.9.0", "v0.25"]);
    expect(mod.requires.map((require) => at(require.span))).toEqual([
      "github.com/bytedance/sonic v1.11.6",
      "github.com/stretchr/testify v1.9.0",
      'require "golang.org/x/net" v0.25',
    ]);
  });

  test("tells folders from modules in replacements", () => {
    expect(
      mod.replaces.map(({ oldVersion, newPath, newVersion, isLocal }) => [
        oldVersion,
        newPath,
        newVersion,
        isLocal,
      ]),
    ).toEqual([
      [undefined, "../sonic", undefined, true],
      ["v0.25.0", "example.com/net", "v0.26.0", false],
    ]);
    expect(mod.replaces.map((replace) => at(replace.newPathSpan))).toEqual(["../sonic", "example.com/net"]);
  });

  test("keeps the reason of a retraction and every comment", () => {
    expect(mod.retracts).toMatchObject([
      { low: "v1.7.5", high: "v1.7.6", rationale: "Published by mistake." },
    ]);
    expect(mod.comments.map((comment) => at(comment.span))).toEqual(
      mod.comments.map((comment) => comment.text),
    );
    expect(mod.comments).toHaveLength(6);
  });
});

describe("broken text is data", () => {
  test("what Go refuses is named in Go's words, the rest is understood", () => {
    const text = "module m\n\nrequire example.com/a master\nrequire example.com/b v1.0.0\nfoo bar\n";
    const mod = parse(text);
    expect(
      mod.problems.map(({ reason, directive, span }) => [
        reason,
        directive,
        text.slice(span.start, span.end),
      ]),
    ).toEqual([
      ['require example.com/a: version "master" invalid: must be of the form v1.2.3', "require", "master"],
      ["unknown directive: foo", "foo", "foo bar"],
    ]);
    expect(mod.requires.map((require) => require.path)).toEqual(["example.com/b"]);
  });

  test("a fault of the syntax is the only problem, and the lines around it are understood", () => {
    const mod = parse("module m\ngo 1.21 /* old */\nrequire example.com/b v1.0.0\n");
    expect(mod.problems.map((problem) => problem.reason)).toEqual([
      "mod files must use // comments (not /* */ comments)",
    ]);
    expect(mod.go?.version).toBe("1.21");
    expect(mod.requires).toHaveLength(1);
  });

  test("a block without end, a string without end and text behind a block are problems", () => {
    expect(reasons("module m\nrequire (\n\ta v1.0.0\n")).toEqual([
      "syntax error (unterminated block started at go.mod:2:1)",
    ]);
    expect(reasons('module "m\n')).toEqual(["unexpected newline in string"]);
    expect(reasons('module "m')).toEqual(["unexpected EOF in string"]);
    expect(reasons("require (\n) x\n")).toEqual(["syntax error (expected newline after closing paren)"]);
  });

  test("a byte-order mark, NUL and other unprintable characters are refused as Go does", () => {
    const withMark = decodeSource("go.mod", new TextEncoder().encode("\ufeffmodule m\n"));
    expect(parseModFile(withMark).problems.map((problem) => problem.reason)).toEqual([
      "unexpected input character '\\ufeff'",
    ]);
    expect(parseModFile(withMark).module?.path).toBe("m");
    expect(reasons("module m\0\n")).toEqual(["unexpected input character '\\x00'"]);
  });

  test("bytes that are not UTF-8 are words to Go", () => {
    const mod = parseModFile(
      decodeSource("go.mod", new Uint8Array([...Buffer.from("module m"), 0xff, 0x0a])),
    );
    expect(mod.problems).toEqual([]);
    expect(mod.module?.path).toBe("m\ufffd");
  });

  test("CRLF lines are read, comments without the CR", () => {
    const mod = parse("module m\r\n// note\r\nrequire (\r\n\texample.com/b v1.0.0 // indirect\r\n)\r\n");
    expect(mod.problems).toEqual([]);
    expect(mod.requires.map((require) => require.indirect)).toEqual([true]);
    expect(mod.comments.map((comment) => comment.text)).toEqual(["// note", "// indirect"]);
  });

  test("an empty file has no problem and no module", () => {
    expect(parse("")).toMatchObject({ module: undefined, problems: [], requires: [], comments: [] });
  });
});

describe("a dependency's go.mod", () => {
  const lax = (text: string): ModFile => parseModFileLax(sourceFromText({ path: "go.mod", text }));

  test("may have directives of the future, replacements do not count", () => {
    const mod = lax(
      "module m\nfuture x\nfuture (\n\ty\n)\nreplace a => ../a\nretract v1 until v2\nrequire b v1.0.0\n",
    );
    expect(mod.problems).toEqual([]);
    expect(mod.replaces).toEqual([]);
    expect(mod.requires).toHaveLength(1);
  });

  test("may write its go line in old ways", () => {
    expect(lax("module m\ngo v1.12.3\n").go?.version).toBe("1.12");
    expect(lax("module m\ngo next\n").problems.map((problem) => problem.reason)).toEqual([
      "invalid go version 'next': must match format 1.23.0",
    ]);
  });
});

test("ten megabytes of go.mod are read and printed as they stand", () => {
  const lines = Array.from(
    { length: 180_000 },
    (_, index) => `\tgithub.com/example/module-${index} v1.2.${index} // indirect\n`,
  );
  const text = `module m\n\nrequire (\n${lines.join("")})\n`;
  expect(text.length).toBeGreaterThan(10_000_000);
  const mod = parse(text);
  // It takes under a second alone; the limit leaves room for a busy machine and still catches a quadratic step.
  expect(mod.requires).toHaveLength(180_000);
  expect(formatModFile(mod.syntax)).toBe(text);
}, 30_000);

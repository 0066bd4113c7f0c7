import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { sourceFromText } from "../text/source-file.ts";
import { parseModulesTxt } from "./modules-txt.ts";

const parse = (text: string) => parseModulesTxt(sourceFromText({ path: "vendor/modules.txt", text }));

describe("modules.txt", () => {
  test("a module has annotations, packages and a replacement", () => {
    const text =
      "# a.test/m v1.2.3 => ../m\n## explicit; go 1.21\na.test/m\na.test/m/sub\n# a.test/m => ../m\n";
    const { entries, modules, replacementsOnly, isWorkspace, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(isWorkspace).toBe(false);
    expect(entries).toHaveLength(2);
    expect(modules).toEqual([
      {
        path: "a.test/m",
        version: "v1.2.3",
        replacement: { path: "../m", version: undefined },
        explicit: true,
        goVersion: "1.21",
        packages: [
          { path: "a.test/m", span: { start: 47, end: 55 } },
          { path: "a.test/m/sub", span: { start: 56, end: 68 } },
        ],
        span: { start: 0, end: 25 },
        lineNumber: 1,
      },
    ]);
    expect(replacementsOnly.map(({ path, replacement }) => [path, replacement?.path])).toEqual([
      ["a.test/m", "../m"],
    ]);
  });

  test("a workspace says so in its first line only", () => {
    expect(parse("## workspace\n# a.test v1.0.0\n").isWorkspace).toBe(true);
    expect(parse("## workspace\r\n# a.test v1.0.0\r\n").isWorkspace).toBe(true);
    expect(parse("# a.test v1.0.0\n## workspace\n").isWorkspace).toBe(false);
    expect(parse("## workspace\n").problems).toEqual([]);
  });

  test("a replacement by a version is kept with it", () => {
    const [entry] = parse("# a.test v1.0.0 => b.test v1.1.0\n").entries;
    expect(entry?.replacement).toEqual({ path: "b.test", version: "v1.1.0" });
    expect(parse("# a.test v1.0.0 => b.test latest\n").entries[0]?.replacement).toBeUndefined();
  });

  test("lines that go skips are told with their reason", () => {
    const { entries, problems } = parse(
      "a.test\n# a.test latest\n## explicit\n# a.test\n# b.test v1.0.0\nb.test sub\n-x\n",
    );
    expect(entries.map(({ path, packages }) => [path, packages.length])).toEqual([["b.test", 0]]);
    expect(problems.map(({ lineNumber, reason }) => `${lineNumber}: ${reason}`)).toEqual([
      "1: no module line comes before",
      '2: "latest" is no version',
      "3: no module line comes before",
      "4: no version",
      "6: more than one word",
      '7: malformed import path "-x": leading dash',
    ]);
  });

  test("no text makes the parser throw, and spans stay inside it", () => {
    const piece = fc.constantFrom(
      "# ",
      "## ",
      "a.test",
      " v1.0.0",
      " => ",
      "\n",
      "\r\n",
      "explicit",
      ";",
      "go 1.21",
      "workspace",
      "é",
      "\t",
    );
    fc.assert(
      fc.property(
        fc.array(piece).map((pieces) => pieces.join("")),
        (text) => {
          const { entries, problems } = parse(text);
          for (const { path, span } of entries.flatMap(({ packages }) => packages)) {
            expect(text.slice(span.start, span.end)).toBe(path);
          }
          for (const { span } of [...entries, ...problems]) expect(span.end).toBeLessThanOrEqual(text.length);
        },
      ),
    );
  });
});

import { expect, test } from "bun:test";
import { escapePath, escapeVersion, unescapePath, unescapeVersion } from "../../src/go/escape.ts";
import {
  checkFilePath,
  checkImportPath,
  checkModulePath,
  checkPathMajor,
  moduleVersionProblem,
  splitPathMajor,
} from "../../src/go/module-path.ts";
import { matchPath } from "../../src/go/path-match.ts";
import { matchesPrefixPatterns } from "../../src/go/private-patterns.ts";
import { flagOf, readGoLiteralAfter, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { goSourceFolder, readGoSource, readXMod } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

const source = readXMod("module/module_test.go");
const paths = rowsOf(readGoVariable(source, "checkPathTests"));

test("a path and a version fit together as in x/mod/module", () => {
  const rows = rowsOf(readGoVariable(source, "checkTests"));
  for (const row of rows) {
    const [path, version] = [textOf(row.path), textOf(row.version)];
    expect([path, version, moduleVersionProblem(path, version) === undefined]).toEqual([
      path,
      version,
      flagOf(row.ok),
    ]);
  }
  reportSuite("x/mod module Check", rows.length);
});

test("module, import and file paths are judged as in x/mod/module", () => {
  for (const row of paths) {
    const path = textOf(row.path);
    expect([path, "module", checkModulePath(path) === undefined]).toEqual([path, "module", flagOf(row.ok)]);
    expect([path, "import", checkImportPath(path) === undefined]).toEqual([
      path,
      "import",
      flagOf(row.importOK),
    ]);
    expect([path, "file", checkFilePath(path) === undefined]).toEqual([path, "file", flagOf(row.fileOK)]);
    const split = splitPathMajor(path);
    if (split) expect(split.prefix + split.pathMajor).toBe(path);
  }
  reportSuite("x/mod module paths", 3 * paths.length);
});

test("the major version suffix is split off as in x/mod/module", () => {
  const rows = rowsOf(readGoVariable(source, "splitPathVersionTests"));
  for (const row of rows) {
    const [prefix, pathMajor] = [textOf(row.pathPrefix), textOf(row.version)];
    expect(splitPathMajor(prefix + pathMajor)).toEqual({ prefix, pathMajor });
  }
  const majors = rowsOf(readGoLiteralAfter(source, "func TestMatchPathMajor(", "range "));
  for (const row of majors) {
    const [version, pathMajor] = [textOf(row.v), textOf(row.pathMajor)];
    expect([version, pathMajor, checkPathMajor(version, pathMajor) === undefined]).toEqual([
      version,
      pathMajor,
      flagOf(row.want),
    ]);
  }
  reportSuite("x/mod module majors", rows.length + majors.length);
});

test("paths are escaped and unescaped as in x/mod/module", () => {
  const rows = rowsOf(readGoVariable(source, "escapeTests"));
  const bad = readGoVariable(source, "badUnescape");
  const invalid = paths.filter((row) => !flagOf(row.ok)).map((row) => textOf(row.path));
  for (const row of rows) {
    const path = textOf(row.path);
    const escaped = textOf(row.esc) || path;
    expect(escapePath(path)).toBe(escaped);
    expect(unescapePath(escaped)).toBe(path);
  }
  for (const path of invalid) {
    expect([path, escapePath(path), unescapePath(path)]).toEqual([path, undefined, undefined]);
  }
  if (!Array.isArray(bad)) throw new TypeError("badUnescape is no list");
  for (const text of bad.map(textOf)) expect([text, unescapePath(text)]).toEqual([text, undefined]);
  expect(escapeVersion("v1.0.0-RC1")).toBe("v1.0.0-!r!c1");
  expect(unescapeVersion("v1.0.0-!r!c1")).toBe("v1.0.0-RC1");
  reportSuite("x/mod module escapes", rows.length + bad.length + invalid.length);
});

test("private patterns match as in x/mod/module", () => {
  const rows = rowsOf(readGoLiteralAfter(source, "func TestMatchPrefixPatterns(", "range "));
  for (const row of rows) {
    const [globs, target] = [textOf(row.globs), textOf(row.target)];
    expect([globs, target, matchesPrefixPatterns(globs, target)]).toEqual([globs, target, flagOf(row.want)]);
  }
  reportSuite("x/mod module patterns", rows.length);
});

test("globs match as Go's path.Match does", () => {
  const rows = rowsOf(readGoVariable(readGoSource("path/match_test.go"), "matchTests"));
  for (const row of rows) {
    const [pattern, name] = [textOf(row.pattern), textOf(row.s)];
    const wanted = row.err === null ? flagOf(row.match) : undefined;
    expect([pattern, name, matchPath(pattern, name)]).toEqual([pattern, name, wanted]);
  }
  reportSuite("path.Match", rows.length);
});

test("each fake module of cmd/go has the name and version that its file name says", async () => {
  let count = 0;
  for await (const name of new Bun.Glob("*.txt").scan({ cwd: `${goSourceFolder()}/cmd/go/testdata/mod` })) {
    const text = await Bun.file(`${goSourceFolder()}/cmd/go/testdata/mod/${name}`).text();
    const encoded = name.slice(0, -".txt".length);
    const cut = encoded.lastIndexOf("_v");
    const path = unescapePath(encoded.slice(0, cut).replaceAll("_", "/"));
    const version = unescapeVersion(encoded.slice(cut + 1));
    const declared = /^-- \.mod --\n(?:\/\/[^\n]*\n)*module "?([^\s"]+)"?/m.exec(text)?.[1];
    if (declared === undefined || path !== declared || version === undefined) continue;
    expect([name, escapePath(path)?.replaceAll("/", "_")]).toEqual([name, encoded.slice(0, cut)]);
    expect([name, escapeVersion(version)]).toEqual([name, encoded.slice(cut + 1)]);
    count++;
  }
  reportSuite("cmd/go fake modules", count);
});

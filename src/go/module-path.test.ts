import { describe, expect, test } from "bun:test";
import {
  checkFilePath,
  checkImportPath,
  checkModulePath,
  moduleVersionProblem,
  splitPathMajor,
} from "./module-path.ts";

describe("module paths", () => {
  test("a problem is told in Go's words", () => {
    expect(checkModulePath("github.com/Sirupsen/logrus")).toBeUndefined();
    expect(checkModulePath("GitHub.com/a")).toBe(
      `malformed module path "GitHub.com/a": invalid char 'G' in first path element`,
    );
    expect(checkModulePath("m")).toBe('malformed module path "m": missing dot in first path element');
    expect(checkModulePath("a.b/v1")).toBe('malformed module path "a.b/v1": invalid version');
    expect(checkModulePath("a.b/con.go")).toBe(
      'malformed module path "a.b/con.go": "con" disallowed as path element component on Windows',
    );
    expect(checkImportPath("a b")).toBe(`malformed import path "a b": invalid char ' '`);
    expect(checkFilePath("LICENSE (old).txt")).toBeUndefined();
    expect(checkFilePath("données/été.go")).toBeUndefined();
    expect(checkFilePath("a\\b")).toBeDefined();
  });

  test("half a surrogate pair and bytes that were no UTF-8 are refused", () => {
    expect(checkFilePath("a\ud800")).toBe('malformed file path "a\\ud800": invalid UTF-8');
    expect(checkFilePath("a\ufffd")).toBeDefined();
  });

  test("a version must fit the major version suffix", () => {
    expect(moduleVersionProblem("example.com/m", "v2.0.0")).toBe(
      "example.com/m@v2.0.0: invalid version: should be v0 or v1, not v2",
    );
    expect(moduleVersionProblem("example.com/m/v2", "v1.0.0")).toBe(
      "example.com/m/v2@v1.0.0: invalid version: should be v2, not v1",
    );
    expect(moduleVersionProblem("gopkg.in/yaml.v2-unstable", "v2.0.0")).toBeUndefined();
    expect(splitPathMajor("gopkg.in/yaml")).toBeUndefined();
    expect(splitPathMajor("gopkg.in/yaml.v02")).toBeUndefined();
  });
});

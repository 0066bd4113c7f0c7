import { expect, test } from "bun:test";
import { parseGoBuild } from "../../go/constraint.ts";
import type { GoFile } from "../../workspace/gofiles/model.ts";
import { exclusiveTags } from "./exclusive-tags.ts";

function file(path: string, line: string): GoFile {
  const parsed = parseGoBuild(line);
  if (!parsed.ok) throw new Error(parsed.problem.reason);
  const folder = path.slice(0, Math.max(0, path.lastIndexOf("/")));
  return {
    path,
    folder,
    isTest: path.endsWith("_test.go"),
    packageName: "a",
    constraint: parsed.constraint,
    constraintLines: [],
    mentionsConstraint: false,
    usesCgo: false,
    imports: [],
    problems: [],
  };
}

test("two tags exclude each other when files of one package say so in both directions", () => {
  expect(
    exclusiveTags([
      file("a/x.go", "//go:build prod && !mock"),
      file("a/y.go", "//go:build mock && !prod && linux"),
    ]),
  ).toEqual([["mock", "prod"]]);
});

test("one direction, another package, a test, an or, and tags of go or of platforms say nothing", () => {
  const prod = file("a/x.go", "//go:build prod && !mock");
  expect(exclusiveTags([prod, file("a/y.go", "//go:build !prod")])).toEqual([]);
  expect(exclusiveTags([prod, file("b/y.go", "//go:build mock && !prod")])).toEqual([]);
  expect(exclusiveTags([prod, file("a/y_test.go", "//go:build mock && !prod")])).toEqual([]);
  expect(exclusiveTags([prod, file("a/y.go", "//go:build (mock && !prod) || all")])).toEqual([]);
  expect(
    exclusiveTags([file("a/x.go", "//go:build linux && !cgo"), file("a/y.go", "//go:build cgo && !linux")]),
  ).toEqual([]);
});

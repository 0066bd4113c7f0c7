import { describe, expect, test } from "bun:test";
import { compareModules } from "./module-order.ts";

describe("the order of modules", () => {
  test("paths go by bytes, versions by meaning, a module before its go.mod", () => {
    const ordered = [
      "a.test v1.9.0",
      "a.test v1.10.0",
      "a.test v1.10.0/go.mod",
      "a.test/b v0.1.0",
      "go 1.21",
      "go 1.21rc1",
      "go 1.21.0",
    ];
    const modules = ordered.map((text) => {
      const [path = "", version = ""] = text.split(" ");
      return { path, version };
    });
    expect(modules.toReversed().toSorted(compareModules)).toEqual(modules);
  });
});

import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../text/source-file.ts";
import { createReplacementLookup } from "./main-replacement.ts";
import { parseModFile } from "./modfile/parse-mod-file.ts";
import { parseWorkFile } from "./modfile/parse-work-file.ts";

const mod = (path: string, text: string) =>
  parseModFile(sourceFromText({ path, text: `module ${path.replace("/go.mod", ".test")}\n\n${text}` }));

describe("replacements in effect", () => {
  test("an exact version beats the wildcard, whatever the order", () => {
    const lookup = createReplacementLookup(
      [mod("m/go.mod", "replace a.test => ./any\nreplace a.test v1.0.0 => b.test v1.1.0\n")],
      undefined,
    );
    expect(lookup("a.test", "v1.0.0")).toMatchObject({ path: "b.test", version: "v1.1.0" });
    expect(lookup("a.test", "v1.2.0")).toMatchObject({ path: "./any", version: undefined });
    expect(lookup("a.test", "")).toMatchObject({ path: "./any" });
    expect(lookup("c.test", "v1.0.0")).toBeUndefined();
  });

  test("go.work's line wins, and a member's folder is written from the folder of go.work", () => {
    const work = parseWorkFile(
      sourceFromText({ path: "go.work", text: "go 1.22\n\nuse ./m\n\nreplace a.test => ./w\n" }),
    );
    const lookup = createReplacementLookup(
      [mod("m/go.mod", "replace a.test => ./any\nreplace c.test => ./c\nreplace d.test => ../../d\n")],
      work,
    );
    expect(lookup("a.test", "v1.0.0")).toMatchObject({ path: "./w", vendoredPath: "./w", file: "go.work" });
    expect(lookup("c.test", "v1.0.0")).toMatchObject({
      path: "./c",
      vendoredPath: "./m/c",
      file: "m/go.mod",
    });
    expect(lookup("d.test", "v1.0.0")?.vendoredPath).toBe("../d");
  });

  test("a main module is not replaced by a wildcard", () => {
    const lookup = createReplacementLookup([mod("m/go.mod", "replace m.test => ./other\n")], undefined);
    expect(lookup("m.test", "")).toBeUndefined();
    expect(lookup("m.test", "v1.0.0")?.path).toBe("./other");
  });
});

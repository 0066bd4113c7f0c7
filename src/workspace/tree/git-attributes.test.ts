import { afterAll, describe, expect, test } from "bun:test";
import { createGitAttributes, parseAttributeLines } from "./git-attributes.ts";
import { createRandom, createScratch } from "./scratch-repository.ts";

describe("git attributes", () => {
  test("lines have a pattern, attributes and a place", () => {
    const text =
      '# comment\n*.go text eol=lf\n  "a b\\t\\303\\251" -text !eol\n[attr]mine text\n!no text\n\n';
    expect(
      parseAttributeLines(text).map(({ pattern, attributes, span }) => [
        pattern,
        attributes,
        text.slice(span.start, span.end),
      ]),
    ).toEqual([
      ["*.go", ["text", "eol=lf"], "*.go text eol=lf"],
      ["a b\té", ["-text", "!eol"], '"a b\\t\\303\\251" -text !eol'],
    ]);
  });

  test("the last line of the nearest file decides", () => {
    const attributes = createGitAttributes(
      new Map([
        ["", "*.sum -text\ngo.sum text\n"],
        ["a", "go.sum binary\n"],
      ]),
    );
    expect(attributes.get("x.sum", "text")).toBe("unset");
    expect(attributes.get("go.sum", "text")).toBe("set");
    expect(attributes.get("a/go.sum", "text")).toBe("unset");
    expect(attributes.get("a/go.sum", "eol")).toBeUndefined();
  });

  const scratch = createScratch();
  afterAll(() => scratch.remove());

  test("they are those of git check-attr", () => {
    scratch.git(["init", "-q"]);
    const random = createRandom(Number(process.env.BREAKWATER_SEED ?? 5));
    const pick = (from: readonly string[]): string => from[random(from.length)] ?? "";
    const pieces = ["a", "b", "*", "*", "**", "/", "go", ".sum", ".mod", "?", "[a-g]"];
    const values = ["text", "-text", "!text", "text=auto", "eol=lf", "eol=crlf", "-eol", "binary"];
    const line = (): string =>
      `${Array.from({ length: 1 + random(4) }, () => pick(pieces)).join("")} ${pick(values)} ${pick(values)}`;
    const paths = ["a", "b", "go.sum", "go.mod", "a/go.sum", "a/b/go.mod", "b/a", "b/go.sum", "a/b/b"];
    let compared = 0;
    let said = 0;
    for (let round = 0; round < 60; round++) {
      const files = new Map(
        ["", "a", "a/b"].map((folder) => [folder, Array.from({ length: 1 + random(4) }, line).join("\n")]),
      );
      for (const [folder, text] of files)
        scratch.write(folder === "" ? ".gitattributes" : `${folder}/.gitattributes`, text);
      const output = Buffer.from(
        scratch.git(["check-attr", "-z", "--stdin", "text", "eol"], paths.join("\0")),
      )
        .toString()
        .split("\0");
      const attributes = createGitAttributes(files);
      for (let at = 0; at + 2 < output.length; at += 3) {
        const [path = "", name = "", value = ""] = output.slice(at, at + 3);
        expect([path, name, attributes.get(path, name) ?? "unspecified", [...files]]).toEqual([
          path,
          name,
          value,
          [...files],
        ]);
        compared++;
        if (value !== "unspecified") said++;
      }
    }
    console.log(`git attributes: ${compared} answers like git's, ${said} of them a value`);
    expect(said).toBeGreaterThan(100);
  });
});

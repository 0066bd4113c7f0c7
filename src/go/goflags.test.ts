import { describe, expect, test } from "bun:test";
import { parseGoflags } from "./goflags.ts";

describe("GOFLAGS", () => {
  test("words are flags with one or two dashes", () => {
    const { words, problems } = parseGoflags("-mod=vendor  --trimpath\t-tags=a,b");
    expect(words.map(({ name, value }) => [name, value])).toEqual([
      ["mod", "vendor"],
      ["trimpath", undefined],
      ["tags", "a,b"],
    ]);
    expect(problems).toEqual([]);
  });

  test("a whole word may be quoted from Go 1.20 on, and not before", () => {
    const text = "'-tags=a b' -v";
    expect(parseGoflags(text).words.map((word) => word.text)).toEqual(["-tags=a b", "-v"]);
    expect(parseGoflags(text, "1.20.14").problems).toEqual([]);
    expect(parseGoflags(text, "1.19.13").problems.map(({ message }) => message)).toEqual([
      'go: parsing $GOFLAGS: non-flag "\'-tags=a"',
      `go: parsing $GOFLAGS: non-flag "b'"`,
    ]);
  });

  test("a quote inside a word is an ordinary character, so the blank after it splits", () => {
    const { words, problems } = parseGoflags('-tags="a b"');
    expect(words.map((word) => word.text)).toEqual(['-tags="a', 'b"']);
    expect(problems).toEqual([
      { kind: "non-flag", message: 'go: parsing $GOFLAGS: non-flag "b\\""', span: { start: 9, end: 11 } },
    ]);
  });

  test("a quote without partner stops go", () => {
    expect(parseGoflags("-v '-tags=a").problems.map(({ kind, message }) => [kind, message])).toEqual([
      ["unterminated", "go: parsing $GOFLAGS: unterminated ' string"],
    ]);
  });

  test.each(["vendor", "-", "--", "---v", "-=x", "--=x"])("%s is no flag", (word) => {
    expect(parseGoflags(word).problems.map(({ kind }) => kind)).toEqual(["non-flag"]);
  });

  test("a flag that no command has stops every command", () => {
    expect(parseGoflags("-no-sync").problems.map(({ message }) => message)).toEqual([
      "go: parsing $GOFLAGS: unknown flag -no-sync",
    ]);
    expect(parseGoflags("-pgo=off", "1.19").problems).toHaveLength(1);
    expect(parseGoflags("-pgo=off", "1.20").problems).toEqual([]);
  });

  test("flags of one command only are accepted, those of analyzers are not", () => {
    expect(parseGoflags("-insecure -bench=x -test.v -vettool=x -fixtool=y").problems).toEqual([]);
    expect(parseGoflags("-printf").problems.map(({ kind }) => kind)).toEqual(["unknown-flag"]);
  });

  test("a flag that needs a value must carry it in the same word", () => {
    expect(parseGoflags("-tags -v").problems.map(({ message }) => message)).toEqual([
      "go: flag needs an argument: -tags (from $GOFLAGS)",
    ]);
  });

  test("an empty variable has no words", () => {
    expect(parseGoflags("  ")).toEqual({ words: [], problems: [] });
  });
});

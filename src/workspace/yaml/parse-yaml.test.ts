import { describe, expect, test } from "bun:test";
import { sourceFromText } from "../../text/source-file.ts";
import { entriesOf, entryOf, scalarAt, valueAt, type YamlNode, type YamlScalar } from "./node.ts";
import { parseYaml, parseYamlAll } from "./parse-yaml.ts";

const parse = (text: string) => parseYaml(sourceFromText({ path: "a.yml", text }));

/** Every scalar below a node, keys included. */
function scalarsOf(node: YamlNode | undefined): YamlScalar[] {
  if (!node) return [];
  if (node.kind === "scalar") return [node];
  if (node.kind === "sequence") return node.items.flatMap(scalarsOf);
  return node.entries.flatMap((entry) => [entry.key, ...scalarsOf(entry.value)]);
}

/** Where each character of a scalar's text stands in the file, as the file's own characters. */
function mappedCharacters(source: string, scalar: YamlScalar): string {
  return [...scalar.text].map((_, index) => source[scalar.embedded.fileOffset(index)] ?? "∅").join("");
}

describe("parseYaml", () => {
  test("keeps the text of a number as written and its place", () => {
    const text = "with:\n  go-version: 1.20 # pinned\n";
    const { root, comments } = parse(text);
    const version = scalarAt(root, "with", "go-version");
    expect(version).toMatchObject({ text: "1.20", value: 1.2, style: "plain" });
    expect(text.slice(version?.span.start, version?.span.end)).toBe("1.20");
    expect(comments).toEqual([{ span: { start: 25, end: 33 }, text: "pinned" }]);
  });

  test("reads `on` as text and gives quoted scalars their text", () => {
    const { root } = parse(`on: push\na: '1.20'\nb: "x\\ty"\nc: yes\n`);
    expect(scalarAt(root, "on")?.text).toBe("push");
    expect(scalarAt(root, "a")).toMatchObject({ text: "1.20", value: "1.20", style: "single" });
    expect(scalarAt(root, "b")).toMatchObject({ text: "x\ty", style: "double" });
    expect(scalarAt(root, "c")?.value).toBe("yes");
  });

  test("tells a number sign in a block scalar from a comment", () => {
    const { comments, root } = parse("# one\nrun: |\n  # not one\n  go build # nor this\nb: x # two\n");
    expect(comments.map((comment) => comment.text)).toEqual(["one", "two"]);
    expect(scalarAt(root, "run")?.text).toBe("# not one\ngo build # nor this\n");
  });

  test("leaves a key without value undefined and an explicit null a scalar", () => {
    const { root } = parse("a:\nb: ~\nc: null\n");
    expect(entryOf(root, "a")?.value).toBeUndefined();
    expect(scalarAt(root, "b")?.value).toBeNull();
    expect(scalarAt(root, "c")?.value).toBeNull();
  });

  test("keeps both entries of a double key, counts the last, and reports it", () => {
    const { root, problems } = parse("a: 1\nb: 2\na: 3\n");
    expect(scalarAt(root, "a")?.text).toBe("3");
    expect(root?.kind === "mapping" && root.entries.length).toBe(3);
    expect(entriesOf(root).map((entry) => entry.value?.kind === "scalar" && entry.value.text)).toEqual([
      "3",
      "2",
    ]);
    expect(problems).toEqual([
      { span: { start: 10, end: 11 }, reason: 'Key "a" stands twice in one mapping; the last one counts' },
    ]);
  });

  test("resolves aliases and merge keys, spans at the anchor, entries at the alias", () => {
    const text = "base: &base {go: '1.24', os: linux}\njob:\n  <<: *base\n  os: darwin\nsame: *base\n";
    const { root, problems } = parse(text);
    expect(problems).toEqual([]);
    expect(scalarAt(root, "job", "go")?.text).toBe("1.24");
    expect(scalarAt(root, "job", "os")?.text).toBe("darwin");
    const same = entryOf(root, "same");
    expect(text.slice(same?.span.start, same?.span.end)).toBe("same: *base");
    expect(text.slice(same?.value?.span.start, same?.value?.span.end)).toBe("{go: '1.24', os: linux}");
  });

  test("takes the anchor that was defined last before an alias", () => {
    const { root } = parse("a: &x 1\nb: *x\nc: &x 2\nd: *x\n");
    expect(scalarAt(root, "b")?.text).toBe("1");
    expect(scalarAt(root, "d")?.text).toBe("2");
  });

  test("reports an alias to nothing and one to itself, and goes on", () => {
    const { root, problems } = parse("a: *nowhere\nb: &b [1, *b]\nc: 3\n");
    expect(problems.map((problem) => problem.reason)).toEqual([
      'Alias "*nowhere" has no anchor before it',
      'Alias "*b" has no anchor before it',
    ]);
    expect(scalarAt(root, "c")?.text).toBe("3");
  });

  test("keeps custom tags", () => {
    const { root, problems } = parse(
      "script:\n  - !reference [.setup, script]\nref: !Ref Name\nnumber: !!str 1.20\n",
    );
    const script = valueAt(root, "script");
    expect(script?.kind === "sequence" && script.items[0]?.tag).toBe("!reference");
    expect(valueAt(root, "ref")).toMatchObject({ tag: "!Ref", text: "Name" });
    expect(valueAt(root, "number")).toMatchObject({ tag: "!!str", text: "1.20", value: "1.20" });
    expect(problems).toEqual([]);
  });

  test("gives collections spans that end with their last item", () => {
    const text = "jobs:\n  a:\n    - x\n    - y   # note\n\n  # about b\n  b: {c: d}   \n";
    const { root } = parse(text);
    const a = valueAt(root, "jobs", "a");
    expect(text.slice(a?.span.start, a?.span.end)).toBe("- x\n    - y");
    const jobs = valueAt(root, "jobs");
    expect(text.slice(jobs?.span.start, jobs?.span.end)).toEndWith("b: {c: d}");
  });

  test("reads broken text as far as it goes and says where it breaks", () => {
    const { root, problems } = parse('a: 1\nb: "unclosed\nc: 2\n');
    expect(scalarAt(root, "a")?.text).toBe("1");
    expect(problems.length).toBeGreaterThan(0);
    for (const { span } of problems) expect(span.end).toBeLessThanOrEqual(23);
  });

  test("reads empty files and files of comments only", () => {
    expect(parse("")).toEqual({ root: undefined, comments: [], problems: [] });
    expect(parse("# nothing\n").comments).toHaveLength(1);
    expect(parse("# nothing\n").root).toBeUndefined();
  });
});

describe("parseYaml under attack", () => {
  test("stops the billion laughs and says so", () => {
    const lines = ['a: &a ["x","x","x","x","x","x","x","x","x"]'];
    for (let index = 1; index < 12; index++) {
      const name = String.fromCharCode(97 + index);
      const before = String.fromCharCode(96 + index);
      lines.push(`${name}: &${name} [${Array.from({ length: 9 }, () => `*${before}`).join(",")}]`);
    }
    const { problems } = parse(lines.join("\n"));
    expect(problems.some((problem) => problem.reason.startsWith("Aliases stand for more than"))).toBe(true);
  });

  test.each([
    ["flow lists", "[".repeat(5_000)],
    ["flow maps", "{a: ".repeat(5_000)],
    ["block lists", "- ".repeat(5_000)],
    ["block maps", Array.from({ length: 2000 }, (_, depth) => `${" ".repeat(depth)}a:`).join("\n")],
    [
      "alias chains",
      Array.from({ length: 2000 }, (_, index) => `k${index}: &k${index} [*k${index - 1}]`).join("\n"),
    ],
  ])("reads deeply nested %s without an exception, with a problem", (_, text) => {
    const { problems } = parse(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.filter(({ reason }) => reason.includes("call stack"))).toEqual([]);
  });

  test("a large mapping gives the same entries as a small one", () => {
    const many = Array.from({ length: 60 }, (_, index) => `  k${index}: ${index}`).join("\n");
    const { root } = parseYaml(
      sourceFromText({
        path: "a.yml",
        text: `base: &base\n  from: base\nbig:\n  <<: *base\n${many}\n  k7: last\n`,
      }),
    );
    const big = valueAt(root, "big");
    expect(scalarAt(big, "k59")?.text).toBe("59");
    expect(scalarAt(big, "k7")?.text).toBe("last");
    expect(scalarAt(big, "from")?.text).toBe("base");
    expect(entryOf(big, "k60")).toBeUndefined();
  });

  test("refuses text of more tokens than a second allows", () => {
    const [document] = parseYamlAll(sourceFromText({ path: "a.yml", text: `[${"a,".repeat(130_000)}]` }));
    expect(document?.root).toBeUndefined();
    expect(document?.problems.map(({ reason }) => reason)).toEqual([
      "YAML of more than 250000 tokens is not read",
    ]);
  });

  test("refuses text of more than five megabytes", () => {
    const { root, problems } = parse("a: b\n".repeat(1_100_000));
    expect(root).toBeUndefined();
    expect(problems).toHaveLength(1);
  });
});

describe("parseYamlAll", () => {
  test("reads every document with its own comments", () => {
    const source = sourceFromText({ path: "a.yml", text: "# one\na: 1\n---\n# two\nb: 2\n" });
    const documents = parseYamlAll(source);
    expect(documents.map(({ root }) => scalarsOf(root).map((scalar) => scalar.text))).toEqual([
      ["a", "1"],
      ["b", "2"],
    ]);
    expect(documents.map(({ comments }) => comments.map((comment) => comment.text))).toEqual([
      ["one"],
      ["two"],
    ]);
    expect(parseYaml(source).problems.map((problem) => problem.reason)).toEqual([
      "Only the first YAML document of this file is read",
    ]);
  });
});

test("a document mark at the end of a file starts no document", () => {
  expect(parse("a: 1\n---\n").problems).toEqual([]);
  expect(parse("---\na: 1\n...\n").problems).toEqual([]);
});

describe("the embedded text of a scalar", () => {
  test.each([
    ["literal", "run: |\n  go build\n    ./...\n\n  go test\n", "go build\n  ./...\n\ngo test\n"],
    ["literal stripped", "run: |-\n  go build\n  go test\n\n", "go build\ngo test"],
    ["literal kept", "run: |+\n  go build\n\n\n", "go build\n\n\n"],
    ["literal with indicator", "run: |2\n    go build\n  go test\n", "  go build\ngo test\n"],
    ["literal in a list", "- run: |\n    go build\n    go test\n", "go build\ngo test\n"],
    ["literal with CRLF", "run: |\r\n  go build\r\n  go test\r\n", "go build\ngo test\n"],
    ["literal without final line end", "run: |\n  go build", "go build\n"],
    ["folded without final line end", "run: >\n  go\n  build", "go build\n"],
    ["literal after comment", "run: | # why\n  go build\n", "go build\n"],
    ["folded", "run: >\n  go build\n  ./...\n\n  go test\n", "go build ./...\ngo test\n"],
    ["folded more indented", "run: >-\n  go\n    x\n    y\n\n  go\n\n\n  z\n", "go\n  x\n  y\n\ngo\n\nz"],
    ["empty literal", "run: |\n", ""],
    ["plain over lines", "run: go build\n  ./...\n\n  go test\n", "go build ./...\ngo test"],
    ["single", "run: 'it''s go'\n", "it's go"],
    ["single over lines", "run: 'it''s\n  go\n\n  build '\n", "it's go\nbuild "],
    ["double", 'run: "go\\tbuild\\u0020\\x41\\U0001F600\\"!"\n', 'go\tbuild A😀"!'],
    ["double over lines", 'run: "go \\\n   build\n   x\n\n   y"\n', "go build x\ny"],
  ])("is the scalar's text and maps to the file: %s", (_, text, expected) => {
    const scalar = scalarsOf(parse(text).root).at(-1);
    expect(scalar?.text).toBe(expected);
    expect(scalar?.embedded.text).toBe(expected);
    if (!scalar) return;
    let before = -1;
    for (let offset = 0; offset <= expected.length; offset++) {
      const at = scalar.embedded.fileOffset(offset);
      expect(at).toBeGreaterThanOrEqual(before);
      before = at;
    }
    expect(before).toBeLessThanOrEqual(text.length);
    const mapped = mappedCharacters(text, scalar);
    for (const [index, character] of [...expected].entries()) {
      if (/[a-z./]/.test(character)) expect(mapped[index]).toBe(character);
    }
  });
});

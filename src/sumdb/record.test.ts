import { describe, expect, test } from "bun:test";
import { emptyTreeHash } from "./hash.ts";
import { linesAbout, parseLookupAnswer } from "./record.ts";
import { formatTreeHead, parseCount, parseTreeHead } from "./tree-head.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
const decode = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

describe("an answer to a lookup", () => {
  test("is a number, a record and a note", () => {
    const answer = parseLookupAnswer(encode("17\na b c\nd e f\n\nthe rest\n\nof it"));
    if (!answer) throw new Error("Refused");
    expect([answer.id, decode(answer.record), decode(answer.note)]).toEqual([
      17,
      "a b c\nd e f\n",
      "the rest\n\nof it",
    ]);
  });

  test.each([
    "",
    "17",
    "17\n",
    "17\na b c\n",
    "17\na b c",
    "\na b c\n\n",
    "-1\na b c\n\n",
    "+1\na b c\n\n",
    "017\na b c\n\n",
    "1_7\na b c\n\n",
    "0x17\na b c\n\n",
    "9007199254740993\na b c\n\n",
    "99999999999999999999999\na b c\n\n",
    "17 \na b c\n\n",
    "17\r\na b c\n\n",
    "17\na\tb c\n\n",
    "17\na b\x7f\0 c\n\n",
    "<html>\n<body>\n\n",
  ])("%j is none", (text) => expect(parseLookupAnswer(encode(text))).toBeUndefined());

  test("with bytes that are no UTF-8 in its record is none", () => {
    expect(parseLookupAnswer(Uint8Array.from([0x31, 0x0a, 0xff, 0x0a, 0x0a]))).toBeUndefined();
  });
});

describe("lines of a record", () => {
  const record = [
    "m.test/a v1.0.0 h1:zip=",
    "m.test/a v1.0.0/go.mod h1:mod=",
    "m.test/a v1.0.0 h2:other",
    "m.test/b v1.0.0 h1:b=",
    "m.test/a v1.0.1 h1:later=",
    "m.test/a v1.0.0/go.mod/go.mod h1:twice=",
    "m.test/a  v1.0.0 h1:blank=",
    " m.test/a v1.0.0 h1:blank=",
    "m.test/a v1.0.0 h1:blank= ",
    "m.test/a v1.0.0 h1:four= fields",
    "m.test/a v1.0.0",
    "m.test/a v1.0.0 ",
    "m.test/A v1.0.0 h1:case=",
    "x m.test/a v1.0.0 h1:before=",
  ].join("\n");

  test("are only those of the module version that was asked for, to the letter", () => {
    expect(
      linesAbout(encode(`${record}\n`), { path: "m.test/a", version: "v1.0.0" }).map(({ hash, isGoMod }) => [
        hash,
        isGoMod,
      ]),
    ).toEqual([
      ["h1:zip=", false],
      ["h1:mod=", true],
      ["h2:other", false],
    ]);
  });
});

describe("a tree head", () => {
  const hash = emptyTreeHash;

  test("is written and read back, with lines for later versions passed over", () => {
    const text = formatTreeHead({ size: 71_848_828, hash });
    expect(parseTreeHead(text)).toEqual({ size: 71_848_828, hash });
    expect(parseTreeHead(`${text}more\nlines\n`)).toEqual({ size: 71_848_828, hash });
  });

  test.each([
    "",
    "go.sum database tree\n",
    "go.sum database tree v2\n0\n",
    "go.sum database tree\n01\n",
    "go.sum database tree\n-1\n",
  ])("does not begin with %j", (start) =>
    expect(parseTreeHead(`${start}47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n`)).toBeUndefined());

  test("needs the newline behind its root", () => {
    expect(parseTreeHead(formatTreeHead({ size: 0, hash }).slice(0, -1))).toBeUndefined();
  });

  test("sizes are exact numbers", () => {
    expect(parseCount("9007199254740991")).toBe(2 ** 53 - 1);
    expect(parseCount("9007199254740992")).toBeUndefined();
    expect(parseCount("")).toBeUndefined();
  });
});

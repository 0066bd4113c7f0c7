/** The published cases of golang.org/x/mod/sumdb: notes, tree heads, records, tiles and proofs of a real log. */
import { describe, expect, test } from "bun:test";
import { decodeBase64 } from "../../src/sumdb/base64.ts";
import { emptyTreeHash, formatHash, parseHash, recordHash, sha256 } from "../../src/sumdb/hash.ts";
import { openNote } from "../../src/sumdb/note.ts";
import { checkGrowth, checkRecord } from "../../src/sumdb/proof.ts";
import { parseLookupAnswer } from "../../src/sumdb/record.ts";
import { parseTilePath, type Tile, tilePath } from "../../src/sumdb/tile.ts";
import { formatTreeHead, parseTreeHead } from "../../src/sumdb/tree-head.ts";
import { parseVerifierKey, type VerifierKey } from "../../src/sumdb/verifier-key.ts";
import { type GoValue, readGoLiteralAfter, readGoVariable, rowsOf, textOf } from "./go-literals.ts";
import { readXMod } from "./go-sources.ts";
import { reportSuite } from "./report-suite.ts";

const noteTests = readXMod("sumdb/note/note_test.go");
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

function keyOf(text: string): VerifierKey {
  const parsed = parseVerifierKey(text);
  if (parsed.kind !== "key") throw new Error(`${text}: ${parsed.reason}`);
  return parsed.key;
}

describe("sumdb/note", () => {
  test("TestNewVerifier: the key is read, and none of its manglings", () => {
    const written = textOf(readGoLiteralAfter(noteTests, "func TestNewVerifier", "vkey := "));
    expect(keyOf(written)).toMatchObject({ name: "PeterNeumann", keyHash: "c74f20a3" });
    const bad = new Set<string>();
    for (let start = 0; start <= written.length; start++) {
      for (let end = start + 1; end <= written.length; end++) {
        if (start !== 0 || end !== written.length) bad.add(written.slice(start, end));
      }
    }
    for (let at = 0; at < written.length; at++) {
      const next = String.fromCharCode(written.charCodeAt(at) + 1);
      bad.add(written.slice(0, at) + next + written.slice(at + 1));
    }
    const named = [...noteTests.matchAll(/badKey\("([^"]+)"\)/g)].map(([, text = ""]) => text);
    expect(named.length).toBeGreaterThan(1);
    for (const text of [...bad, ...named])
      expect([text, parseVerifierKey(text).kind]).toEqual([text, "bad-key"]);
    reportSuite("x/mod note keys", bad.size + named.length + 1);
  });

  test("TestOpen: notes are opened and refused alike", () => {
    const from = (name: string): string =>
      textOf(readGoLiteralAfter(noteTests, "func TestOpen", `${name} := `));
    const [peter, enoch] = [keyOf(from("peterKey")), keyOf(from("enochKey"))];
    const [text, peterSig, enochSig] = [from("text"), from("peterSig"), from("enochSig")];
    const cases: [string, VerifierKey, string][] = [
      [`${text}\n${peterSig}${enochSig}`, peter, "signed"],
      [`${text}\n${peterSig}${enochSig}`, enoch, "signed"],
      [`${text}\n${peterSig}`, enoch, "unsigned"],
      [`${text}\n${peterSig.repeat(101)}`, peter, "malformed"],
      [`${text}\n${peterSig.repeat(101)}`, enoch, "malformed"],
      [`${text}\n${peterSig.slice(0, 60)}ABCD${peterSig.slice(60)}`, peter, "bad-signature"],
      [
        `${text}\n${peterSig}${peterSig}${enochSig}${enochSig}${enochSig.slice(0, 60)}ABCD${enochSig.slice(60)}`,
        peter,
        "signed",
      ],
      [text, peter, "malformed"],
      [`${text}\n`, peter, "malformed"],
      [`${text}\n${peterSig.slice(0, -1)}`, peter, "malformed"],
      [`\x01${text}\n${peterSig}`, peter, "malformed"],
      [
        `${text}\n— Bad Name x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=`,
        peter,
        "malformed",
      ],
      [`${text}\n${peterSig}Unexpected line.\n`, peter, "malformed"],
      [`${text}\n${peterSig.replace("PeterNeumann", "CarmenSandiego")}`, peter, "unsigned"],
      [`${text}\n${peterSig.replace("x08g", "xxxx")}`, peter, "unsigned"],
    ];
    for (const [note, key, kind] of cases) {
      const opened = openNote(bytesOf(note), key);
      expect([note, opened.kind]).toEqual([note, kind as typeof opened.kind]);
      if (opened.kind === "signed") expect(opened.text).toBe(text);
    }
    const invalid = new Uint8Array(Buffer.concat([Uint8Array.of(0xff), bytesOf(`${text}\n${peterSig}`)]));
    expect(openNote(invalid, peter).kind).toBe("malformed");
    reportSuite("x/mod notes", cases.length + 1);
  });

  test("the examples of the documentation", () => {
    const examples = readXMod("sumdb/note/example_test.go");
    const key = keyOf(textOf(readGoLiteralAfter(examples, "func ExampleOpen", "vkey := ")));
    const message = textOf(readGoLiteralAfter(examples, "func ExampleOpen", "msg := []byte("));
    expect(openNote(bytesOf(message), key)).toEqual({
      kind: "signed",
      text: message.slice(0, message.indexOf("\n\n") + 1),
    });
    const output = /ExampleSign_add_signatures[\s\S]*\/\/ Output:\n([\s\S]*?)\n\}/.exec(examples)?.[1] ?? "";
    const twice = `${output.replace(/^\t\/\/ ?/gm, "")}\n`;
    expect(twice.match(/^— /gm)).toHaveLength(2);
    expect(openNote(bytesOf(twice), key).kind).toBe("signed");
    reportSuite("x/mod note examples", 2);
  });
});

describe("sumdb/tlog", () => {
  const tests = readXMod("sumdb/tlog/note_test.go");
  const size = 123_456_789_012;

  /** A table of texts whose expressions begin with the variable `in`. */
  function textsOf(marker: string, from: string, input: string): string[] {
    const source = tests.slice(tests.indexOf(from)).replace(/\bin\b(?= ?[+,])/g, JSON.stringify(input));
    const plain = source.replace(/strings\.Repeat\("JOE\\n", 1000\)/, JSON.stringify("JOE\n".repeat(1000)));
    const list: GoValue = readGoLiteralAfter(plain, marker);
    if (!Array.isArray(list)) throw new TypeError(`${marker}: no list`);
    return list.map((text) => textOf(text));
  }

  test("tree heads are read, written and refused alike", () => {
    const input = textOf(readGoLiteralAfter(tests, "func TestParseTree", "in := "));
    const hash = recordHash(bytesOf("hello world"));
    expect(parseTreeHead(input)).toEqual({ size, hash });
    expect(formatTreeHead({ size, hash })).toBe(
      textOf(readGoLiteralAfter(tests, "func TestFormatTree", "golden := ")),
    );
    const bad = textsOf("badTrees = ", "func TestParseTree", input);
    const good = textsOf("goodTrees = ", "func TestParseTree", input);
    for (const text of bad) expect([text, parseTreeHead(text)]).toEqual([text, undefined]);
    for (const text of good) expect(parseTreeHead(text)).toEqual({ size, hash });
    reportSuite("x/mod tree heads", 2 + bad.length + good.length);
  });

  test("records are read and refused alike", () => {
    const first = textOf(readGoLiteralAfter(tests, "func TestParseRecord", "in := "));
    expect(first).toContain("junk on end");
    // The case goes on behind the record in bytes that are no UTF-8.
    const bytes = new Uint8Array(
      Buffer.concat([bytesOf(first.slice(0, first.indexOf("\n\n") + 2)), Uint8Array.of(0x4a, 1, 0xff)]),
    );
    const answer = parseLookupAnswer(bytes);
    expect(answer?.id).toBe(size);
    expect(Buffer.from(answer?.record ?? []).toString()).toBe("hello, world\n");
    expect([...(answer?.note ?? [])]).toEqual([0x4a, 1, 0xff]);
    const whole = textOf(readGoLiteralAfter(tests, "func TestParseRecord", "in = "));
    expect(parseLookupAnswer(bytesOf(whole))?.note).toHaveLength(0);
    const bad = textsOf("badRecords = ", "func TestParseRecord", whole);
    for (const text of bad)
      expect([text, parseLookupAnswer(Buffer.from(text, "latin1"))]).toEqual([text, undefined]);
    reportSuite("x/mod records", 2 + bad.length);
  });

  test("paths of tiles are read and written alike", () => {
    const rows = rowsOf(readGoVariable(readXMod("sumdb/tlog/tlog_test.go"), "tilePaths"));
    for (const { path, tile } of rows) {
      const numbers = Array.isArray(tile) ? tile.map(Number) : [];
      const [height = 0, level = 0, index = 0, width = 0] = numbers;
      const expected: Tile | undefined =
        height === 0 ? undefined : { height, level: level === -1 ? "data" : level, index, width };
      expect([path, parseTilePath(textOf(path))]).toEqual([path, expected]);
      if (expected) expect(tilePath(expected)).toBe(textOf(path));
    }
    expect(rows.length).toBeGreaterThan(0);
    const seeds = [...readXMod("sumdb/tlog/tile_test.go").matchAll(/f\.Add\("([^"]+)"\)/g)].map(
      ([, path = ""]) => path,
    );
    for (const path of seeds) {
      const tile = parseTilePath(path);
      if (tile) expect(tilePath(tile)).toBe(path);
    }
    reportSuite("x/mod tile paths", rows.length + seeds.length);
  });

  test("the empty tree has the hash of nothing", () => {
    expect(formatHash(emptyTreeHash)).toBe(formatHash(sha256(new Uint8Array())));
  });

  test("TestCertificateTransparency: the proofs of a real log hold, and changed ones do not", () => {
    const read = (name: string): Record<string, unknown> =>
      JSON.parse(readXMod(`sumdb/tlog/testdata/argon2020/${name}.json`));
    const hashes = (list: unknown): Uint8Array[] =>
      (list as string[]).flatMap((text) => parseHash(text) ?? []);
    const { tree_size, sha256_root_hash } = read("sth");
    const head = { size: Number(tree_size), hash: parseHash(String(sha256_root_hash)) ?? new Uint8Array() };
    const [entry] = read("entries").entries as { leaf_input: string }[];
    const hash = recordHash(decodeBase64(entry?.leaf_input ?? "") ?? new Uint8Array());
    const path = hashes(read("proof").audit_path);
    expect(path.length).toBeGreaterThan(20);
    expect(checkRecord(path, { head, id: 10_000, hash })).toBe(true);
    expect(checkRecord(path, { head, id: 10_001, hash })).toBe(false);
    const growth = hashes(read("consistency").consistency);
    const ct = readXMod("sumdb/tlog/ct_test.go");
    const old = parseHash(textOf(readGoLiteralAfter(ct, "oh, _ := ParseHash("))) ?? new Uint8Array();
    const oldSize = Number(/root\.Hash, (\d+), oh\)/.exec(ct)?.[1]);
    expect(checkGrowth(growth, { head, older: { size: oldSize, hash: old } })).toBe(true);
    expect(checkGrowth(growth, { head, older: { size: oldSize + 1, hash: old } })).toBe(false);
    reportSuite("x/mod proofs of a real log", 4);
  });
});

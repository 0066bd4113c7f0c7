import { describe, expect, test } from "bun:test";
import { generateKeyPairSync, sign } from "node:crypto";
import { createTestSigner } from "./_test-signer.ts";
import { maxNoteBytes, maxSignatures, openNote } from "./note.ts";

const { key, signNote, signatureLine } = createTestSigner("log.test");
const other = createTestSigner("other.test");
const text = "go.sum database tree\n5\nroot\n";
const encode = (note: string): Uint8Array => new TextEncoder().encode(note);

describe("a signed note", () => {
  test("gives the text that was signed, and nothing beside it", () => {
    expect(openNote(encode(signNote(text)), key)).toEqual({ kind: "signed", text });
  });

  test("may have blank lines in its text: the last one counts", () => {
    const long = "a\n\nb\n\n\nc\n";
    expect(openNote(encode(signNote(long)), key)).toEqual({ kind: "signed", text: long });
  });

  test("is opened by the signature that is known, whoever else signed", () => {
    const lines = other.signatureLine(text) + signatureLine(text) + other.signatureLine("else\n");
    expect(openNote(encode(`${text}\n${lines}`), key).kind).toBe("signed");
  });

  test("is unsigned when only others signed it", () => {
    expect(openNote(encode(other.signNote(text)), key)).toEqual({
      kind: "unsigned",
      signers: [`other.test+${other.key.keyHash}`],
    });
  });

  test("is unsigned when a stranger took the name", () => {
    const thief = createTestSigner("log.test");
    expect(openNote(encode(thief.signNote(text)), key).kind).toBe("unsigned");
  });

  test("is refused when a stranger took the name and the key's hash", () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const forged = Buffer.concat([Buffer.from(key.keyHash, "hex"), sign(null, encode(text), privateKey)]);
    const note = `${text}\n— log.test ${forged.toString("base64")}\n`;
    expect(openNote(encode(note), key)).toEqual({ kind: "bad-signature" });
  });

  test("is refused when a signature of the right length for a hash is cut or longer", () => {
    for (const length of [1, 32, 63, 65]) {
      const bytes = Buffer.concat([Buffer.from(key.keyHash, "hex"), Buffer.alloc(length, 7)]);
      expect(openNote(encode(`${text}\n— log.test ${bytes.toString("base64")}\n`), key).kind).toBe(
        "bad-signature",
      );
    }
  });

  test("loses its signature with any change of its text", () => {
    const note = encode(signNote(text));
    for (let at = 0; at < encode(text).length - 1; at++) {
      const changed = note.map((byte, index) => (index === at ? byte ^ 1 : byte));
      expect([at, openNote(changed, key).kind]).not.toEqual([at, "signed"]);
    }
  });

  test("with a line put before or after its text is refused", () => {
    const note = signNote(text);
    expect(openNote(encode(`more\n${note}`), key).kind).toBe("bad-signature");
    expect(openNote(encode(note.replace("\n\n", "\nmore\n\n")), key).kind).toBe("bad-signature");
    expect(openNote(encode(`${note}more\n`), key).kind).toBe("malformed");
    expect(openNote(encode(`${note}\nmore\n`), key).kind).toBe("malformed");
  });

  test.each([
    ["no bytes", ""],
    ["no signatures", text],
    ["an empty block of signatures", `${text}\n`],
    ["no newline at its end", signNote(text).slice(0, -1)],
    ["a carriage return", signNote(text).replaceAll("\n", "\r\n")],
    ["a control character", `\x01${signNote(text)}`],
    ["a tab", `a\tb\n${signNote(text)}`],
    ["a hyphen for the dash", signNote(text).replace("— ", "- ")],
    ["a name with a plus", signNote(text).replace("— log.test", "— log+test")],
    ["no name", signNote(text).replace("— log.test", "— ")],
    ["a page of HTML", "<html>\n\n<body>\n"],
  ])("with %s is malformed", (_why, note) => expect(openNote(encode(note), key).kind).toBe("malformed"));

  test("that is no UTF-8 is malformed", () => {
    for (const bytes of [[0xff], [0xc3], [0xed, 0xa0, 0x80], [0xc0, 0xaf], [0xf4, 0x90, 0x80, 0x80]]) {
      const note = new Uint8Array(Buffer.concat([Uint8Array.from(bytes), encode(signNote(text))]));
      expect(openNote(note, key).kind).toBe("malformed");
    }
  });

  test("has at most a hundred signatures, and its size has an end", () => {
    const line = other.signatureLine(text);
    const full = `${text}\n${line.repeat(maxSignatures - 1)}${signatureLine(text)}`;
    expect(openNote(encode(full), key).kind).toBe("signed");
    expect(openNote(encode(`${full}${line}`), key).kind).toBe("malformed");
    expect(openNote(encode(signNote(`${"x".repeat(maxNoteBytes)}\n`)), key).kind).toBe("malformed");
  });
});

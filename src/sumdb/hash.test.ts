import { describe, expect, test } from "bun:test";
import { areHashesEqual, emptyTreeHash, formatHash, nodeHash, parseHash, recordHash } from "./hash.ts";

const encode = (text: string): Uint8Array => new TextEncoder().encode(text);

describe("hashes of a tree", () => {
  test("the root of no records is the hash of nothing", () => {
    expect(formatHash(emptyTreeHash)).toBe("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=");
  });

  test("the root of an empty record is the one of RFC 6962", () => {
    // https://datatracker.ietf.org/doc/html/rfc6962#section-2.1: SHA-256 of one zero byte.
    expect(Buffer.from(recordHash(new Uint8Array())).toString("hex")).toBe(
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    );
  });

  test("a record that looks like an inner node has another hash", () => {
    const [left, right] = [recordHash(encode("a")), recordHash(encode("b"))];
    const forged = new Uint8Array(Buffer.concat([left, right]));
    expect(areHashesEqual(recordHash(forged), nodeHash(left, right))).toBe(false);
  });

  test("a hash is read back from its text, and other text is refused", () => {
    const hash = recordHash(encode("x"));
    expect(parseHash(formatHash(hash))).toEqual(hash);
    expect(parseHash("AAAA")).toBeUndefined();
    expect(parseHash(`${formatHash(hash)}=`)).toBeUndefined();
    expect(parseHash("")).toBeUndefined();
  });
});

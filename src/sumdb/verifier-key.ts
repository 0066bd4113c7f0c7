/** Keys that check signed notes: `NAME+HASH+KEY` (https://pkg.go.dev/golang.org/x/mod/sumdb/note#hdr-Verifying_Notes). */
import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { splitGoFields } from "../go/white-space.ts";
import { decodeBase64 } from "./base64.ts";
import { sha256 } from "./hash.ts";

/** Who may have signed a note. */
export interface VerifierKey {
  readonly name: string;
  /** Eight hexadecimal digits, which signatures repeat. */
  readonly keyHash: string;
  /** As written. */
  readonly text: string;
  isSignatureOf(message: Uint8Array, signature: Uint8Array): boolean;
}

/** A key, or why the text is none. */
export type ParsedKey =
  | { readonly kind: "key"; readonly key: VerifierKey }
  | { readonly kind: "bad-key"; readonly reason: string };

const ed25519 = 1;
const keyBytes = 32;
const signatureBytes = 64;
/** What stands before the key in its DER form (RFC 8410). */
const derPrefix = Buffer.from("302a300506032b6570032100", "hex");

/** Reads a verifier key. */
export function parseVerifierKey(text: string): ParsedKey {
  const match = /^([^+]*)\+([0-9a-fA-F]{8})\+(.*)$/s.exec(text);
  const [, name = "", written = "", encoded = ""] = match ?? [];
  const bytes = decodeBase64(encoded);
  if (!match || !isKeyName(name) || bytes === undefined || bytes.length === 0) {
    return { kind: "bad-key", reason: "malformed verifier id" };
  }
  const keyHash = keyHashOf(name, bytes);
  if (keyHash !== written.toLowerCase()) return { kind: "bad-key", reason: "invalid verifier hash" };
  if (bytes[0] !== ed25519) return { kind: "bad-key", reason: "unknown verifier algorithm" };
  if (bytes.length !== 1 + keyBytes) return { kind: "bad-key", reason: "malformed verifier id" };
  const publicKey = createPublicKey({
    key: Buffer.concat([derPrefix, bytes.subarray(1)]),
    format: "der",
    type: "spki",
  });
  return { kind: "key", key: createKey({ name, keyHash, text, publicKey }) };
}

/** Whether signers may have this name: not empty, no white space, no plus. */
export function isKeyName(name: string): boolean {
  return name !== "" && !name.includes("+") && splitGoFields(`${name}.`)[0] === `${name}.`;
}

function createKey(parts: {
  name: string;
  keyHash: string;
  text: string;
  publicKey: KeyObject;
}): VerifierKey {
  const { name, keyHash, text, publicKey } = parts;
  return {
    name,
    keyHash,
    text,
    isSignatureOf(message, signature) {
      return signature.length === signatureBytes && verify(null, message, publicKey, signature);
    },
  };
}

function keyHashOf(name: string, key: Uint8Array): string {
  const sum = sha256(Buffer.concat([Buffer.from(`${name}\n`), key]));
  return Buffer.from(sum.subarray(0, 4)).toString("hex");
}

/** Hashes of a transparency log's tree (RFC 6962 §2.1, https://pkg.go.dev/golang.org/x/mod/sumdb/tlog#RecordHash). */
import { hash } from "node:crypto";
import { decodeBase64 } from "./base64.ts";

/** A SHA-256 sum: 32 bytes. */
export type TreeHash = Uint8Array;

/** Bytes of a hash. */
export const hashSize = 32;

/** The root of a tree without records. */
export const emptyTreeHash: TreeHash = sha256(new Uint8Array());

/** The hash of a leaf; a record can never pass for an inner node, since their first bytes differ. */
export function recordHash(record: Uint8Array): TreeHash {
  const bytes = new Uint8Array(1 + record.length);
  bytes.set(record, 1);
  return sha256(bytes);
}

/** The hash of an inner node. */
export function nodeHash(left: TreeHash, right: TreeHash): TreeHash {
  const bytes = new Uint8Array(1 + 2 * hashSize);
  bytes[0] = 1;
  bytes.set(left, 1);
  bytes.set(right, 1 + hashSize);
  return sha256(bytes);
}

/** Whether two hashes are the same. */
export function areHashesEqual(left: TreeHash, right: TreeHash): boolean {
  return left.length === right.length && left.every((byte, at) => byte === right[at]);
}

/** A hash as notes write it: padded base64. */
export function formatHash(treeHash: TreeHash): string {
  return Buffer.from(treeHash).toString("base64");
}

/** The hash of its base64 text; undefined when it is none. */
export function parseHash(text: string): TreeHash | undefined {
  const bytes = decodeBase64(text);
  return bytes?.length === hashSize ? bytes : undefined;
}

/** The SHA-256 sum of bytes. */
export function sha256(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(hash("sha256", bytes, "buffer"));
}

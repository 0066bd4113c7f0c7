/** The `h1:` hashes of go.sum (https://go.dev/ref/mod#go-sum-files): a SHA-256 over the sorted SHA-256 sums of files. */
import { createHash } from "node:crypto";
import { compareBytes } from "./byte-order.ts";

/** A file of a module; in a module zip the name is `path@version/file`. */
export interface HashedFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** The h1 hash of a set of files; a name with a newline is a RangeError, as its line could pass for two. */
export function hash1(files: readonly HashedFile[]): string {
  return hash1OfSums(
    files.map(({ name, bytes }) => ({ name, sha256: createHash("sha256").update(bytes).digest("hex") })),
  );
}

/** The h1 hash from SHA-256 sums (lower-case hex) that are already known. */
export function hash1OfSums(files: readonly { readonly name: string; readonly sha256: string }[]): string {
  const sorted = [...files].sort((a, b) => compareBytes(a.name, b.name));
  const summary = createHash("sha256");
  for (const { name, sha256 } of sorted) {
    if (name.includes("\n"))
      throw new RangeError(`A hashed file name has a newline: ${JSON.stringify(name)}`);
    summary.update(`${sha256}  ${name}\n`);
  }
  return `h1:${summary.digest("base64")}`;
}

/** The hash of a `/go.mod` line in go.sum. */
export function hashGoMod(bytes: Uint8Array): string {
  return hash1([{ name: "go.mod", bytes }]);
}

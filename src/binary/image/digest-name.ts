/** Names of blobs (https://github.com/opencontainers/image-spec/blob/main/descriptor.md#digests). */
import type { BlobReader } from "../blob-reader.ts";
import { createDigest } from "../digest.ts";
import { ImageProblem } from "./image-problem.ts";

const PIECE_BYTES = 64 * 1024;

/** The algorithm of a digest; throws ImageProblem for one that cannot be checked. */
export function digestAlgorithm(digest: string): "sha256" | "sha512" {
  if (/^sha256:[0-9a-f]{64}$/.test(digest)) return "sha256";
  if (/^sha512:[0-9a-f]{128}$/.test(digest)) return "sha512";
  throw new ImageProblem(`"${digest.slice(0, 200)}" is no digest by sha256 or sha512`);
}

/** Where a layout keeps a blob. */
export function blobPath(digest: string): string {
  digestAlgorithm(digest);
  return `blobs/${digest.replace(":", "/")}`;
}

/** Throws ImageProblem where a blob is not what its digest says. */
export function checkBlob(blob: BlobReader, digest: string): void {
  const algorithm = digestAlgorithm(digest);
  const seen = createDigest(algorithm);
  for (let at = 0; at < blob.sizeBytes; at += PIECE_BYTES) seen.update(blob.read(at, PIECE_BYTES));
  const hex = seen.hex();
  if (digest !== `${algorithm}:${hex}`)
    throw new ImageProblem(`the blob ${digest} is another: its bytes have ${algorithm}:${hex}`);
}

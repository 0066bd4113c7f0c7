import { createHash } from "node:crypto";

/** A digest that grows piece by piece, as images name their blobs. */
export interface Digest {
  update(bytes: Uint8Array): void;
  /** In small hexadecimal letters; ends the digest. */
  hex(): string;
}

/** Starts a digest. */
export function createDigest(algorithm: "sha256" | "sha512"): Digest {
  const hash = createHash(algorithm);
  return {
    update: (bytes) => {
      hash.update(bytes);
    },
    hex: () => hash.digest("hex"),
  };
}

/** `sha256:…` of bytes. */
export function sha256Of(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}

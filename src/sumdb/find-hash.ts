/** Finds the one hash that a proven record has for a line of go.sum (https://go.dev/ref/mod#checksum-database). */
import { linesAbout, type RecordLine } from "./record.ts";

/** What is asked of a log: one line of a go.sum. */
export interface AskedSum {
  readonly path: string;
  /** Without `/go.mod`. */
  readonly version: string;
  /** Asks for the hash of the go.mod file; false by default. */
  readonly isGoMod?: boolean;
}

/** The hash, or why the record has none to rely on. */
export type FoundHash =
  | {
      readonly kind: "found";
      /** `h1:…`. */
      readonly hash: string;
      /** All that the record says of this module version, go.mod and other algorithms included. */
      readonly lines: readonly RecordLine[];
    }
  | { readonly kind: "absent-line" | "two-hashes"; readonly reason: string };

/** Searches the record, and nothing else that came with it; a record without the line is no consent to anything. */
export function findHash(record: Uint8Array, { path, version, isGoMod = false }: AskedSum): FoundHash {
  const lines = linesAbout(record, { path, version });
  const own = lines.filter((line) => line.isGoMod === isGoMod && line.hash.startsWith("h1:"));
  const [hash, ...others] = new Set(own.map((line) => line.hash));
  const name = `${path} ${version}${isGoMod ? "/go.mod" : ""}`;
  if (hash === undefined) return { kind: "absent-line", reason: `has no h1 for ${name}` };
  if (others.length === 0) return { kind: "found", hash, lines };
  return { kind: "two-hashes", reason: `has ${others.length + 1} different h1 for ${name}` };
}

/** The text of a signed tree head: size and root of the log (https://pkg.go.dev/golang.org/x/mod/sumdb/tlog#FormatTree). */
import { formatHash, parseHash, type TreeHash } from "./hash.ts";

/** A log at one moment. */
export interface TreeHead {
  /** How many records it has. */
  readonly size: number;
  readonly hash: TreeHash;
}

const firstLine = "go.sum database tree";

/** Reads a tree head; undefined when the text is none. Lines after the third are for later versions and mean nothing. */
export function parseTreeHead(text: string): TreeHead | undefined {
  const [title, size = "", root = "", ...rest] = text.split("\n");
  if (title !== firstLine || rest.length === 0) return undefined;
  const count = parseCount(size);
  const hash = parseHash(root);
  return count === undefined || hash === undefined ? undefined : { size: count, hash };
}

/** The text that a log signs. */
export function formatTreeHead({ size, hash }: TreeHead): string {
  return `${firstLine}\n${size}\n${formatHash(hash)}\n`;
}

/** A decimal without sign and leading zeros, as far as numbers are exact (2^53); undefined for other text. */
export function parseCount(text: string): number | undefined {
  if (!/^(?:0|[1-9][0-9]{0,15})$/.test(text)) return undefined;
  const count = Number(text);
  return Number.isSafeInteger(count) ? count : undefined;
}

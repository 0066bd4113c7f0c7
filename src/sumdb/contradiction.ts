/** Why an answer of a log is refused, with what shows it. */
import type { ForkEvidence } from "./fork.ts";

/** What is wrong with what a log, or somebody in its name, said. */
export type ContradictionKind =
  /** Two signed histories: the evidence convicts whoever holds the log's key. */
  | "fork"
  /** The answer is no record with a tree head. */
  | "malformed-answer"
  | "malformed-note"
  | "malformed-head"
  | "unsigned"
  | "bad-signature"
  /** Tiles do not add up to the signed root. */
  | "bad-tile"
  /** The record is not the one that the tree has at its number. */
  | "wrong-record"
  /** The record's number is not in the tree. */
  | "outside-tree"
  /** The record is in the log but says nothing of what was asked. */
  | "absent-line"
  /** The record has two hashes for one thing. */
  | "two-hashes";

/** A refused answer. */
export interface Contradiction {
  readonly kind: ContradictionKind;
  readonly log: string;
  /** Without final period. */
  readonly reason: string;
  /** The path that was asked, such as `lookup/rsc.io/quote@v1.5.2`. */
  readonly asked?: string;
  /** What came back. */
  readonly answer?: Uint8Array;
  /** Signed tree heads that play a part, oldest first. */
  readonly heads: readonly string[];
  readonly fork?: ForkEvidence;
  /** Where the evidence lies, for people. */
  readonly keptAt?: string;
}

const maxShownBytes = 16_384;

/** The evidence as a text that can be sent to others: everything that was signed, proven and answered. */
export function formatContradiction(contradiction: Contradiction): string {
  const { kind, log, reason, asked, answer, heads, fork } = contradiction;
  const parts = [`${log}: ${kind}: ${reason}`];
  if (asked !== undefined) parts.push(`asked: ${asked}`);
  if (fork) {
    parts.push(`older tree head:\n${indent(fork.older)}`, `newer tree head:\n${indent(fork.newer)}`);
    parts.push(`the newer tree began with:\n${indent(fork.prefixHash)}`);
    parts.push(`consistency proof:\n${indent(fork.proof.join("\n"))}`);
  } else {
    for (const head of heads) parts.push(`tree head:\n${indent(head)}`);
  }
  if (answer) parts.push(`answer (${answer.length} bytes, base64):\n${indent(base64Lines(answer))}`);
  return `${parts.join("\n\n")}\n`;
}

function base64Lines(bytes: Uint8Array): string {
  const shown = Buffer.from(bytes.subarray(0, maxShownBytes)).toString("base64");
  const rest = bytes.length > maxShownBytes ? "\n…" : "";
  return (shown.match(/.{1,76}/g) ?? []).join("\n") + rest;
}

function indent(text: string): string {
  return text.replace(/\n$/, "").replace(/^/gm, "\t");
}
